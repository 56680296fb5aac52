"""Links for signing in, by their signed token."""

from peerhub.accounts.models import SignInLink
from peerhub.base import clock
from peerhub.base.database.engine import Db, settings_of
from peerhub.base.security import tokens

LINK = "sign-in link"


def usable(db: Db, token: str) -> SignInLink | None:
    """The link of a token that would sign somebody in now; looking changes nothing, since mail scanners look too. A link
    ends with the sign-ins it was asked for: signing out everywhere makes it worthless."""
    link = db.get(SignInLink, _read_link(db, token)[0])
    if link is None or link.used_at is not None or link.expires_at <= clock.now():
        return None
    return link if link.person.closed_at is None else None


def path_of(db: Db, token: str) -> str:
    """Where the link of a token leads, whether it still signs in or not; empty when it is not ours."""
    return _read_link(db, token)[1]


def _read_link(db: Db, token: str) -> tuple[int, str]:
    match tokens.read(settings_of(db), LINK, token):
        case [int(link_id), str(path)]:
            return link_id, path
        case [int(link_id), *_older]:
            return link_id, ""
    return 0, ""
