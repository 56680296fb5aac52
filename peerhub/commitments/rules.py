"""What a commitment is about and when it is asked about."""

from datetime import date, timedelta
from typing import Final

REMIND_BEFORE: Final = timedelta(days=3)
ASK_AFTER: Final = timedelta(days=1)
USUAL: Final = timedelta(days=42)
FURTHEST: Final = timedelta(days=731)  # two years: what is further off nobody keeps in mind
LONGEST: Final = 2000
FEWEST: Final = 5
MOST_OPEN: Final = 100  # of one person: nobody keeps more in mind


def usual_day(today: date) -> date:
    """The day proposed for a commitment: six weeks on."""
    return today + USUAL


def too_late_to_remind(due_on: date, today: date) -> bool:
    """Whether a reminder would be sent straight away: the commitment is still fresh, so none is sent."""
    return due_on - today <= REMIND_BEFORE
