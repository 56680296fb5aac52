"""What a facilitator still has to do: drafts that were not sent, and sessions that ended without minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, select

from peerhub.base.database.engine import Db
from peerhub.base.database.model import ago
from peerhub.base.database.prepared import prepared
from peerhub.people.access import VIEWER, viewer_params
from peerhub.people.models import Person
from peerhub.sessions.models import DRAFT, ENDED, FACILITATOR, Invitee, Session

MOST = 6
ASKED_FOR = timedelta(days=30)  # after which nobody writes minutes any more


@dataclass(frozen=True)
class ToDo:
    """The viewer's drafts, soonest first, and sessions without published minutes, oldest first; at most MOST of each."""

    drafts: Sequence[Session]
    without_minutes: Sequence[Session]


def to_do(db: Db, viewer: Person) -> ToDo:
    """What waits for the viewer in the sessions that they run: one query."""
    sessions = list(db.scalars(owed(), viewer_params(viewer)))
    return ToDo(
        [session for session in sessions if session.state == DRAFT][:MOST],
        [session for session in sessions if session.state == ENDED][:MOST],
    )


@prepared
def owed() -> Select[Session]:
    """The sessions in which something waits for VIEWER, as a statement."""
    facilitated = select(Invitee.session_id).where(
        Invitee.person_id == VIEWER.id, Invitee.role == FACILITATOR, Invitee.withdrawn_at.is_(None)
    )
    late = (Session.state == ENDED) & Session.notes_published_at.is_(None)
    recent = Session.starts_at > ago(ASKED_FOR)
    query = select(Session).where(Session.id.in_(facilitated), (Session.state == DRAFT) | (late & recent))
    return query.order_by(Session.starts_at, Session.id)
