"""What is on its way out: the pushes of each channel, in the order in which they were given."""

import logging
import time
from collections.abc import Callable
from typing import Any

from peerhub.base.pauses import PAUSE

log = logging.getLogger(__name__)

Event = tuple[str, dict[str, Any]]
Send = Callable[[str, list[Event]], None]
REST, LONGEST = 5, 0.1  # times; seconds


class Outgoing:
    """Sends pushes beside the requests they come from, so that who posts does not wait for hundreds of readers.

    What has come for a channel meanwhile leaves together: one write for each reader, instead of one for each push. So that something
    comes together when many write at once, a rest follows that is as long as the sending took, times REST. `start` begins a greenlet,
    `pause` is such a rest. A failure is logged: pages catch up by themselves.
    """

    def __init__(self, send: Send, start: Callable[..., object], pause: Callable[[float], None]) -> None:
        self._send, self._start, self._pause = send, start, pause
        self._waiting: dict[str, list[Event]] = {}
        self._is_running = False

    def add(self, channel: str, name: str, payload: dict[str, Any]) -> None:
        """Send an event to a channel soon, after what was given for that channel before."""
        self._waiting.setdefault(channel, []).append((name, payload))
        if not self._is_running:
            self._is_running = True
            self._start(self._run)

    def _run(self) -> None:
        while self._waiting:
            channel, began = next(iter(self._waiting)), time.monotonic()
            try:
                self._send(channel, self._waiting.pop(channel))
            except Exception:
                log.exception("A push failed; pages will catch up by themselves.")
            self._pause(min(max(PAUSE, (time.monotonic() - began) * REST), LONGEST))
        self._is_running = False
