"""Where the demonstration's clock can jump to: into the next session, and to its end."""

from datetime import datetime, timedelta

from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database import Db
from peerhub.sessions.models import SCHEDULED, Session

INTO, PAST = timedelta(minutes=5), timedelta(minutes=1)
LONGEST = timedelta(hours=8)


def step_to(db: Db, where: str) -> timedelta | None:
    """How far it is into the next session (`next`), or to the end of the one that runs, else of the next one (`end`). None where
    no session is ahead."""
    now = clock.now()
    moment = _into_next(db, now) if where == "next" else _to_end(db, now)
    return moment - now if moment else None


def _ahead(db: Db, since: datetime) -> list[Session]:
    scheduled = select(Session).where(Session.state == SCHEDULED, Session.starts_at > since)
    return list(db.scalars(scheduled.order_by(Session.starts_at)))


def _into_next(db: Db, now: datetime) -> datetime | None:
    return next((session.starts_at + INTO for session in _ahead(db, now)), None)


def _to_end(db: Db, now: datetime) -> datetime | None:
    return next((each.ends_at + PAST for each in _ahead(db, now - LONGEST) if each.ends_at > now), None)
