"""What is on its way out: one push after the other, in the order in which they were given."""

import logging
from collections import deque
from collections.abc import Callable
from typing import Any

from peerhub.base.pauses import PAUSE

log = logging.getLogger(__name__)

Send = Callable[[str, str, dict[str, Any]], None]


class Outgoing:
    """Sends pushes in order beside the requests they come from, so that who posts does not wait for hundreds of readers.

    `start` begins a greenlet, `pause` lets the others work between two pushes. A failure is logged: pages catch up by themselves.
    """

    def __init__(self, send: Send, start: Callable[..., object], pause: Callable[[float], None]) -> None:
        self._send, self._start, self._pause = send, start, pause
        self._waiting: deque[tuple[str, str, dict[str, Any]]] = deque()
        self._is_running = False

    def add(self, channel: str, name: str, payload: dict[str, Any]) -> None:
        """Send an event to a channel soon, after what was given before."""
        self._waiting.append((channel, name, payload))
        if not self._is_running:
            self._is_running = True
            self._start(self._run)

    def _run(self) -> None:
        while self._waiting:
            try:
                self._send(*self._waiting.popleft())
            except Exception:
                log.exception("A push failed; pages will catch up by themselves.")
            self._pause(PAUSE)
        self._is_running = False
