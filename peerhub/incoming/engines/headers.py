"""What stands in a header, as people read it."""

import re
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

from peerhub.base.text.plain import without_controls

LONGEST = 10_000  # characters of one header that are looked at
MOST_ADDRESSES, LONGEST_ADDRESS = 100, 254
_ADDRESS = re.compile(r"[^\s@<>(),;:\"\\\[\]]+@[^\s@<>(),;:\"\\]+")


def words(value: object) -> str:
    """The text of a header, its encoded words decoded (RFC 2047); as it stands where that cannot be done."""
    raw = raw_text(value)
    try:
        return str(make_header(decode_header(raw)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError, AssertionError, TypeError):
        return raw


def raw_text(value: object) -> str:
    """The beginning of a header, as it stands."""
    return "" if value is None else str(value)[:LONGEST]


def addresses(message: Message, *names: str) -> list[tuple[str, str]]:
    """The names and addresses in some headers, in small letters; what is no address is left out."""
    found: list[tuple[str, str]] = []
    for value in [each for name in names for each in message.get_all(name, [])][:MOST_ADDRESSES]:
        try:
            read = getaddresses([raw_text(value)])
        except (ValueError, IndexError, TypeError, RecursionError):  # comments within comments without end
            continue
        found += [(name, email) for name, address in read if (email := _address(address))]
    return found[:MOST_ADDRESSES]


def _address(text: str) -> str:
    """An email address in small letters; "" for what is none."""
    plain = without_controls(text).strip().lower()
    return plain if len(plain) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(plain) else ""
