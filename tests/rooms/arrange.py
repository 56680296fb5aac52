"""Rooms of the tests: a theme room that the facilitator looks after, a thread in it, and a private room."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from peerhub.base.database.engine import Db
from peerhub.people.models import Person
from peerhub.rooms.actions import members, rooms, threads
from peerhub.rooms.actions.messages import Draft, PostResult
from peerhub.rooms.actions.threads import NewThread
from peerhub.rooms.models.rooms import FACILITATOR
from tests.cast import Cast

Open = Callable[..., Page]


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
    room = rooms.create(db, "theme", "Test room")
    members.add(db, room.id, cast.facilitator.id, FACILITATOR)
    asked = start(db, cast.seeker, room.id, "question")
    private = rooms.create(db, "exchange", "Private room", private=True)
    members.add(db, private.id, cast.seeker.id)
    members.add(db, private.id, cast.provider.id)
    kept = start(db, cast.seeker, private.id)
    return Place(room.id, asked.thread_id, asked.id, private.id, kept.thread_id, kept.id)


def start(db: Db, actor: Person, room_id: int, kind: str = "discussion", title: str = "A thread") -> PostResult:
    """Start a thread."""
    return threads.start(db, actor, room_id, NewThread(title, kind, Draft("Its first message.")))


def write(page: Page, text: str) -> None:
    """Write a message."""
    page.fill("#reply-form #body", text)
    page.click("#reply-form button[type=submit], #reply-form .buttons button")
