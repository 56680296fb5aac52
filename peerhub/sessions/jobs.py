"""What is due: reminders, and sessions whose time is over. One row a transaction, safe in any number of processes."""

from datetime import datetime

from peerhub.base.jobs.scheduler import one_by_one
from peerhub.sessions.actions import ending, reminders


def remind(now: datetime) -> int:
    """Write the emails of due reminders."""
    return one_by_one(reminders.remind_next, now)


def end(now: datetime) -> int:
    """End the sessions whose time is over."""
    return one_by_one(ending.end_due, now)
