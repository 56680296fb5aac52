"""How long a survey is open, and when it reminds those who haven't answered, both counted from its opening."""

from datetime import timedelta
from typing import Final

REMIND_AFTER: Final = (timedelta(days=2), timedelta(days=5))
OPEN_FOR: Final = timedelta(days=10)
