"""When to remind people of a session, and when it is too late for that."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

# how long before the start a reminder is due, and from when on it's too late to be of use
REMINDERS: Final = (
    (timedelta(days=7), timedelta(days=5)),
    (timedelta(days=1), timedelta(hours=12)),
    (timedelta(hours=1), timedelta(0)),
)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder that may be sent from `due` on and before `until`."""

    offset: timedelta
    due: datetime
    until: datetime


def reminders(starts_at: datetime, invited_at: datetime) -> list[Reminder]:
    """The reminders of a session for a person, first to last; none for a moment before they were invited."""
    planned = [Reminder(offset, starts_at - offset, starts_at - late) for offset, late in REMINDERS]
    return [reminder for reminder in planned if reminder.due > invited_at]
