"""How far the emails of a session have left."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from peerhub.base.database.engine import Db
from peerhub.base.database.prepared import prepared
from peerhub.base.mail.models import SENDING, WAITING, OutgoingMail
from peerhub.people.models import Person
from peerhub.sessions.access import SESSION, session_to_run
from peerhub.sessions.models import STREAM, Invitee, Session

SENT_TO_ALL = tuple(f"sessions/{kind}" for kind in ("invitation", "moved", "updated", "cancelled", "withdrawn"))


@dataclass(frozen=True)
class Sending:
    """For how many people nothing is left to send, of how many; `is_of_all`: what is sent concerns many at once, such as a new time;
    what goes to single people, such as that the time stays, says nothing of the others."""

    done: int
    total: int
    is_of_all: bool = True


def sending_of(db: Db, session: Session) -> Sending | None:
    """How far it is, of a session that the caller has fetched through `access`; None when nothing is left to send."""
    left = db.scalars(_left(), {"session": session.id}).one()
    if not left:
        return None
    if left == 1 or not db.scalar(select(exists().where(Invitee.session_id == session.id, _waits(SENT_TO_ALL)))):
        return Sending(0, left, is_of_all=False)
    concerned = Invitee.session_id == session.id, or_(Invitee.withdrawn_at.is_(None), _waits())
    total = db.scalars(select(func.count()).select_from(Invitee).where(*concerned)).one()
    return Sending(total - left, total)


@prepared
def _left() -> Select[int]:
    return select(func.count()).select_from(Invitee).where(Invitee.session_id == SESSION, _waits())


def _waits(kinds: Collection[str] = ()) -> ColumnElement[bool]:
    """Whether an email to an invitee, if any of these kinds, is still to be written, or to leave."""
    mails = OutgoingMail.stream == STREAM, OutgoingMail.state.in_((WAITING, SENDING))
    of_kind = [OutgoingMail.kind.in_(kinds)] if kinds else []
    return or_(Invitee.mail_due.is_not(None), exists().where(*mails, *of_kind))


def sending_page(db: Db, viewer: Person, session_id: int) -> tuple[Session, Sending | None]:
    """The session and how far it is, for those who run it. Raises NotFound, NotAllowed."""
    session = session_to_run(db, viewer, session_id)
    return session, sending_of(db, session)
