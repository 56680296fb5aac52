"""The one place that knows what time it is, so that a demonstration and the tests can move it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

_held: list[datetime] = []
_offset_file: list[Path] = []
_lock = threading.Lock()


def now() -> datetime:
    """The present moment in UTC, moved by the offset file where one is followed, or the moment that `held` fixes."""
    if _held:
        return _held[-1]
    return datetime.now(UTC) + offset()  # noqa: TID251  (the one place)


def offset() -> timedelta:
    """How far the demonstration's clock stands from the true one; zero unless `follow` was called."""
    if not _offset_file:
        return timedelta(0)
    try:
        return timedelta(seconds=float(_offset_file[-1].read_text(encoding="ascii")))
    except (FileNotFoundError, ValueError):
        return timedelta(0)


def follow(path: Path | None) -> None:
    """Let every process that shares `path` (seconds as text) share one moved clock. `None` stops following."""
    _offset_file[:] = [path] if path else []


def move(by: timedelta) -> timedelta:
    """Move the followed clock by `by` and return the new offset. Raises RuntimeError where no offset file is followed."""
    if not _offset_file:
        raise RuntimeError("The clock can only be moved in a demonstration.")
    with _lock:
        moved = offset() + by
        _offset_file[-1].write_text(str(moved.total_seconds()), encoding="ascii")
    return moved


@contextmanager
def fixed_at(at: datetime) -> Iterator[None]:
    """Fix the present at `at` (aware) inside the block; for tests, and for the demonstration's past. Holds for the whole process."""
    _held.append(at.astimezone(UTC))
    try:
        yield
    finally:
        _held.pop()
