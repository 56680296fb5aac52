"""What comes too often waits outside, whichever process is asked, and to ask costs the same however much is kept."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.incoming import jobs
from peerhub.incoming.actions import counts, store
from peerhub.incoming.actions.store import NotTaken
from peerhub.incoming.models import IncomingCount, IncomingMail
from peerhub.incoming.rules import THREAD
from peerhub.wiring.inbound import HANDLERS
from tests.cast import NOW, Cast
from tests.incoming.arrange import REPLIES, TEXT, address, keep, letter, server
from tests.incoming.test_refusals import refused
from tests.rooms.arrange import Place


def numbered(cast: Cast, number: int) -> Any:
    """An email of its own."""
    return letter(cast.provider, TEXT, Message_ID=f"<{number}@mail.example>")


def is_taken(database: Database, recipient: str, sender: str) -> bool:
    """Whether an email would be taken now."""
    try:
        with database.session() as db:
            store.must_take(db, HANDLERS, recipient, sender)
    except NotTaken:
        return False
    return True


def test_two_receivers_count_together(
    database: Database, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST_FROM_ONE", 4)
    to = address(database, THREAD, cast.provider.id, place.thread)
    with server(database) as first, server(database) as second:
        for number in range(4):
            assert refused(first if number % 2 else second, to, numbered(cast, number)) == ""
            with monkeypatch.context() as known:  # one that comes again is acknowledged, and no other email
                known.setattr(store, "MOST_FROM_ONE", 5)
                assert refused(second if number % 2 else first, to, numbered(cast, number)) == ""
        for port in (first, second):
            assert refused(port, to, numbered(cast, 4)).startswith("450 ")
        assert is_taken(database, to, "other@cast.example")
        monkeypatch.setattr(store, "MOST_TO_ONE", 4)
        assert not is_taken(database, to, "other@cast.example")


@pytest.mark.parametrize(("limit", "most"), [("MOST_FROM_ONE", 3), ("MOST_TO_ONE", 3)])
def test_a_limit_of_an_hour_ends_with_it(
    database: Database, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    monkeypatch.setattr(store, limit, most)
    to = address(database, THREAD, cast.provider.id, place.thread)
    size = len(numbered(cast, 0).as_bytes())
    for number in range(3):
        assert is_taken(database, to, "x@y.example")
        with clock.fixed_at(NOW + timedelta(minutes=number)):
            keep(database, to, numbered(cast, number))
    with clock.fixed_at(NOW + timedelta(minutes=59)):
        assert not is_taken(database, to, "x@y.example")
        assert is_taken(database, address(database, THREAD, cast.seeker.id, place.thread), "x@y.example")
    with clock.fixed_at(NOW + timedelta(minutes=60)):
        assert is_taken(database, to, "x@y.example")
        keep(database, to, numbered(cast, 3))
        assert is_taken(database, to, "x@y.example")
        with database.session() as db:
            assert counts.came(db, to, "x@y.example") == counts.Came(1, 1, 4 * size, 4 * size)


@pytest.mark.parametrize("limit", ["MOST_BYTES_TO_ONE", "MOST_BYTES"])
def test_large_emails_leave_room_for_answers_until_the_day_is_over(
    database: Database, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    """Somebody with a forwarded address sends as much as is taken; the person's own answer comes through."""
    to = address(database, THREAD, cast.provider.id, place.thread)
    large = letter(cast.provider, "y\n" * 2_000)
    small = len(numbered(cast, 0).as_bytes())
    monkeypatch.setattr(store, "SMALL", small)
    monkeypatch.setattr(store, limit, 4 * len(large.as_bytes()) + 1)
    with server(database) as port:
        for number, answer in enumerate(("", "", "450 b'4.7.1 Too much came")):
            del large["Message-ID"]
            large["Message-ID"] = f"<large-{number}@mail.example>"
            assert refused(port, to, large).startswith(answer)
        assert refused(port, to, numbered(cast, 1)) == ""
        monkeypatch.setattr(store, limit, 2 * len(large.as_bytes()) + 2 * small)
        assert refused(port, to, numbered(cast, 2)).startswith("450 b'4.7.1 Too much came")
        with clock.fixed_at(NOW + timedelta(days=1)):
            assert refused(port, to, numbered(cast, 2)) == ""


def test_a_day_has_a_limit_in_all(
    database: Database, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = 0
    for number, person in enumerate((cast.provider, cast.seeker)):
        keep(database, address(database, THREAD, person.id, place.thread), numbered(cast, number))
        sizes += len(numbered(cast, number).as_bytes())
    keep(database, REPLIES, b"Subject: From the mailbox\n\nYes.", None)
    monkeypatch.setattr(store, "MOST_BYTES", sizes + 1)
    with database.transaction() as db:
        store.note_too_large(db, REPLIES, "mailbox/1/1", 10**10)  # its bytes are not kept
        assert counts.came(db, REPLIES, "") == counts.Came(1, 0, 31, sizes + 31)
        assert store.is_full(db)
    with clock.fixed_at(NOW + timedelta(days=1)), database.session() as db:
        assert not store.is_full(db)


def test_counts_are_deleted_when_they_are_over(database: Database, cast: Cast, place: Place) -> None:
    def kept() -> int:
        with database.session() as db:
            return len(db.scalars(select(IncomingCount.name)).all())

    keep(database, address(database, THREAD, cast.provider.id, place.thread), numbered(cast, 1))
    assert kept() == 4
    for hours, left in ((0, 4), (2, 2), (25, 0)):
        jobs.prune(NOW + timedelta(hours=hours))
        assert kept() == left


def steps(database: Database, recipient: str) -> int:
    """How many instructions SQLite runs to say whether an email is taken."""
    ran = [0]

    def count() -> int:
        ran[0] += 1
        return 0

    with database.session() as db:
        connection: Connection = db.connection()
        raw: Any = connection.connection.driver_connection
        raw.set_progress_handler(count, 1)
        try:
            store.must_take(db, HANDLERS, recipient, "x@y.example")
        finally:
            raw.set_progress_handler(None, 0)
    return ran[0]


def test_to_ask_costs_the_same_however_much_has_come(database: Database, cast: Cast, place: Place) -> None:
    if database.engine.dialect.name != "sqlite":
        pytest.skip("SQLite counts its instructions.")
    to = address(database, THREAD, cast.provider.id, place.thread)
    keep(database, to, numbered(cast, 0))
    few = steps(database, to)
    values = {"sender": "x@y.example", "size": 3_000, "received_at": NOW, "state": "done", "tries": 1}
    values |= {"written_by": "", "subject": "", "reason": "", "path": "", "is_private": False}
    rows = [values | {"key": f"{number}", "recipient": to if number % 2 else f"{number}"} for number in range(5_000)]
    with database.transaction() as db:
        db.execute(insert(IncomingMail), rows)
        for each in rows:
            counts.count(db, str(each["recipient"]), None if each["recipient"] == to else "z@y.example", 1)
    assert 0 < steps(database, to) < few * 1.5


def test_a_clock_that_was_ahead_leaves_no_count_for_ever(
    database: Database, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST_TO_ONE", 1)
    to = address(database, THREAD, cast.provider.id, place.thread)
    with clock.fixed_at(NOW + timedelta(days=3000)):
        keep(database, to, numbered(cast, 1))
        assert not is_taken(database, to, "other@cast.example")
    assert is_taken(database, to, "other@cast.example")
    keep(database, to, numbered(cast, 2))
    assert not is_taken(database, to, "other@cast.example")
    with clock.fixed_at(NOW + timedelta(hours=2)):
        assert is_taken(database, to, "other@cast.example")
