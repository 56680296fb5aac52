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
    comes together when many write at once, the channel rests then: as long as the sending took, times REST. Others go on. Those that
    `comes_first` names do not stand behind the others, which may be a thousand. `start` begins a greenlet, `pause` lets it rest. A
    failure is logged: pages catch up by themselves.
    """

    def __init__(
        self,
        send: Send,
        start: Callable[..., object],
        pause: Callable[[float], None],
        comes_first: Callable[[str], bool],
    ) -> None:
        self._send, self._start, self._pause, self._comes_first = send, start, pause, comes_first
        self._first: dict[str, list[Event]] = {}
        self._others: dict[str, list[Event]] = {}
        self._resting: dict[str, float] = {}  # until when (time.monotonic)
        self._is_running = False

    def add(self, channel: str, name: str, payload: dict[str, Any]) -> None:
        """Send an event to a channel soon, after what was given for that channel before."""
        waiting = self._first if self._comes_first(channel) else self._others
        waiting.setdefault(channel, []).append((name, payload))
        if not self._is_running:
            self._is_running = True
            self._start(self._run)

    def _run(self) -> None:
        while self._first or self._others or self._resting:
            now = time.monotonic()
            self._resting = {channel: until for channel, until in self._resting.items() if until > now}
            events = self._next()
            if events:
                self._send_now(*events)
                self._pause(PAUSE)
            elif self._resting:
                self._pause(max(PAUSE, min(self._resting.values()) - now))
        self._is_running = False

    def _next(self) -> tuple[str, list[Event]] | None:
        """What waits longest for a channel that does not rest."""
        for waiting in (self._first, self._others):
            for channel in waiting:
                if channel not in self._resting:
                    return channel, waiting.pop(channel)
        return None

    def _send_now(self, channel: str, events: list[Event]) -> None:
        began = time.monotonic()
        try:
            self._send(channel, events)
        except Exception:
            log.exception("A push failed; pages will catch up by themselves.")
        now = time.monotonic()
        self._resting[channel] = now + min((now - began) * REST, LONGEST)
