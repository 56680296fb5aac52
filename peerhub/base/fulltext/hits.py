"""What a domain offers to the search of the site, besides messages, which have an index of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

CANDIDATES = 1_000  # of each kind, the newest: more is not looked through while somebody waits


@dataclass(frozen=True)
class Hit:
    """Something that was found: what its page calls it, where that is, its country (`code` and `name`), its day, and a note."""

    title: str
    path: str
    country: Mapping[str, str] | None = None
    at: datetime | None = None
    note: str = ""
