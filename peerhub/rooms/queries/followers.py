"""Whom to notify of what is written in a room, and what somebody has read of that. The statements are written once."""

from collections.abc import Mapping, Sequence, Set
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, bindparam, exists, literal, or_, select

from peerhub.base.database.engine import Db
from peerhub.base.database.model import table_of
from peerhub.base.database.prepared import prepared
from peerhub.notices.models import Notice
from peerhub.people.models import Person, Seat
from peerhub.rooms import access, rules
from peerhub.rooms.models.log import ReadMark
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.parameters import MESSAGES, PATH, PERSON, ROOM, THREAD, THREADS
from peerhub.rooms.models.rooms import Room, RoomFollower
from peerhub.rooms.models.threads import Thread, ThreadFollower

AUTHOR = bindparam("author", type_=Integer())
CALLED, KIND = bindparam("called", type_=String()), bindparam("kind", type_=String())


def of_thread(db: Db, room: Room, values: dict[str, Any]) -> Sequence[int]:
    """Who follows `thread`, except `author`, may see the room, and has not been notified (`kind`, `path`) since they looked, nor
    that this message, at `called`, mentions them (`mention`)."""
    return db.scalars(_of_thread(private=room.private), {"room": room.id, **values}).all()


@prepared
def _of_thread(*, private: bool) -> Select[int]:
    following = select(ThreadFollower.person_id).where(ThreadFollower.thread_id == THREAD)
    following = following.where(ThreadFollower.person_id != AUTHOR, ThreadFollower.is_muted.is_(False))
    waiting = select(Notice.person_id).where(Notice.kind == KIND, Notice.read_at.is_(None), Notice.path == PATH)
    mention = bindparam("mention", type_=String())
    named = select(Notice.person_id).where(Notice.kind == mention, Notice.path == CALLED)
    people = access.readers(ROOM, private=private).where(Person.id.in_(following), _not_muted_room())
    return people.where(Person.id.not_in(waiting), Person.id.not_in(named))


def of_room(db: Db, room: Room, author: int) -> Sequence[int]:
    """Who follows the room and may see it, except the author of something new."""
    return db.scalars(_of_room(private=room.private), {"room": room.id, "author": author}).all()


@prepared
def _of_room(*, private: bool) -> Select[int]:
    following = select(RoomFollower.person_id).where(RoomFollower.room_id == ROOM, RoomFollower.is_muted.is_(False))
    people = access.readers(ROOM, private=private)
    return people.where(Person.id.in_(following), Person.id != AUTHOR)


def mentioned(room: Room, thread_id: int, people: set[int], teams: set[str]) -> Select[int]:
    """Those of the people, and of the national teams, who may see the room and have muted neither it nor the thread."""
    named = or_(Person.id.in_(people), Person.seat.has(Seat.country_code.in_(teams)))
    muted = select(ThreadFollower.person_id)
    muted = muted.where(ThreadFollower.thread_id == thread_id, ThreadFollower.is_muted.is_(True))
    silent = select(RoomFollower.person_id).where(RoomFollower.room_id == room.id, RoomFollower.is_muted.is_(True))
    return access.readers_of(room).where(named, Person.id.not_in(muted), Person.id.not_in(silent))


def _not_muted_room() -> ColumnElement[bool]:
    muted = select(RoomFollower.person_id).where(RoomFollower.room_id == ROOM, RoomFollower.is_muted.is_(True))
    return Person.id.not_in(muted)


def has_muted(db: Db, person_id: int, thread: Thread) -> bool:
    """Whether somebody has muted the thread or its room."""
    asked = {"person": person_id, "thread": thread.id, "room": thread.room_id}
    return db.scalar(_muting(), asked) is not None


@prepared
def _muting() -> Select[int]:
    threads, rooms = table_of(ThreadFollower), table_of(RoomFollower)
    thread = exists().where(threads.c.person_id == PERSON, threads.c.thread_id == THREAD, threads.c.is_muted.is_(True))
    room = exists().where(rooms.c.person_id == PERSON, rooms.c.room_id == ROOM, rooms.c.is_muted.is_(True))
    return select(literal(1)).where(or_(thread, room))


def room_state(db: Db, viewer: Person, room: Room) -> str:
    """Whether the viewer follows the room or has muted it: one of `rules.FOLLOWING`."""
    row = db.get(RoomFollower, (room.id, viewer.id))
    return state_of(row.is_muted if row else None)


def state_of(is_muted: bool | None) -> str:
    """The same of what a row of a follower says; None where there is none."""
    return rules.NEITHER if is_muted is None else rules.MUTED if is_muted else rules.FOLLOWED


def read_to_the_end(db: Db, person_id: int, threads: Sequence[int]) -> Sequence[int]:
    """Those of the threads that somebody has read to the end."""
    return db.scalars(_read_to_the_end(), {"person": person_id, "threads": list(threads)}).all() if threads else ()


@prepared
def _read_to_the_end() -> Select[int]:
    threads, marks = table_of(Thread), table_of(ReadMark)
    read = select(threads.c.id).join(marks, marks.c.thread_id == threads.c.id)
    read = read.where(marks.c.person_id == PERSON, marks.c.number >= threads.c.last_number)
    return read.where(threads.c.id.in_(THREADS))


def read_messages(db: Db, person_id: int, messages: Sequence[int]) -> Sequence[int]:
    """Those of the messages that somebody has read."""
    return db.scalars(_read_messages(), {"person": person_id, "messages": list(messages)}).all() if messages else ()


@prepared
def _read_messages() -> Select[int]:
    messages, marks = table_of(Message), table_of(ReadMark)
    read = select(messages.c.id).join(marks, marks.c.thread_id == messages.c.thread_id)
    return read.where(marks.c.person_id == PERSON, marks.c.number >= messages.c.number, messages.c.id.in_(MESSAGES))


def threads_of(db: Db, messages: Mapping[str, int]) -> dict[str, int]:
    """The threads of messages, each under the name of its message."""
    rows = select(Message.id, Message.thread_id).where(Message.id.in_(messages.values()))
    threads = {row.id: row.thread_id for row in db.execute(rows)} if messages else {}
    return {name: threads[number] for name, number in messages.items() if number in threads}


def in_room(db: Db, room_id: int, threads: Set[int]) -> set[int]:
    """Those of the threads that are in the room."""
    return (
        set(db.scalars(select(Thread.id).where(Thread.room_id == room_id, Thread.id.in_(threads))))
        if threads
        else set()
    )
