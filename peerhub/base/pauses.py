"""How long who has more to do pauses, so that others get their turn."""

from typing import Final

# Seconds. After a pause of 0 gevent goes on with whoever is awake, up to fifty times before it looks at other connections.
PAUSE: Final = 0.0001
