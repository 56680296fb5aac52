"""How long who has more to do pauses, so that others get their turn."""

import time
from typing import Final

from gevent import monkey

# Seconds. After a pause of 0 gevent goes on with whoever is awake, up to fifty times before it looks at other connections.
PAUSE: Final = 0.0001


def give_way(seconds: float = PAUSE) -> None:
    """Let others get their turn where the site serves; elsewhere nobody waits. Call it between two transactions, never inside one:
    who wants to write would wait for whoever has the turn. What goes on for long rests for more `seconds`, so that somebody who reads
    meanwhile hardly meets it."""
    if monkey.is_module_patched("time"):
        time.sleep(max(seconds, PAUSE))
