"""Limits on requests: looked at where an endpoint has one, and counted in this process where there is no Valkey."""

import threading
import time

from flask_limiter import Limiter
from limits.storage import MemoryStorage

from peerhub.base.pauses import give_way

SCHEME = "own-memory"
EVERY = 60.0  # seconds
AT_ONCE = 2000  # keys: some milliseconds


class OwnMemory(MemoryStorage):
    """The library's storage, which forgets what is over once a minute, and who it was about: the library looks through the requests of
    everybody a hundredth of a second after each, and keeps an empty list for each key for ever."""

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012  (as the library declares it)

    def _MemoryStorage__schedule_expiry(self) -> None:  # noqa: N802  (the library's own, by the name that Python gives it)
        if not self.timer.is_alive():
            self.timer = threading.Timer(EVERY, self.forget)
            self.timer.daemon = True  # a command does not wait for it
            self.timer.start()

    def _MemoryStorage__expire_events(self) -> None:  # noqa: N802  (likewise: what the library calls after it begins)
        self.forget()

    def forget(self) -> None:
        """Forget what is over; others get their turn meanwhile."""
        for number, key in enumerate([*self.events, *self.expirations], 1):
            self._forget(key, time.time())
            if not number % AT_ONCE:
                give_way()

    def _forget(self, key: str, now: float) -> None:
        with self.locks[key]:
            self.events[key] = [event for event in self.events.get(key, ()) if event.expiry > now]
            if self.expirations.get(key, now) <= now:
                self.storage.pop(key, None)
                self.expirations.pop(key, None)
            if not self.events[key]:
                del self.events[key]
            if key not in self.events and key not in self.expirations:
                self.locks.pop(key, None)


class EndpointLimiter(Limiter):
    """The library's limiter for limits of endpoints alone: it would look before every request for those of the whole site, of which
    there are none."""

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        if not in_middleware:
            super()._check_request_limit(callable_name, in_middleware)
