"""What is due: proposals that nobody has answered for a week."""

from datetime import datetime

from peerhub.base.jobs.scheduler import one_by_one
from peerhub.matching.actions import reminders


def remind(now: datetime) -> int:
    """Remind each country that was asked once, a week after it was asked; the proposal stays open."""
    return one_by_one(reminders.remind_next, now)
