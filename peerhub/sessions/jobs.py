"""What is due: reminders, and sessions whose time is over. One row a transaction, safe in any number of processes."""

from datetime import datetime

from peerhub.base.jobs.scheduler import one_by_one
from peerhub.sessions.actions import afterwards, reminding


def remind(now: datetime) -> int:
    """Write the mails of due reminders."""
    return one_by_one(reminding.remind_next, now)


def end(now: datetime) -> int:
    """End the sessions whose time is over."""
    return one_by_one(afterwards.end_due, now)
