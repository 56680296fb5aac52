"""Limits on requests: looked at where an endpoint has one, and counted in this process where there is no Valkey."""

import threading
from typing import Any

from flask_limiter import Limiter
from limits.storage import MemoryStorage

SCHEME = "own-memory"
EVERY = 60.0  # seconds


class OwnMemory(MemoryStorage):
    """The library's storage, which forgets what is over once a minute: the library itself looks through the requests of everybody a
    hundredth of a second after each."""

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012  (as the library declares it)

    def _MemoryStorage__schedule_expiry(self) -> None:  # noqa: N802  (the library's own, by the name that Python gives it)
        if not self.timer.is_alive():
            forget: Any = vars(MemoryStorage)["_MemoryStorage__expire_events"]
            self.timer = threading.Timer(EVERY, forget, [self])
            self.timer.daemon = True  # a command does not wait for it
            self.timer.start()


class EndpointLimiter(Limiter):
    """The library's limiter for limits of endpoints alone: it would look before every request for those of the whole site, of which
    there are none."""

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        if not in_middleware:
            super()._check_request_limit(callable_name, in_middleware)
