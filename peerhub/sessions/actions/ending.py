"""Ending a session: by its facilitator, or when its time is over."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.errors import Conflict
from peerhub.base.facts import announce
from peerhub.base.i18n.translate import _
from peerhub.base.jobs.claims import claim
from peerhub.people.models import Person
from peerhub.sessions.access import session_to_run
from peerhub.sessions.actions import attendance, invitations
from peerhub.sessions.facts import SessionEnded
from peerhub.sessions.models import ENDED, SCHEDULED, Session


def end(
    db: Db, actor: Person, session_id: int, came: Collection[int] | None = None, read: Collection[int] | None = None
) -> Session:
    """End a running session now, noting first who `came` where that is known: its survey asks those who did. `read`: as in
    `attendance.record`.

    Raises Conflict when it has not begun.
    """
    session = session_to_run(db, actor, session_id)
    if came is not None:
        attendance.record(db, actor, session_id, came, read)
    if session.state == ENDED:
        return session
    if session.state != SCHEDULED or clock.now() < session.starts_at:
        raise Conflict(_("Only a session that has begun can be ended. Cancel it if it will not take place."))
    session.state, session.state_changed_at = ENDED, clock.now()
    _finish(db, session)
    return session


def end_due(db: Db, now: datetime) -> bool:
    """End one session whose time is over, whoever else tries to at the same moment; False when there is none."""
    running = select(Session).where(Session.state == SCHEDULED, Session.starts_at <= now).order_by(Session.starts_at)
    over = next((session for session in db.scalars(running) if session.ends_at <= now), None)
    if over is None:
        return False
    unmoved = Session.starts_at == over.starts_at, Session.minutes == over.minutes
    ended = claim(
        db,
        Session,
        [Session.id == over.id, Session.state == SCHEDULED, *unmoved],
        {"state": ENDED, "state_changed_at": now},
    )
    for session in ended:
        _finish(db, session)
    return True


def _finish(db: Db, session: Session) -> None:
    invitations.drop_reminders(db, session)
    announce(db, SessionEnded(session.id))
