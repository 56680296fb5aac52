"""Known devices: a signed cookie that says for which accounts somebody signed in here before.

Wrong passwords are counted per account for all unknown devices together, and for each known device by itself: whoever guesses
from elsewhere slows down the guessing, never the owner on a device of theirs (OWASP, "Slow Down Online Guessing Attacks with
Device Cookies"). The cookie opens nothing; it outlives signing out.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from flask import after_this_request, current_app, request
from werkzeug.wrappers import Response

from peerhub.base.database.current import database
from peerhub.base.security import tokens
from peerhub.base.security.tokens import hashed
from peerhub.base.web.networks import network_of

COOKIE, PURPOSE = "device", "known device"
KEPT_FOR = 400 * 24 * 60 * 60  # seconds; browsers keep none for longer (RFC 6265bis, 5.5)
MOST_ACCOUNTS = 20  # of those who share a device, the last


@dataclass(frozen=True)
class Device:
    """A browser by a random name, and the accounts that signed in on it, hashed."""

    name: str
    accounts: Sequence[str] = ()


def remember(email: str) -> None:
    """Let this device be known for the account from now on; called when somebody signed in."""
    before = _asking() or Device(secrets.token_urlsafe(16))
    account = account_of(email)
    accounts = [account, *(other for other in before.accounts if other != account)][:MOST_ACCOUNTS]
    value = tokens.sign(database().settings, PURPOSE, [before.name, accounts])
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])

    @after_this_request
    def keep(answer: Response) -> Response:
        answer.set_cookie(COOKIE, value, max_age=KEPT_FOR, secure=secure, httponly=True, samesite="Lax")
        return answer


def account_of(email: str) -> str:
    """An account, known to the site or not, by its address: hashed, so that no address is kept."""
    return hashed(email.strip().casefold())[:24]


def account_limit_key() -> str:
    """Counts tries for the account that the form names: by this device where it is known for it, else all others together."""
    account = account_of(request.form.get("email", ""))
    return f"{account} {_name(account)}"


def requester_limit_key() -> str:
    """Counts what a network asks for; a device that is known for the account counts by itself, wherever it is."""
    name = _name(account_of(request.form.get("email", "")))
    return f"device {name}" if name else network_of(request.remote_addr)


def _name(account: str) -> str:
    """The name of the asking device if it is known for the account, else nothing."""
    device = _asking()
    return device.name if device and account in device.accounts else ""


def _asking() -> Device | None:
    match tokens.read(database().settings, PURPOSE, request.cookies.get(COOKIE, "")):
        case [str(name), list(accounts)]:
            return Device(name, accounts)
    return None
