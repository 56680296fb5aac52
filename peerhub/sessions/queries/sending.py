"""How far the emails of a session are written."""

from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select

from peerhub.base.database.engine import Db
from peerhub.base.database.prepared import prepared
from peerhub.people.models import Person
from peerhub.sessions.access import SESSION, session_to_run
from peerhub.sessions.models import Invitee, Session


@dataclass(frozen=True)
class Sending:
    """How many people's emails are written, of how many."""

    done: int
    total: int


def sending_of(db: Db, session: Session) -> Sending | None:
    """How far it is, of a session that the caller has fetched through `access`; None when nothing is left to write."""
    due = db.scalars(_due(), {"session": session.id}).one()
    if not due:
        return None
    concerned = Invitee.session_id == session.id, or_(Invitee.withdrawn_at.is_(None), Invitee.mail_due.is_not(None))
    total = db.scalars(select(func.count()).select_from(Invitee).where(*concerned)).one()
    return Sending(total - due, total)


@prepared
def _due() -> Select[int]:
    return select(func.count()).where(Invitee.session_id == SESSION, Invitee.mail_due.is_not(None))


def sending_page(db: Db, viewer: Person, session_id: int) -> tuple[Session, Sending | None]:
    """The session and how far it is, for those who run it. Raises NotFound, NotAllowed."""
    session = session_to_run(db, viewer, session_id)
    return session, sending_of(db, session)
