"""How far the emails of a session have left."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from peerhub.base.database.engine import Db
from peerhub.base.database.prepared import prepared
from peerhub.base.mail.models import SENDING, WAITING, OutgoingMail
from peerhub.people.models import Person
from peerhub.sessions.access import SESSION, session_to_run
from peerhub.sessions.models import STREAM, Invitee, Session


@dataclass(frozen=True)
class Sending:
    """For how many people nothing is left to send, of how many."""

    done: int
    total: int


def sending_of(db: Db, session: Session) -> Sending | None:
    """How far it is, of a session that the caller has fetched through `access`; None when nothing is left to send."""
    left = db.scalars(_left(), {"session": session.id}).one()
    if not left:
        return None
    concerned = Invitee.session_id == session.id, or_(Invitee.withdrawn_at.is_(None), _waits())
    total = db.scalars(select(func.count()).select_from(Invitee).where(*concerned)).one()
    return Sending(total - left, total)


@prepared
def _left() -> Select[int]:
    return select(func.count()).select_from(Invitee).where(Invitee.session_id == SESSION, _waits())


def _waits() -> ColumnElement[bool]:
    """Whether an email to an invitee is still to be written, or to leave."""
    mails = OutgoingMail.stream == STREAM, OutgoingMail.state.in_((WAITING, SENDING))
    return or_(Invitee.mail_due.is_not(None), exists().where(*mails))


def sending_page(db: Db, viewer: Person, session_id: int) -> tuple[Session, Sending | None]:
    """The session and how far it is, for those who run it. Raises NotFound, NotAllowed."""
    session = session_to_run(db, viewer, session_id)
    return session, sending_of(db, session)
