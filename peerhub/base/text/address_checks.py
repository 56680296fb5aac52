"""What an address of a host, a mailbox, a link, a database or a queue looks like: for settings and forms, which refuse others."""

import re
from typing import Final
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

LONGEST_HOST, LONGEST_LABEL = 253, 63  # RFC 1035, 2.3.4
DATABASES: Final = ("sqlite", "postgresql")
QUEUES: Final = ("valkey", "valkeys", "redis", "rediss")
# Letters of any script, digits, points and hyphens; or an IPv6 address, which has colons.
_HOST: Final = re.compile(r"(?!-)[\w-]+(?:\.[\w-]+)*\.?|[0-9a-fA-F:.]*:[0-9a-fA-F:.]+")


def is_host(name: str) -> bool:
    """Whether this is the name of a host, or an IP address."""
    try:
        plain = name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        return False
    fits = len(plain) <= LONGEST_HOST and all(len(label) <= LONGEST_LABEL for label in plain.split("."))
    return fits and bool(_HOST.fullmatch(name))


def is_https(link: str) -> bool:
    """Whether this is a link that people can be sent to: https, a host, nobody's name or password, and no space or quotation mark.
    Half an address, as “https://[”, leads nowhere."""
    try:
        parts = urlsplit(link)
        right = parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False
    return right and not any(sign.isspace() or sign in '"<>' for sign in link)


def is_mailbox(address: str) -> bool:
    """Whether this is one email address. Its host is checked here, since one of the own network (`localhost`) is good enough for
    settings, and email-validator takes none that the Internet does not know."""
    name, _at, host = address.rpartition("@")
    try:
        validate_email(f"{name}@example.org", check_deliverability=False, strict=True)
    except EmailNotValidError:
        return False
    return is_host(host)


def is_database(address: str) -> bool:
    """Whether this is an address of SQLAlchemy for a database that the site knows, and whose driver is installed."""
    try:
        url = make_url(address)
        url.get_dialect().import_dbapi()
        return url.get_backend_name() in DATABASES and url.port != 0
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError):  # the last one for a port that is no number
        return False


def is_queue(address: str) -> bool:
    """Whether this is the address of a Valkey."""
    try:
        parts = urlsplit(address)
        has_host = is_host(parts.hostname or "") and parts.port != 0 and address.isprintable()
        return parts.scheme in QUEUES and has_host and bool(re.fullmatch(r"(?:/[0-9]{0,4})?", parts.path, re.ASCII))
    except ValueError:
        return False
