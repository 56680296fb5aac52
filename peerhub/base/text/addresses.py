"""What an address of a host, a mailbox, a database or a queue looks like: for the settings, which refuse others."""

import re
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

LONGEST_HOST, LONGEST_LABEL, LONGEST_MAILBOX = 253, 63, 64  # RFC 1035, 2.3.4; RFC 5321, 4.5.3.1.1
DATABASES: Final = ("sqlite", "postgresql")
QUEUES: Final = ("valkey", "valkeys", "redis", "rediss")
# Letters of any script, digits, points and hyphens; or an IPv6 address, which has colons.
_HOST: Final = re.compile(r"(?!-)[\w-]+(?:\.[\w-]+)*\.?|[0-9a-fA-F:.]*:[0-9a-fA-F:.]+")
_MAILBOX: Final = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*")  # RFC 5322, 3.2.3: dot-atom


def is_host(name: str) -> bool:
    """Whether this is the name of a host, or an IP address."""
    try:
        plain = name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        return False
    fits = len(plain) <= LONGEST_HOST and all(len(label) <= LONGEST_LABEL for label in plain.split("."))
    return fits and bool(_HOST.fullmatch(name))


def is_mailbox(address: str) -> bool:
    """Whether this is one mail address."""
    name, _at, host = address.rpartition("@")
    return bool(_MAILBOX.fullmatch(name)) and len(name) <= LONGEST_MAILBOX and is_host(host)


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
        named = is_host(parts.hostname or "") and parts.port != 0 and address.isprintable()
        return parts.scheme in QUEUES and named and bool(re.fullmatch(r"(?:/[0-9]{0,4})?", parts.path, re.ASCII))
    except ValueError:
        return False
