"""Long lists, a page at a time: newest first, and on from the last id seen, so that new lines push nothing aside."""

from collections.abc import Sequence
from typing import Protocol, TypeVar


class Numbered(Protocol):
    """A row with an id."""

    @property
    def id(self) -> int: ...


T = TypeVar("T", bound=Numbered)


def paginate(rows: Sequence[T], size: int) -> tuple[list[T], int | None]:
    """At most `size` rows of `size` + 1 that were asked for, and the id to go on from: None when that was all."""
    return list(rows[:size]), rows[size - 1].id if len(rows) > size else None
