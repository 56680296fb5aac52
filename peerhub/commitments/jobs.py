"""What is due: reminders before the day, questions after it."""

from datetime import datetime

from peerhub.base.jobs.scheduler import one_by_one
from peerhub.commitments.actions import reminders


def remind(now: datetime) -> int:
    """Remind of commitments whose day is near."""
    return one_by_one(reminders.remind_next, now)


def ask(now: datetime) -> int:
    """Ask about commitments whose day is over."""
    return one_by_one(reminders.ask_next, now)
