"""Old keys and old lines of the log are let go of; what a page needs stays."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.people.models import Person
from peerhub.rooms import jobs
from peerhub.rooms.actions import messages
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.models.log import PostKey, RoomEvent
from peerhub.rooms.queries import events
from tests.cast import NOW, Cast
from tests.rooms.arrange import Place

LATER = timedelta(days=91)


def say(database: Database, actor: Person, thread: int, text: str, key: str = "") -> messages.PostResult:
    """Post a message."""
    with database.transaction() as db:
        return messages.post(db, db.get_one(Person, actor.id), thread, Draft(text, key=key))


def numbers(db: Db, room: int) -> list[int]:
    """The lines of a room's log that are kept."""
    return list(db.scalars(select(RoomEvent.seq).where(RoomEvent.room_id == room).order_by(RoomEvent.seq)))


@pytest.mark.usefixtures("app")
def test_a_page_that_has_seen_less_than_the_log_holds_loads_anew(
    app: Flask, database: Database, cast: Cast, place: Place
) -> None:
    for text in ("One", "Two"):
        say(database, cast.seeker, place.thread, text)
    with database.session() as db:
        before = numbers(db, place.room)
    assert len(before) >= 3
    with app.app_context():
        jobs.prune(NOW + timedelta(days=89))
        with database.session() as db:
            assert numbers(db, place.room) == before
        jobs.prune(NOW + LATER)
    with database.session() as db:
        viewer = db.get_one(Person, cast.seeker.id)
        assert numbers(db, place.room) == before[-1:]
        assert events.after(db, viewer, place.room, 0).reset
        assert [each.event.seq for each in events.after(db, viewer, place.room, before[-2]).events] == before[-1:]
        assert not events.after(db, viewer, place.room, before[-1]).reset


def test_the_log_gets_no_holes(app: Flask, database: Database, cast: Cast, place: Place) -> None:
    for text in ("One", "Two", "Three"):
        say(database, cast.seeker, place.thread, text)
    with database.transaction() as db:
        kept = numbers(db, place.room)
        # The clock of the machine was put back once: a younger line stands before an older one.
        db.execute(update(RoomEvent).where(RoomEvent.seq == kept[1]).values(at=NOW + timedelta(days=50)))
    with app.app_context():
        jobs.prune(NOW + LATER)
    with database.session() as db:
        assert numbers(db, place.room) == kept[1:]


def test_rooms_are_pruned_some_lines_at_a_time(
    app: Flask, database: Database, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("peerhub.base.jobs.pruning.prune.__defaults__", (2,))
    for number in range(5):
        say(database, cast.seeker, place.thread, f"Number {number}")
    with app.app_context():
        assert jobs.prune(NOW + LATER) > 2
        assert jobs.prune(NOW + LATER) == 0
    with database.session() as db:
        assert len(numbers(db, place.room)) == 1


def test_an_old_key_no_longer_protects(app: Flask, database: Database, cast: Cast, place: Place) -> None:
    first = say(database, cast.seeker, place.thread, "Once", "key-of-a-post")
    with app.app_context():
        jobs.prune(NOW + timedelta(days=29))
    assert say(database, cast.seeker, place.thread, "Once", "key-of-a-post").again
    with app.app_context():
        jobs.prune(NOW + timedelta(days=31))
    with database.session() as db:
        assert db.scalar(select(func.count()).select_from(PostKey)) == 0
    with clock.fixed_at(NOW + timedelta(days=31)):
        second = say(database, cast.seeker, place.thread, "Once", "key-of-a-post")
    assert (second.again, second.id != first.id) == (False, True)
