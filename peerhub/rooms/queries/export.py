"""Reads for exporting a thread or a room: a few hundred rows at a time, and access is checked each time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, select

from peerhub.base.database.engine import Database, Db
from peerhub.base.errors import NotFound
from peerhub.people.models import Person, Seat
from peerhub.rooms import access
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.threads import Thread

BATCH = 200


@dataclass(frozen=True)
class ExportScope:
    """What is exported: a room, or one thread of it."""

    room_id: int
    room: str
    thread_id: int | None = None
    title: str = ""


class ThreadPart(NamedTuple):
    """The head of a thread."""

    id: int
    title: str
    kind: str
    activity: str | None
    answer: int | None
    created_at: datetime


class MessagePart(NamedTuple):
    """A message. `state`: "removed" where there is no text, else ""."""

    thread_id: int
    id: int
    number: int
    state: str
    author: str
    office: str | None
    country: str | None
    language: str
    created_at: datetime
    edited_at: datetime | None
    body: str
    html: str


Part = ThreadPart | MessagePart


def room(db: Db, viewer: Person, room_id: int) -> ExportScope:
    """A room that the viewer may read. Raises NotFound."""
    room = access.room_for(db, viewer, room_id)
    return ExportScope(room.id, room.title)


def thread(db: Db, viewer: Person, thread_id: int) -> ExportScope:
    """A thread that the viewer may read. Raises NotFound."""
    thread = access.thread_for(db, viewer, thread_id)
    return ExportScope(thread.room_id, thread.room.title, thread.id, thread.title)


def parts(database: Database, viewer_id: int, scope: ExportScope) -> Iterator[Part]:
    """Threads in the order in which they were begun, each with its messages. Every few hundred lines are read in a session of
    their own, so that a slow line holds none; who may no longer see the room gets no more."""
    thread_id = 0
    while thread := _next_thread(database, viewer_id, scope, thread_id):
        thread_id, number = thread.id, 0
        yield thread
        while messages := _next_messages(database, viewer_id, thread_id, number):
            yield from messages
            number = messages[-1].number


def _next_thread(database: Database, viewer_id: int, scope: ExportScope, after: int) -> ThreadPart | None:
    query = select(Thread.id, Thread.title, Thread.kind, Thread.activity_code, Thread.answer_number, Thread.created_at)
    query = query.where(Thread.room_id == scope.room_id, Thread.id > after)
    if scope.thread_id is not None:
        query = query.where(Thread.id == scope.thread_id)
    with database.session() as db:
        _must_see(db, viewer_id, scope.room_id)
        row = db.execute(query.order_by(Thread.id).limit(1)).first()
    return ThreadPart(*row) if row else None


def _next_messages(database: Database, viewer_id: int, thread_id: int, after: int) -> list[MessagePart]:
    state = case((Message.removed_at.is_not(None), "removed"), else_="")
    query = select(Message.thread_id, Message.id, Message.number, state, Person.name, Seat.office, Seat.country_code)
    query = query.add_columns(Message.language, Message.created_at, Message.edited_at)
    query = query.add_columns(case((state == "", Message.body), else_=""), case((state == "", Message.html), else_=""))
    query = query.join(Message.author).outerjoin(Person.seat)
    query = query.where(Message.thread_id == thread_id, Message.number > after).order_by(Message.number).limit(BATCH)
    with database.session() as db:
        access.thread_for(db, db.get(Person, viewer_id), thread_id)
        return [MessagePart(*row) for row in db.execute(query)]


def _must_see(db: Db, viewer_id: int, room_id: int) -> None:
    viewer = db.get(Person, viewer_id)
    if viewer is None or viewer.closed_at is not None:
        raise NotFound
    access.room_for(db, viewer, room_id)
