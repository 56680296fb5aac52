"""Pure rules about accounts: paths, passwords, names."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from email_validator import EmailNotValidError, validate_email

from peerhub.base.plain import normalized

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3
_RESERVED = frozenset({"peerhub", "secretariat", "administrator", "administration"})
# In this order, since browsers name those that they are like as well.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
_ALPHABETS = frozenset({"LATIN", "CYRILLIC", "GREEK"})


def own_path(wanted: str) -> str:
    r"""`wanted` if it is a path on this site, else `/`. Browsers read `//host`, `/\host` and `/<tab>/host` as other sites."""
    ours = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted and wanted.isprintable()
    return wanted if ours else "/"


def hashed(secret: str) -> str:
    """What is kept of a random token: who reads the database, or a copy of it, cannot sign in with what is there."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def browser_of(agent: str) -> str:
    """A browser as people know it, "Firefox, Windows", from what it calls itself; empty where nothing is recognised."""
    found = (next((name for sign, name in names if sign in agent), "") for names in (_BROWSERS, _SYSTEMS))
    return ", ".join(name for name in found if name)


def is_address(text: str) -> bool:
    """Whether the text is one mail address that can be written to from anywhere, also in another script; nobody is asked for it."""
    address = text.strip()
    if len(address) > LONGEST_ADDRESS:
        return False  # a megabyte would take the library a second
    try:
        validate_email(address, check_deliverability=False, strict=True)
    except EmailNotValidError:
        return False
    return True


def only_zone(zones: Sequence[str]) -> str:
    """The time zone of a country that has one; empty where there are several, since to guess would be to mislead."""
    return zones[0] if len(zones) == 1 else ""


def holds_address(password: str, email: str) -> bool:
    """Whether a password contains the mail address or the part before its @ (four letters or more), in any case."""
    said, address = password.casefold(), email.strip().casefold()
    local = address.partition("@")[0]
    return address in said or (len(local) >= 4 and local in said)


def holds_name(password: str, name: str) -> bool:
    """Whether a password contains a name of four letters or more, whatever the capitals, blanks and signs between."""
    said, bare = _bare(password), _bare(name)
    return len(bare) >= 4 and bare in said


def words_of(name: str, email: str) -> set[str]:
    """What others try first who know the person and the site: the words of the name and of the address, and the roles."""
    known = re.split(r"[\W_]+", f"{name} {email}")
    return {word for word in known if len(word) >= 3} | _RESERVED | {"admin", "unesco"}


def mixes_alphabets(name: str) -> bool:
    """Whether a word of the name has letters of two alphabets that look alike, as only forged names do (UTS 39, 5.2)."""
    return any(len(_alphabets(word)) > 1 for word in normalized("NFKC", name).split())


def is_reserved(name: str) -> bool:
    """Whether the name is that of those who run the programme or the site, however it is spelled."""
    return _bare(name) in _RESERVED


def _bare(text: str) -> str:
    """Letters and digits alone, small."""
    return "".join(sign for sign in normalized("NFKC", text).casefold() if sign.isalnum())


def _alphabets(word: str) -> set[str]:
    return {unicodedata.name(sign, "").partition(" ")[0] for sign in word} & _ALPHABETS
