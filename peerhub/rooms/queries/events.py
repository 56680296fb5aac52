"""Reads of the room's log: what a page that lost its line must still apply."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, lazyload

from peerhub.base.database.engine import Db
from peerhub.base.database.prepared import prepared
from peerhub.people.models import Person
from peerhub.rooms import access, rules
from peerhub.rooms.models.log import RoomEvent
from peerhub.rooms.models.messages import Message, Poll
from peerhub.rooms.models.parameters import ROOM, SEQ
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread
from peerhub.rooms.queries import polls as poll_queries
from peerhub.rooms.queries import threads as thread_queries
from peerhub.rooms.queries.polls import PollState
from peerhub.rooms.queries.threads import Reactions

NEW = ("message", "thread")  # lines about a message that nobody has reacted to yet
NONE = Reactions({}, frozenset())


@dataclass(frozen=True)
class LoggedEvent:
    """A line of the log with what it is about, in its present state: applying an old line never brings back old text."""

    event: RoomEvent
    room: Room
    thread: Thread | None
    message: Message | None
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
    lines = select(RoomEvent).where(RoomEvent.room_id == room.id, RoomEvent.seq > after)
    events = list(db.scalars(lines.order_by(RoomEvent.seq).limit(limit)))
    if after < room.last_seq and (not events or events[0].seq != after + 1):
        return CatchUp(room, [], reset=True)
    reached = events[-1].seq if events else after
    return CatchUp(room, _with_subjects(db, viewer, room, events), more=reached < room.last_seq)


def to_push(db: Db, room_id: int, seq: int) -> LoggedEvent | None:
    """The line that has just been committed, for everybody in the room's channel; for the reaction alone."""
    row = db.execute(_line(), {"room": room_id, "seq": seq}).first()
    if row is None:
        return None
    line, room, thread, message, poll_id = row
    reactions = thread_queries.reactions_to(db, None, [message.id]) if message and line.kind not in NEW else NONE
    poll = poll_queries.polls_of(db, None, [message.id])[message.id] if message and poll_id else None
    return LoggedEvent(line, room, thread, message, reactions, poll)


@prepared
def _line() -> Select[RoomEvent, Room, Thread | None, Message | None, int | None]:
    query = select(RoomEvent, Room, Thread, Message, Poll.id).join(Room, Room.id == RoomEvent.room_id)
    query = query.outerjoin(Thread, Thread.id == RoomEvent.thread_id)
    query = query.outerjoin(Message, Message.id == RoomEvent.message_id)
    query = query.outerjoin(Poll, Poll.message_id == Message.id)
    query = query.options(joinedload(Message.author), lazyload(Room.theme))
    return query.where(RoomEvent.room_id == ROOM, RoomEvent.seq == SEQ)


def last_seqs(db: Db, room_ids: Sequence[int]) -> dict[int, tuple[str, int]]:
    """The epoch and last number of each of those rooms, for the heartbeat: one query."""
    query = select(Room.id, Room.epoch, Room.last_seq).where(Room.id.in_(room_ids))
    return {row.id: (row.epoch, row.last_seq) for row in db.execute(query)}


def _with_subjects(db: Db, viewer: Person, room: Room, lines: list[RoomEvent]) -> list[LoggedEvent]:
    thread_ids = {line.thread_id for line in lines if line.thread_id}
    message_ids = {line.message_id for line in lines if line.message_id}
    threads = {thread.id: thread for thread in db.scalars(select(Thread).where(Thread.id.in_(thread_ids)))}
    query = select(Message).options(joinedload(Message.author)).where(Message.id.in_(message_ids))
    messages = {message.id: message for message in db.scalars(query)}
    reactions, polls = (
        thread_queries.reactions_to(db, viewer, list(messages)),
        poll_queries.polls_of(db, None, list(messages)),
    )
    return [
        LoggedEvent(
            line,
            room,
            threads.get(line.thread_id or 0),
            messages.get(line.message_id or 0),
            reactions,
            polls.get(line.message_id or 0),
        )
        for line in lines
    ]
