"""Who gets what at which endpoint. A new endpoint without a line here fails `test_endpoints.py`.

A line says which status strangers get, and which an outsider gets (signed in, but belonging to none of it). Each domain
keeps its own table in `tests/<domain>/endpoints.py`.
"""

import importlib
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).parent.parent


@dataclass(frozen=True)
class Endpoint:
    """One endpoint: the answer to a stranger, and to an outsider before what belongs to others (None where asking changes
    something that the test needs). `sending`: what the outsider's POST gets where that is another answer than to GET.

    `why` is required where a stranger gets in.
    """

    stranger: int
    outsider: int | None
    why: str = ""
    sending: int | None = None

    def to_outsider(self, method: str) -> int | None:
        """The answer to an outsider."""
        return self.sending if method == "POST" and self.sending else self.outsider


def all_endpoints() -> dict[str, Endpoint]:
    """The tables of all domains, by endpoint ("rooms.show")."""
    endpoints: dict[str, Endpoint] = {}
    for path in sorted(TESTS.glob("*/endpoints.py")):
        if path.parent.name != "laws":
            endpoints |= importlib.import_module(f"tests.{path.parent.name}.endpoints").ENDPOINTS
    return endpoints


def all_sockets() -> dict[str, str]:
    """What each socket event asks for, by event name."""
    events: dict[str, str] = {}
    for path in sorted(TESTS.glob("*/endpoints.py")):
        if path.parent.name != "laws":
            events |= getattr(importlib.import_module(f"tests.{path.parent.name}.endpoints"), "SOCKETS", {})
    return events
