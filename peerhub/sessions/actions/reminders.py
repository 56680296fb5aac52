"""Reminders: claimed one by one, so that two processes send each once."""

from datetime import datetime, timedelta
from typing import Any

from peerhub.base.database.engine import Db
from peerhub.base.jobs.claims import claim
from peerhub.base.mail import outbox
from peerhub.base.mail.models import PROMPT
from peerhub.base.mail.outbox import Mail
from peerhub.sessions.actions import calendar_mails, invitations
from peerhub.sessions.models import ACCEPTED, NEEDS_ACTION, SCHEDULED, TENTATIVE, Invitee, Reminder, Session
from peerhub.sessions.queries import mail_data

# The last hour is for those who come; asking again who has not answered would nag.
ASKS_UNTIL = timedelta(days=1)


def remind_next(db: Db, now: datetime) -> bool:
    """Claim one due reminder and write its emails in the same transaction; False when none is due."""
    due = Reminder.claimed_at.is_(None), Reminder.due_at <= now, Reminder.valid_until > now
    claimed = claim(db, Reminder, due, {"claimed_at": now}, order=(Reminder.due_at,))
    for reminder in claimed:
        _write(db, reminder)
    return bool(claimed)


def _write(db: Db, reminder: Reminder) -> None:
    session = db.get_one(Session, reminder.session_id)
    if session.state != SCHEDULED or session.starts_at != reminder.starts_at:
        return
    data = mail_data.mail_data(db, session)
    reminded = [invitee for invitee in invitations.invited(db, session) if _concerns(invitee, reminder)]
    outbox.queue_all(db, [(invitee.person.receiver, _mail(db, reminder, invitee, data)) for invitee in reminded])


def _mail(db: Db, reminder: Reminder, invitee: Invitee, data: dict[str, Any]) -> Mail:
    return Mail(
        kind=calendar_mails.REMINDER,
        dedupe_key=_key(reminder, invitee),
        data=data | calendar_mails.personal_data(db, invitee),
        stream=calendar_mails.stream_of(invitee),
        expires_at=reminder.valid_until,
        priority=PROMPT,
    )


def _key(reminder: Reminder, invitee: Invitee) -> str:
    start = reminder.starts_at.strftime("%Y%m%dT%H%M%S")
    return f"rem:{reminder.session_id}:{start}:{reminder.minutes_before}:{invitee.person_id}"


def _concerns(invitee: Invitee, reminder: Reminder) -> bool:
    """Whether to remind this person: who comes or may come, the unanswered until a day before, nobody invited since."""
    asks = timedelta(minutes=reminder.minutes_before) >= ASKS_UNTIL
    answers = {ACCEPTED, TENTATIVE, NEEDS_ACTION} if asks else {ACCEPTED, TENTATIVE}
    early = invitee.invited_at < reminder.due_at
    return invitee.response in answers and early and invitee.person.closed_at is None
