"""Invitations to join: by their token, and those that wait."""

from sqlalchemy import select

from peerhub.accounts.models import AccountInvitation
from peerhub.base import clock
from peerhub.base.database.engine import Db, settings_of
from peerhub.base.security import tokens
from peerhub.people import access
from peerhub.people.models import Person, Seat

INVITATION = "invitation to join"


def join_path(db: Db, viewer: Person | None, invitation: AccountInvitation) -> str:
    """Where the link of an invitation leads. Whoever has it may join: it goes into the email, and on the console (None)."""
    return "/invitations-to-join/" + tokens.sign(settings_of(db), INVITATION, invitation.id)


def by_token(db: Db, token: str) -> AccountInvitation | None:
    """The invitation of a link, if it can still be taken up."""
    invitation = db.get(AccountInvitation, tokens.read(settings_of(db), INVITATION, token) or 0)
    if invitation is None or invitation.accepted_at or invitation.withdrawn_at or invitation.expires_at <= clock.now():
        return None
    return invitation


def open_for(db: Db, viewer: Person | None, email: str) -> AccountInvitation | None:
    """The invitation of that address that can still be taken up. For the command line, where the viewer is None."""
    waiting = select(AccountInvitation).where(
        AccountInvitation.email == email.strip().casefold(),
        AccountInvitation.accepted_at.is_(None),
        AccountInvitation.withdrawn_at.is_(None),
        AccountInvitation.expires_at > clock.now(),
    )
    return db.scalar(waiting.order_by(AccountInvitation.id.desc()).limit(1))


def list_open(db: Db, viewer: Person) -> list[AccountInvitation]:
    """Invitations that were neither accepted nor withdrawn, newest first: the secretariat sees all, a focal point those to the team.

    Raises NotAllowed for those who look after no team.
    """
    waiting = select(AccountInvitation).where(AccountInvitation.accepted_at.is_(None))
    waiting = waiting.where(AccountInvitation.withdrawn_at.is_(None)).order_by(AccountInvitation.id.desc())
    if access.is_secretariat(db, viewer):
        return list(db.scalars(waiting))
    codes = access.must_look_after_some(db, viewer)
    return list(db.scalars(waiting.join(AccountInvitation.seat).where(Seat.country_code.in_(codes))))


def offices(db: Db, viewer: Person, country_code: str | None) -> list[str]:
    """The offices of a team, to be chosen again when somebody new sits there."""
    access.must_look_after(db, viewer, country_code)
    return list(db.scalars(select(Seat.office).where(Seat.country_code == country_code).order_by(Seat.office)))
