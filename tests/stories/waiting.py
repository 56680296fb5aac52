"""Waiting for what another process does, with a deadline."""

from collections.abc import Callable
from threading import Event
from time import monotonic
from typing import TypeVar

Found = TypeVar("Found")
LONGEST = 60.0


def until(look: Callable[[], Found | None], what: str, seconds: float = LONGEST) -> Found:
    """What `look` finds, asked again and again until it finds something. Raises TimeoutError that says `what` is missing."""
    deadline, pause = monotonic() + seconds, Event()
    while (found := look()) is None:
        if monotonic() > deadline:
            raise TimeoutError(f"After {seconds:.0f} seconds there is still not {what}.")
        pause.wait(0.1)
    return found
