"""Whatever happens in a room, and whatever a line does to what is told of it: a page that keeps the rule ends in the server's state."""

from collections.abc import Callable
from contextlib import suppress
from secrets import token_hex
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from peerhub.base.database.engine import Db
from peerhub.base.errors import Conflict, Invalid, NotAllowed, NotFound
from peerhub.people.models import Person
from peerhub.rooms import access
from peerhub.rooms.actions import answers, messages, threads
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.models.log import RoomEvent
from peerhub.rooms.models.messages import Message
from peerhub.rooms.queries import events
from peerhub.rooms.views.events import events_json, push_json
from tests.cast import Cast
from tests.faults.following import Event, Following
from tests.rooms.arrange import Place, build, start

VERBS = ("post", "post", "post long", "elsewhere", "edit", "remove", "restore", "react", "answer", "lock", "prune")
FATES = ("arrives", "arrives", "is lost", "is late", "comes twice", "arrives and the page looks")
STEPS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 2), st.integers(1, 6), st.sampled_from(FATES)), max_size=25
)
Step = tuple[str, int, int, str]
SOME = 3  # lines of the log at a time


class World:
    """A room on the server, a page before it, and the line between them."""

    def __init__(self, db: Db, cast: Cast) -> None:
        self.db, self.place = db, build(db, cast)
        self.people = [db.merge(person) for person in (cast.seeker, cast.provider, cast.facilitator)]
        self.other = start(db, self.people[1], self.place.room).thread_id
        self.ids, self.count, self.late = [self.place.message], 0, list[Event]()
        self.page = Following(self.place.thread, self.fetch, self.load)
        self.page.reload()

    def fetch(self, after: int, epoch: str) -> dict[str, Any]:
        """What a page gets that catches up."""
        caught = events.after(self.db, self.people[0], self.place.room, after, epoch, SOME)
        return events_json(caught)

    def load(self) -> tuple[int, str, list[int]]:
        """What a page shows that is loaded now."""
        self.db.flush()
        self.db.expire_all()
        room = access.room_for(self.db, self.people[0], self.place.room)
        return room.last_seq, room.epoch, written(self.db, self.place)

    def step(self, step: Step, take: Callable[[Event], object]) -> None:
        """Something happens, or is refused; what is pushed of it goes its way."""
        verb, who, number, fate = step
        before = self.load()[0]
        with suppress(Conflict, Invalid, NotAllowed, NotFound), self.db.begin_nested():
            self.act(verb, self.people[who], number)
        self.db.flush()
        self.db.expire_all()
        for seq in range(before + 1, self.load()[0] + 1):
            logged = events.to_push(self.db, self.place.room, seq)
            if logged:
                self.deliver(push_json(logged, "en"), fate, take)

    def act(self, verb: str, actor: Person, number: int) -> None:
        """Do it."""
        self.count += 1
        message, thread = self.ids[min(number, len(self.ids)) - 1], self.place.thread
        if verb in {"post", "post long"}:
            body = f"Text {self.count} " + (token_hex(4000) if verb == "post long" else "")
            self.ids.append(messages.post(self.db, actor, thread, Draft(body, key=f"key-{number}")).id)
        else:
            self.change(verb, actor, message, number)

    def change(self, verb: str, actor: Person, message: int, number: int) -> None:
        """Do something about what is there."""
        db, thread = self.db, self.place.thread
        verbs: dict[str, Callable[[], object]] = {
            "elsewhere": lambda: messages.post(db, actor, self.other, Draft("Elsewhere")),
            "edit": lambda: messages.edit(db, actor, message, f"Edited {self.count}"),
            "remove": lambda: messages.remove(db, actor, message),
            "restore": lambda: messages.restore(db, actor, message),
            "react": lambda: messages.react(db, actor, message, "useful", add=bool(number % 2)),
            "answer": lambda: answers.choose(db, actor, thread, number),
            "lock": lambda: threads.lock(db, actor, thread, locked=number % 2 == 0),
            "prune": self.prune,
        }
        verbs[verb]()

    def prune(self) -> None:
        """The log lets go of all but its newest line."""
        last = self.load()[0]
        self.db.execute(delete(RoomEvent).where(RoomEvent.room_id == self.place.room, RoomEvent.seq < last))

    def deliver(self, event: Event, fate: str, take: Callable[[Event], object]) -> None:
        """What the line does to one push; what is late comes after the next one."""
        waiting, self.late = self.late, []
        if fate == "is late":
            self.late.append(event)
        elif fate != "is lost":
            for each in [event] * (2 if fate == "comes twice" else 1):
                take(each)
        for each in waiting:
            take(each)
        if fate.endswith("looks"):
            self.page.catch_up()

    def take(self, event: Event) -> None:
        """As the page does it."""
        if not self.page.take(event):
            self.page.catch_up()

    def settle(self) -> None:
        """The line is whole again: the heartbeat says how far the room is."""
        last, epoch, _shown = self.load()
        if not self.page.compare(epoch, last):
            self.page.catch_up()


def written(db: Db, place: Place) -> list[int]:
    """The messages of the thread, in order."""
    found = select(Message.id).where(Message.thread_id == place.thread).order_by(Message.number)
    return list(db.scalars(found))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_a_page_ends_in_the_servers_state(app: Flask, db: Db, cast: Cast, steps: list[Step]) -> None:
    with db.begin_nested() as undo:
        world = World(db, cast)
        for step in steps:
            world.step(step, world.take)
        world.settle()
        have, _epoch, messages = world.load()
        assert world.page.have == have
        assert world.page.messages == messages
        assert world.page.lines == sorted(set(world.page.lines))
        undo.rollback()


@pytest.mark.parametrize("fate", ["is lost", "is late"])
def test_a_page_without_the_rule_does_not(app: Flask, db: Db, cast: Cast, fate: str) -> None:
    """The negative: what the line does here spoils a page that shows whatever it is told, and nothing else."""
    world = World(db, cast)
    steps = [("post", 1, 1, "arrives"), ("edit", 1, 2, fate), ("edit", 1, 2, "arrives"), ("post", 1, 2, fate)]
    for step in steps:
        world.step(step, world.page.apply)
    assert world.page.lines != list(range(world.page.lines[0], world.load()[0] + 1))


def test_all_that_the_line_can_do_happened(app: Flask, db: Db, cast: Cast) -> None:
    """The negative of the negative: pushes that were cut, a log that was pruned, a page that had to load anew."""
    world = World(db, cast)
    for step in [("post long", 1, 1, "arrives"), ("post", 1, 2, "is lost"), ("post", 1, 3, "is lost")]:
        world.step(step, world.take)
    assert world.page.catches == 1
    world.step(("prune", 1, 1, "arrives"), world.take)
    world.settle()
    assert (world.page.catches, world.page.loads) == (2, 2)
    assert world.page.messages == world.load()[2]
