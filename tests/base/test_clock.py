"""The clock: held, followed, moved."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from peerhub.base import clock

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def followed(tmp_path: Path) -> Iterator[Path]:
    """A clock that follows a file."""
    before = list(clock._offset_file)
    clock.follow(tmp_path / "clock")
    yield tmp_path / "clock"
    clock.follow(before[-1] if before else None)


def test_held_time_stands_still_and_ends_with_its_block() -> None:
    with clock.fixed_at(NOON):
        assert clock.now() == NOON
        with clock.fixed_at(NOON + timedelta(days=1)):
            assert clock.now() == NOON + timedelta(days=1)
        assert clock.now() == NOON
    assert clock.now() != NOON


def test_now_is_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)


def test_a_moved_clock_is_shared_through_its_file(followed: Path) -> None:
    true = clock.now()
    assert clock.move(timedelta(days=2)) == timedelta(days=2)
    assert clock.move(timedelta(hours=1)) == timedelta(days=2, hours=1)
    assert timedelta(0) <= clock.now() - true - timedelta(days=2, hours=1) < timedelta(minutes=1)
    assert float(followed.read_text()) == timedelta(days=2, hours=1).total_seconds()


def test_a_spoilt_file_counts_as_not_moved(followed: Path) -> None:
    followed.write_text("tomorrow")
    assert clock.offset() == timedelta(0)


def test_a_clock_that_follows_nothing_cannot_be_moved(followed: Path) -> None:
    clock.follow(None)
    with pytest.raises(RuntimeError, match="demonstration"):
        clock.move(timedelta(hours=1))
