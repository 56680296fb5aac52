"""Where the demonstration's clock can jump to: into the next session, and to its end."""

from datetime import datetime, timedelta

from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.sessions.models import SCHEDULED, Session

INTO, PAST = timedelta(minutes=5), timedelta(minutes=1)
LONGEST = timedelta(hours=8)


def next_session(db: Db) -> Session | None:
    """The session that begins next."""
    return next(iter(_ahead(db, clock.now())), None)


def step_to(db: Db, where: str) -> tuple[timedelta, Session] | None:
    """How far it is into the next session (`next`), or to the end of the one that runs, else of the next one (`end`), and which
    session that is. None where no session is ahead."""
    now = clock.now()
    session = next_session(db) if where == "next" else _running_or_next(db, now)
    if session is None:
        return None
    return (session.starts_at + INTO if where == "next" else session.ends_at + PAST) - now, session


def _ahead(db: Db, since: datetime) -> list[Session]:
    scheduled = select(Session).where(Session.state == SCHEDULED, Session.starts_at > since)
    return list(db.scalars(scheduled.order_by(Session.starts_at)))


def _running_or_next(db: Db, now: datetime) -> Session | None:
    return next((session for session in _ahead(db, now - LONGEST) if session.ends_at > now), None)
