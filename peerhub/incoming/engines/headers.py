"""What stands in a header, as people read it."""

from email.errors import HeaderParseError
from email.header import decode_header, make_header


def words(value: object) -> str:
    """The text of a header, its encoded words decoded (RFC 2047); as it stands where that cannot be done."""
    raw = "" if value is None else str(value)
    try:
        return str(make_header(decode_header(raw)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return raw
