"""Answers from calendars, for tests."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.notices.models import Notice
from peerhub.people.models import Person
from peerhub.sessions.actions import calendar_answers
from peerhub.sessions.actions.calendar_answers import Came, Outcome
from peerhub.sessions.engines.replies import read
from peerhub.sessions.models import CalendarRequest, Session
from tests.cast import NOW
from tests.sessions.replies import simple

LATER = NOW + timedelta(hours=1)
ALIAS, STRANGER = "j.brown@statistics.example", "colleague@elsewhere.example"
PROPOSED = "DTSTART:20261209T130000Z\nDTEND:20261209T140000Z\n"


def stamped(moment: datetime) -> str:
    """A moment as calendars write it."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def reply_from(
    db: Db,
    session: Session,
    person: Person | str,
    partstat: str = "ACCEPTED",
    *,
    sender: str | None = "",
    method: str = "REPLY",
    sequence: int | None = -1,
    said_at: datetime | None = None,
    more: str = "",
    is_sure: bool = True,
) -> Outcome:
    """Let a calendar answer now: of the person, to the present time, unless it says something else."""
    email = person if isinstance(person, str) else person.email
    part = simple(
        method=method,
        uid=session.uid,
        who=email,
        partstat=partstat,
        sequence=session.sequence if sequence == -1 else sequence,
        stamp=stamped(said_at or clock.now()),
        more=more,
    )
    sender = email if sender == "" else sender
    came = Came(sender=sender, is_sure=is_sure, session_id=session.id, received_at=clock.now())
    return calendar_answers.apply(db, read(part), came)


def requests(db: Db) -> list[CalendarRequest]:
    """What waits for a decision, oldest first."""
    return list(db.scalars(select(CalendarRequest).order_by(CalendarRequest.id)))


def notices(db: Db, person: Person, kind: str) -> list[Notice]:
    """Somebody's lines of one kind."""
    return list(db.scalars(select(Notice).where(Notice.person_id == person.id, Notice.kind == kind)))
