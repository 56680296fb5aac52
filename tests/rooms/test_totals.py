"""The sums of rooms and readers say what a full count says, whatever was done in which order, and by how many at once."""

import contextlib
import os
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from peerhub.accounts.facts import PersonJoined
from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.base.facts import announce
from peerhub.people.actions import people
from peerhub.people.actions.people import NewPerson
from peerhub.people.models import Person
from peerhub.rooms import access, rules
from peerhub.rooms.actions import members, messages, reading, totals
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.models.log import ReadMark
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread
from peerhub.rooms.queries import rooms, unread
from tests.cast import NOW, Cast
from tests.rooms.arrange import Place, build, start
from tests.support.at_once import at_once

ROLES = ("seeker", "provider", "outsider")
DAYS = timedelta(days=1)


def counted(db: Db, viewer: Person) -> dict[int, dict[int, int]]:
    """The unread messages of all threads by room, each thread looked at."""
    threads = db.execute(select(Thread, Room).join(Thread.room).where(access.visible_to(viewer)))
    numbers: dict[int, dict[int, int]] = {}
    for thread, room in threads.all():
        mark = db.get(ReadMark, (viewer.id, thread.id), populate_existing=True)
        number = rules.unread(
            thread.last_number, mark.number if mark else None, thread.last_message_at, viewer.news_since
        )
        numbers.setdefault(room.id, {})[thread.id] = number
    return numbers


def check(db: Db, viewer: Person) -> None:
    """Compare every sum that the viewer is shown with the full count."""
    db.flush()
    db.expire_all()
    numbers = counted(db, viewer)
    sums = {room: sum(threads.values()) for room, threads in numbers.items()}
    shown = dict(db.execute(unread.unread_by_room(viewer)).all())
    assert {room: number for room, number in shown.items() if number} == {room: n for room, n in sums.items() if n}
    news = {line.thread.id: line.unread for line in unread.news_for(db, viewer, 50)}
    flat = {thread: number for threads in numbers.values() for thread, number in threads.items()}
    assert news == {thread: number for thread, number in flat.items() if number}
    for room, threads in numbers.items():
        listed = rooms.page(db, viewer, room, only="unread").threads
        assert {line.thread.id for line in listed} == {thread for thread, number in threads.items() if number}
    marks = select(func.coalesce(func.sum(ReadMark.number), 0)).join(Thread, Thread.id == ReadMark.thread_id)
    marks = marks.join(Thread.room).where(ReadMark.person_id == viewer.id, access.visible_to(viewer))
    written = select(func.coalesce(func.sum(Thread.last_number), 0)).join(Thread.room).where(access.visible_to(viewer))
    total = db.scalar(written) or 0
    assert unread.has_read_all(db, viewer) == (total > 0 and db.scalar(marks) == total)
    for line in rooms.list_page(db, viewer):
        last = select(func.count(), func.max(Thread.last_message_at)).where(Thread.room_id == line.room.id)
        assert (line.threads, line.latest) == db.execute(last).one()


class Undone(Exception):
    """Ends a transaction of which nothing is to stay."""


class World:
    """What random steps are done to. Each takes numbers, of which it makes what there is."""

    def __init__(self, db: Db, cast: Cast, place: Place) -> None:
        self.db = db
        self.viewers: list[Person] = [db.merge(getattr(cast, role)) for role in ROLES]
        self.rooms, self.private = [place.room, place.private_room], place.private_room
        self.threads = [place.thread, place.private_thread]
        self.now = clock.now()

    def viewer(self, number: int) -> Person:
        """One of the people."""
        return self.viewers[number % len(self.viewers)]

    def thread(self, viewer: Person, number: int) -> Thread | None:
        """One of the threads that the person sees."""
        seen = select(Thread).join(Thread.room).where(access.visible_to(viewer)).order_by(Thread.id)
        threads = self.db.scalars(seen).all()
        return threads[number % len(threads)] if threads else None

    def do(self, step: str, who: int, which: int, upto: int) -> None:
        """Do one step."""
        viewer = self.viewer(who)
        if step == "wait":
            self.now += (which % 20) * DAYS
        with clock.fixed_at(self.now):
            getattr(self, f"_{step}", lambda *_arguments: None)(viewer, which, upto)
        self.now += timedelta(seconds=1)
        self.db.flush()

    def _post(self, viewer: Person, which: int, upto: int) -> None:
        if thread := self.thread(viewer, which):
            messages.post(self.db, viewer, thread.id, Draft("x", seen=upto))

    def _start(self, viewer: Person, which: int, _upto: int) -> None:
        room_id = self.rooms[which % 2]
        if self.db.scalar(select(Room.id).where(Room.id == room_id, access.visible_to(viewer))):
            start(self.db, viewer, room_id)

    def _read(self, viewer: Person, which: int, upto: int) -> None:
        if thread := self.thread(viewer, which):
            reading.mark_read(self.db, viewer, thread.id, upto)

    def _read_all(self, viewer: Person, which: int, _upto: int) -> None:
        reading.mark_all_read(self.db, viewer, self.rooms[0] if which % 2 else None)

    def _remove(self, viewer: Person, which: int, _upto: int) -> None:
        own = select(Message.id).where(Message.author_id == viewer.id).join(Message.thread).join(Thread.room)
        if message_id := self.db.scalar(own.where(access.visible_to(viewer)).order_by(Message.id).limit(1)):
            messages.remove(self.db, viewer, message_id)

    def _enter(self, viewer: Person, _which: int, _upto: int) -> None:
        members.add(self.db, self.private, viewer.id)

    def _leave(self, viewer: Person, _which: int, _upto: int) -> None:
        members.remove(self.db, self.private, viewer.id)

    def _join(self, _viewer: Person, which: int, _upto: int) -> None:
        name = f"office{len(self.viewers)}"
        person = people.create(self.db, NewPerson(f"{name}@cast.example", name, None, name))
        if which % 2:
            announce(self.db, PersonJoined(person.id, None))
        self.viewers.append(person)


# A step sends the same statements whichever order it comes in: PostgreSQL needs fewer orders to meet all of them.
EXAMPLES = 60 if os.environ.get("PEERHUB_TEST_DATABASE", "sqlite") == "sqlite" else 20
NAMES = ("post", "start", "read", "read_all", "remove", "enter", "leave", "join", "wait")
STEP = st.tuples(st.sampled_from(NAMES), st.integers(0, 9), st.integers(0, 30), st.integers(0, 6))


@pytest.fixture
def written(database: Database, cast: Cast) -> Place:
    """The rooms, kept."""
    with database.transaction() as db:
        return build(db, cast)


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=5, max_size=40))
def test_sums_are_full_counts(database: Database, cast: Cast, written: Place, steps: list[Any]) -> None:
    with clock.fixed_at(NOW), contextlib.suppress(Undone), database.transaction() as db:
        world = World(db, cast, written)
        for step in steps:
            world.do(*step)
        for viewer in world.viewers:
            check(db, viewer)
        for count_anew in (count_as_the_update_does, totals.count_all):
            count_anew(db)
            for viewer in world.viewers:
                check(db, viewer)
        raise Undone


def count_as_the_update_does(db: Db) -> None:
    """Forget the sums, and let the migration that brought them make them from what is there."""
    update: Any = import_module("migrations.versions.0016_room_totals")
    db.execute(text("UPDATE rooms SET messages = 7, threads = 7, latest_at = NULL"))
    db.execute(text("DELETE FROM room_reads"))
    db.execute(text(update.ROOMS))
    db.execute(text(update.READS.format(news_since=update.NEWS_SINCE[db.get_bind().dialect.name])))


@pytest.mark.parametrize("_round", range(6))
def test_sums_hold_when_several_write_at_once(database: Database, cast: Cast, written: Place, _round: int) -> None:
    def transaction(who: Person, act: Callable[[Db, Person], object]) -> Callable[[], None]:
        def work() -> None:
            for _again in range(3):
                with database.transaction() as db:
                    act(db, db.get_one(Person, who.id))

        return work

    with clock.fixed_at(NOW + 20 * DAYS):
        with database.transaction() as db:
            late = [people.create(db, NewPerson(f"l{n}@cast.example", f"l{n}", None, f"l{n}")) for n in range(2)]
        works = [
            transaction(cast.seeker, lambda db, me: messages.post(db, me, written.thread, Draft("x"))),
            transaction(cast.provider, lambda db, me: messages.post(db, me, written.private_thread, Draft("y"))),
            transaction(late[0], lambda db, me: reading.mark_read(db, me, written.thread, 1)),
            transaction(late[0], lambda db, me: reading.mark_read(db, me, written.thread, 3)),
            transaction(late[1], reading.mark_all_read),
            transaction(cast.provider, reading.mark_all_read),
            transaction(cast.provider, lambda db, me: members.add(db, written.private_room, late[0].id)),
            transaction(late[1], lambda db, me: announce(db, PersonJoined(me.id, None))),
        ]
        assert [failure for failure in at_once(works) if failure is not None] == []
        with database.session() as db:
            for who in (cast.seeker, cast.provider, cast.outsider, *late):
                check(db, db.get_one(Person, who.id))
