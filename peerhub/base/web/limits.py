"""Where limits on requests are counted in a process without Valkey."""

import threading
from typing import Any

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
