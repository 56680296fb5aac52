"""How long a survey is open, and when it reminds people, both counted from its opening."""

from datetime import datetime, timedelta
from typing import Final

REMIND_AFTER: Final = (timedelta(days=2), timedelta(days=5))
OPEN_FOR: Final = timedelta(days=10)
PROLONG_BY: Final = timedelta(days=5)
LONGEST_OPEN: Final = timedelta(days=60)


def may_be_prolonged(opens_at: datetime, closes_at: datetime) -> bool:
    """Whether there is room before the longest time that a survey is open."""
    return closes_at + PROLONG_BY <= opens_at + LONGEST_OPEN
