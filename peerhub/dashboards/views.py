"""The frame of every page: places, themes and their counters."""

from typing import Any


def navigation() -> dict[str, Any]:
    """What the frame shows."""
    return {"nav": [], "theme_nav": [], "bell_count": 0}
