"""What the minutes of a session said before."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from peerhub.base.database.engine import Db
from peerhub.people.models import Person
from peerhub.sessions.access import session_to_run
from peerhub.sessions.models import MinutesVersion, Session

MOST_SHOWN = 50


def minutes_versions(db: Db, viewer: Person, session_id: int) -> tuple[Session, list[MinutesVersion]]:
    """The session with the newest versions of its minutes, the present one first, for those who run it.

    Raises NotFound, NotAllowed.
    """
    session = session_to_run(db, viewer, session_id)
    query = select(MinutesVersion).where(MinutesVersion.session_id == session.id).order_by(MinutesVersion.id.desc())
    return session, list(db.scalars(query.options(joinedload(MinutesVersion.written_by)).limit(MOST_SHOWN)))
