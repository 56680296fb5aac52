"""Links for signing in, by their signed token."""

from peerhub.accounts.models import SignInLink
from peerhub.base import clock
from peerhub.base.database.engine import Db, settings_of
from peerhub.base.security import tokens

# The payload of a token: the number of the link, when it was made, and where it leads. SQLite gives the number of a link that was deleted
# to the next one, which may sign in somebody else.
LINK = "sign-in link"


def usable(db: Db, token: str) -> SignInLink | None:
    """The link of a token that would sign somebody in now; looking changes nothing, since mail scanners look too. A link
    ends with the sign-ins it was asked for: signing out everywhere makes it worthless."""
    link_id, made, _path = _read_link(db, token)
    link = db.get(SignInLink, link_id)
    if (
        link is None
        or link.created_at.isoformat() != made
        or link.used_at is not None
        or link.expires_at <= clock.now()
    ):
        return None
    return link if link.person.closed_at is None else None


def path_of(db: Db, token: str) -> str:
    """Where the link of a token leads, whether it still signs in or not; empty when it is not ours."""
    return _read_link(db, token)[2]


def _read_link(db: Db, token: str) -> tuple[int, str, str]:
    match tokens.read(settings_of(db), LINK, token):
        case [int(link_id), str(made), str(path)]:
            return link_id, made, path
        case [int(link_id), str(path)]:  # of an earlier version: it leads there, but signs nobody in
            return link_id, "", path
    return 0, "", ""
