"""Reminders: claimed one by one, so that two processes send each once."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from peerhub.base.database.engine import Db
from peerhub.base.jobs.claims import claim
from peerhub.base.mail import outbox
from peerhub.base.mail.models import PROMPT
from peerhub.base.mail.outbox import Mail
from peerhub.notices.access import stop_path
from peerhub.notices.queries.choices import refusing
from peerhub.notices.rules import SESSIONS
from peerhub.people.models import Person
from peerhub.sessions.actions import calendar_mails
from peerhub.sessions.models import ACCEPTED, NEEDS_ACTION, SCHEDULED, TENTATIVE, Invitee, Reminder, Session
from peerhub.sessions.queries import mail_data

# The last hour is for those who come; asking again who has not answered would nag.
ASKS_UNTIL = timedelta(days=1)
AT_ONCE = 50  # people in one transaction


def remind_next(db: Db, now: datetime) -> bool:
    """Claim one due reminder, or go on with one, and write its emails to the next people in the same transaction; False when
    nothing is due."""
    due = Reminder.claimed_at.is_(None), Reminder.due_at <= now, Reminder.valid_until > now
    claimed = _begun(db) or claim(db, Reminder, due, {"claimed_at": now, "written_to": 0}, order=(Reminder.due_at,))
    for reminder in claimed:
        reminder.written_to = _write(db, reminder, now)
    db.flush()
    return bool(claimed)


def _begun(db: Db) -> list[Reminder]:
    """A reminder of which not all emails are written, that no other process is at."""
    query = select(Reminder).where(Reminder.written_to.is_not(None)).order_by(Reminder.id).limit(1)
    return list(db.scalars(query.with_for_update(skip_locked=True).execution_options(populate_existing=True)))


def _write(db: Db, reminder: Reminder, now: datetime) -> int | None:
    """Write to the next people and return the id of the last, None when all have had their turn."""
    session = db.get_one(Session, reminder.session_id)
    current = session.state == SCHEDULED and session.starts_at == reminder.starts_at
    if not current or reminder.valid_until <= now:
        return None
    data = mail_data.mail_data(db, session)
    turn = list(db.scalars(_next_people(reminder)))
    outbox.queue_all(db, [(invitee.person.receiver, _mail(db, reminder, invitee, data)) for invitee in turn])
    return turn[-1].person_id if len(turn) == AT_ONCE else None


def _mail(db: Db, reminder: Reminder, invitee: Invitee, data: dict[str, Any]) -> Mail:
    return Mail(
        kind=calendar_mails.REMINDER,
        dedupe_key=_key(reminder, invitee),
        data=data | calendar_mails.personal_data(db, invitee) | {"stop": stop_path(db, invitee.person_id, [SESSIONS])},
        stream=calendar_mails.stream_of(invitee),
        expires_at=reminder.valid_until,
        priority=PROMPT,
    )


def _key(reminder: Reminder, invitee: Invitee) -> str:
    start = reminder.starts_at.strftime("%Y%m%dT%H%M%S")
    return f"rem:{reminder.session_id}:{start}:{reminder.minutes_before}:{invitee.person_id}"


def _next_people(reminder: Reminder) -> Select[Invitee]:
    """Whom to remind next: who comes or may come, the unanswered until a day before, nobody invited since, nor who never wants
    emails about sessions. Invitations and changes come to them all the same."""
    asks = timedelta(minutes=reminder.minutes_before) >= ASKS_UNTIL
    answers = (ACCEPTED, TENTATIVE, NEEDS_ACTION) if asks else (ACCEPTED, TENTATIVE)
    people = select(Invitee).join(Invitee.person).options(contains_eager(Invitee.person))
    people = people.where(Invitee.session_id == reminder.session_id, Invitee.person_id > (reminder.written_to or 0))
    people = people.where(Invitee.withdrawn_at.is_(None), Person.closed_at.is_(None))
    people = people.where(Invitee.response.in_(answers), Invitee.invited_at < reminder.due_at)
    people = people.where(Invitee.person_id.not_in(refusing(SESSIONS)))
    return people.order_by(Invitee.person_id).limit(AT_ONCE)
