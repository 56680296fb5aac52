"""Reads of the room's log: what a page that lost its line must still apply."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, bindparam, select

from peerhub.base.database.engine import Db
from peerhub.base.database.model import table_of
from peerhub.base.database.prepared import prepared
from peerhub.people.models import Person
from peerhub.rooms import access, rules
from peerhub.rooms.models.log import RoomEvent
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.parameters import ROOM, SEQ
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread
from peerhub.rooms.queries import polls as poll_queries
from peerhub.rooms.queries import threads as thread_queries
from peerhub.rooms.queries.polls import PollState
from peerhub.rooms.queries.threads import MessageLine, Reactions, line_columns, with_authors

NEW = ("message", "thread")  # lines about a message that nobody has reacted to yet
NONE = Reactions({}, frozenset())


class LogLine(NamedTuple):
    """A line as it is in the log."""

    seq: int
    kind: str
    thread_id: int | None
    at: datetime


class ThreadState(NamedTuple):
    """How the thread of a line stands now."""

    id: int
    answer_number: int | None
    locked_at: datetime | None


class LogOf(NamedTuple):
    """Which log it is."""

    id: int
    epoch: str


@dataclass(frozen=True)
class LoggedEvent:
    """A line of the log with what it is about, in its present state: applying an old line never brings back old text."""

    event: LogLine
    room: LogOf
    thread: ThreadState | None
    message: MessageLine | None
    reactions: Reactions
    poll: PollState | None = None


@dataclass(frozen=True)
class CatchUp:
    """What happened after a number. `reset`: that number is not from this log, so the page must be loaded anew."""

    room: Room
    events: list[LoggedEvent]
    more: bool = False
    reset: bool = False


def after(db: Db, viewer: Person, room_id: int, after: int, epoch: str = "", limit: int = rules.EVENTS) -> CatchUp:
    """At most `limit` lines of the room's log with numbers above `after`, in order. Raises NotFound."""
    room = access.room_for(db, viewer, room_id)
    if after < 0 or after > room.last_seq or (epoch and epoch != room.epoch):
        return CatchUp(room, [], reset=True)
    lines = [_read(row) for row in db.execute(_after(), {"room": room.id, "seq": after, "most": limit})]
    if after < room.last_seq and (not lines or lines[0].event.seq != after + 1):
        return CatchUp(room, [], reset=True)
    reached = lines[-1].event.seq if lines else after
    return CatchUp(room, _with_subjects(db, viewer, lines), more=reached < room.last_seq)


def to_push(db: Db, room_id: int, seq: int) -> LoggedEvent | None:
    """The line that has just been committed, for everybody in the room's channel; for the reaction alone."""
    row = db.execute(_line(), {"room": room_id, "seq": seq}).first()
    if row is None:
        return None
    line = _read(row)
    message = line.message
    reactions = thread_queries.reactions_to(db, None, [message.id]) if message and line.event.kind not in NEW else NONE
    poll = poll_queries.polls_of(db, None, [message.id])[message.id] if message and message.poll_id else None
    return replace(line, reactions=reactions, poll=poll)


def _read(row: Any) -> LoggedEvent:
    """A row of `_lines`."""
    event, room, thread, message = row[:4], row[4:6], row[6:9], row[9:]
    return LoggedEvent(
        LogLine(*event),
        LogOf(*room),
        ThreadState(*thread) if thread[0] is not None else None,
        MessageLine(*message) if message[0] is not None else None,
        NONE,
    )


def _lines() -> Select[*tuple[Any, ...]]:
    """The lines of `room`, each with its room, its thread and its message as they are now."""
    events, rooms, threads, messages = map(table_of, (RoomEvent, Room, Thread, Message))
    subjects = events.join(rooms, rooms.c.id == events.c.room_id).outerjoin(threads, threads.c.id == events.c.thread_id)
    subjects = with_authors(subjects.outerjoin(messages, messages.c.id == events.c.message_id))
    line = (events.c.seq, events.c.kind, events.c.thread_id, events.c.at, rooms.c.id, rooms.c.epoch)
    thread = (threads.c.id, threads.c.answer_number, threads.c.locked_at)
    return select(*line, *thread, *line_columns()).select_from(subjects).where(events.c.room_id == ROOM)


@prepared
def _line() -> Select[*tuple[Any, ...]]:
    return _lines().where(table_of(RoomEvent).c.seq == SEQ)


@prepared
def _after() -> Select[*tuple[Any, ...]]:
    seq = table_of(RoomEvent).c.seq
    return _lines().where(seq > SEQ).order_by(seq).limit(bindparam("most", type_=Integer()))


def last_seqs(db: Db, room_ids: Sequence[int]) -> dict[int, tuple[str, int]]:
    """The epoch and last number of each of those rooms, for the heartbeat: one query."""
    query = select(Room.id, Room.epoch, Room.last_seq).where(Room.id.in_(room_ids))
    return {row.id: (row.epoch, row.last_seq) for row in db.execute(query)}


def _with_subjects(db: Db, viewer: Person, lines: list[LoggedEvent]) -> list[LoggedEvent]:
    """The lines with the reactions to their messages and their polls: two queries, however many there are."""
    messages = {line.message.id: line.message for line in lines if line.message}
    reactions = thread_queries.reactions_to(db, viewer, list(messages))
    polls = poll_queries.polls_of(db, None, [message.id for message in messages.values() if message.poll_id])
    return [
        replace(line, reactions=reactions, poll=polls.get(line.message.id if line.message else 0)) for line in lines
    ]
