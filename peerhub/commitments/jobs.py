"""What is due: reminders before the day, questions after it."""

from datetime import datetime

from peerhub.base.jobs.scheduler import one_by_one
from peerhub.commitments import actions


def remind(now: datetime) -> int:
    """Remind of promises whose day is near."""
    return one_by_one(actions.remind_next, now)


def ask(now: datetime) -> int:
    """Ask about promises whose day is over."""
    return one_by_one(actions.ask_next, now)
