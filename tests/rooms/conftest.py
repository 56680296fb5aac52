"""Rooms of the tests: a theme room that the facilitator looks after, a thread in it, and a private room."""

from dataclasses import dataclass

import pytest

from peerhub.base.database import Database, Db
from peerhub.people.models import Person
from peerhub.rooms import actions
from peerhub.rooms.actions import Draft, NewThread, Posted
from peerhub.rooms.models import FACILITATOR
from tests.cast import Cast


@dataclass(frozen=True)
class Place:
    """Ids: the open room with a question in it, the private room of seeker and provider with a thread in it."""

    room: int
    thread: int
    message: int
    private_room: int
    private_thread: int
    private_message: int


def build(db: Db, cast: Cast) -> Place:
    """Make the rooms."""
    room = actions.create_room(db, "theme", "Test room")
    actions.add_member(db, room.id, cast.facilitator.id, FACILITATOR)
    asked = start(db, cast.seeker, room.id, "question")
    private = actions.create_room(db, "exchange", "Private room", private=True)
    actions.add_member(db, private.id, cast.seeker.id)
    actions.add_member(db, private.id, cast.provider.id)
    kept = start(db, cast.seeker, private.id)
    return Place(room.id, asked.thread_id, asked.id, private.id, kept.thread_id, kept.id)


def start(db: Db, actor: Person, room_id: int, kind: str = "discussion", title: str = "A thread") -> Posted:
    """Start a thread."""
    return actions.start_thread(db, actor, room_id, NewThread(title, kind, Draft("Its first message.")))


@pytest.fixture
def place(database: Database, cast: Cast) -> Place:
    """The rooms, for tests of doors: already committed."""
    with database.transaction() as db:
        return build(db, cast)
