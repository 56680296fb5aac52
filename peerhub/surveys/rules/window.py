"""When a survey is open, and when it reminds those who haven't answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

REMIND_AFTER: Final = (timedelta(days=2), timedelta(days=5))
OPEN_FOR: Final = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Window:
    """Opens at `opens`, reminds twice, takes no answer from `closes` on."""

    opens: datetime
    reminders: tuple[datetime, ...]
    closes: datetime

    def is_open(self, now: datetime) -> bool:
        """Whether an answer is taken now."""
        return self.opens <= now < self.closes

    def shows_results(self, now: datetime, invited: int, answered: int) -> bool:
        """Whether results may be drawn up: after closing, or as soon as everybody has answered.

        Never while answers still come in: the difference between two looks would be one person's answer.
        """
        return now >= self.closes or 0 < invited <= answered


def open_window(ends_at: datetime) -> Window:
    """The window of a survey about something that ends at `ends_at`."""
    return Window(ends_at, tuple(ends_at + wait for wait in REMIND_AFTER), ends_at + OPEN_FOR)
