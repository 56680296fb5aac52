"""Pure rules about passwords, browsers and email addresses."""

import re

from email_validator import EmailNotValidError, validate_email

from peerhub.people.rules import RESERVED, letters_of

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
# How often, as Flask-Limiter writes it. Emails with links: MOST_IN_AN_HOUR in actions/sign_in_links.
SIGN_INS_OF_REQUESTER = "60/minute;600/hour"  # a workshop behind one address fits
SIGN_INS_TO_ACCOUNT = "8/minute;30/hour"
LINK_REQUESTS = "120/minute"
LINK_TRIES = "20/minute"
OWNER_CHECKS = "10/minute;30/hour"  # of somebody who is signed in
INVITATIONS_SENT = "60/hour"
LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3
_OTHER_DOTS = frozenset("\u3002\uff0e\uff61")  # read as a point (RFC 3490, 3.1): second addresses of one mailbox
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


def browser_of(agent: str) -> str:
    """A browser as people know it, "Firefox, Windows", from what it calls itself; empty where nothing is recognised."""
    names_found = (next((name for sign, name in names if sign in agent), "") for names in (_BROWSERS, _SYSTEMS))
    return ", ".join(name for name in names_found if name)


def is_email_address(text: str) -> bool:
    """Whether the text is one email address that can be written to from anywhere, in any script; no server is asked."""
    address = text.strip()
    if len(address) > LONGEST_ADDRESS:
        return False  # a megabyte would take the library a second
    if _OTHER_DOTS & set(address):
        return False
    try:
        validate_email(address, check_deliverability=False, strict=True)
    except EmailNotValidError:
        return False
    return True


def masked(address: str) -> str:
    """An address that its owner knows again and others do not learn: the first letter and the server."""
    local, _at, server = address.partition("@")
    return f"{local[:1]}…@{server}"


def contains_address(password: str, email: str) -> bool:
    """Whether a password contains the email address or the part before its @ (four letters or more), in any case."""
    folded, address = password.casefold(), email.strip().casefold()
    local = address.partition("@")[0]
    return address in folded or (len(local) >= 4 and local in folded)


def contains_name(password: str, name: str) -> bool:
    """Whether a password contains a name of four letters or more, whatever the capitals, blanks and signs between."""
    letters, name_letters = letters_of(password), letters_of(name)
    return len(name_letters) >= 4 and name_letters in letters


def guessable_words(name: str, email: str) -> set[str]:
    """What others try first who know the person and the site: the words of the name and of the address, and the roles."""
    known = re.split(r"[\W_]+", f"{name} {email}")
    return {word for word in known if len(word) >= 3} | RESERVED | {"admin", "unesco"}
