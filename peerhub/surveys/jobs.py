"""What is due: reminders, and closing."""

from datetime import datetime

from peerhub.base.scheduler import one_by_one
from peerhub.surveys import actions


def close(now: datetime) -> int:
    """Close the surveys whose time is over, and those that everybody has answered."""
    return one_by_one(actions.close_next, now)


def remind(now: datetime) -> int:
    """Remind those who have not answered."""
    return one_by_one(actions.remind_next, now)
