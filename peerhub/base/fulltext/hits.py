"""What a domain offers to the search of the site, besides messages, which have an index of their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peerhub.base.fulltext.matching import matches
from peerhub.base.fulltext.query import Query

CANDIDATES = 1_000  # of each kind, the newest: more is not looked through while somebody waits


@dataclass(frozen=True)
class Hit:
    """Something that was found: what its page calls it, where that is, its country, its day, and where it stands in words."""

    title: str
    path: str
    country: Any = None
    at: datetime | None = None
    note: str = ""


def matching_hits(query: Query, candidates: Iterable[tuple[Hit, tuple[str, ...]]]) -> list[Hit]:
    """Of hits with the texts by which they can be found, those that hold what was asked for, in the same order."""
    return [hit for hit, texts in candidates if matches(query, *texts)]
