"""How many calendar addresses a person can have."""

from typing import Final

MOST_FEEDS: Final = 10  # one for each device is plenty
