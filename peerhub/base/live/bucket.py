"""Token buckets: so many events at once, so many more a second."""

import time
from collections.abc import Callable

AT_ONCE = 40
A_SECOND = 4.0
REMEMBERED = 10_000


class Buckets:
    """One bucket for each who: full at first, refilled steadily, never more than full."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.left: dict[object, tuple[float, float]] = {}

    def take(self, who: object) -> bool:
        """Take one token of `who`; False when there is none."""
        now = self.clock()
        level, since = self.left.pop(who, (float(AT_ONCE), now))
        level = min(float(AT_ONCE), level + (now - since) * A_SECOND)
        allowed = level >= 1
        self.left[who] = (level - 1 if allowed else level, now)
        if len(self.left) > REMEMBERED:
            self.left.pop(next(iter(self.left)))
        return allowed
