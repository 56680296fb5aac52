"""What is due: emails, reminders, and sessions whose time is over. Some rows a transaction, safe in any number of processes."""

import time
from datetime import datetime

from peerhub.base.database.current import database
from peerhub.base.database.engine import Db
from peerhub.base.jobs import background
from peerhub.base.jobs.scheduler import one_by_one, run_separately
from peerhub.base.pauses import give_way
from peerhub.sessions.actions import due_mails, ending, reminders
from peerhub.sessions.facts import MailsDue

# After a turn it rests so many times as long as the turn took, at most so many seconds: of twenty-five readers one meets a turn, and
# a thousand invitations are written within a minute.
REST, LONGEST_REST = 24, 0.5


def remind(now: datetime) -> int:
    """Write the emails of due reminders."""
    return one_by_one(reminders.remind_next, now)


def mail(now: datetime) -> int:
    """Write the emails of sessions that are still to be written."""
    with database().session() as db:
        due = due_mails.sessions_due(db)
    return run_separately("writing emails", due, _write_all)


def _write_all(session_id: int) -> None:
    began = time.monotonic()
    while _write_some(session_id):
        give_way(min(REST * (time.monotonic() - began), LONGEST_REST))
        began = time.monotonic()


def _write_some(session_id: int) -> bool:
    with database().transaction() as db:
        return due_mails.write_next(db, session_id)


def write_soon(_db: Db, fact: MailsDue) -> None:
    """Write the emails of a session beside the requests, at once. The clock goes on with those that are left."""
    background.start(_write_all, fact.session_id)


def end(now: datetime) -> int:
    """End the sessions whose time is over."""
    return one_by_one(ending.end_due, now)
