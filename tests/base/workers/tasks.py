"""Tasks for the tests of workers."""

import os
import signal
from typing import Any


def twice(payload: Any) -> Any:
    """The payload, twice."""
    return payload * 2


def about(_payload: Any) -> dict[str, Any]:
    """What a worker is."""
    return {"pid": os.getpid(), "secrets": [name for name in os.environ if name.startswith("PEERHUB_")]}


def endless(_payload: Any) -> None:
    """Never ends."""
    while True:
        pass


def deep(payload: Any) -> Any:
    """Goes too deep."""
    return deep(payload) + 1


def greedy(_payload: Any) -> int:
    """Wants too much memory."""
    return len(b"x" * (4 << 30))


def dies(_payload: Any) -> None:
    """Ends its process."""
    os.kill(os.getpid(), signal.SIGKILL)
