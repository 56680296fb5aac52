"""The room's log: each change has the next number, in the transaction of the change."""

from typing import Any

from sqlalchemy import Select, insert, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from peerhub.base import clock
from peerhub.base.database.dialects import is_postgres
from peerhub.base.database.engine import Db
from peerhub.base.database.model import table_of
from peerhub.base.database.prepared import prepared
from peerhub.base.facts import announce
from peerhub.people.models import Person
from peerhub.rooms.actions import indexing
from peerhub.rooms.facts import RoomChanged
from peerhub.rooms.models.log import RoomEvent
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.parameters import ROOM, THREAD
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread

NEW = ("thread", "message")  # the kinds that add a message to the room


def lock_room(db: Db, room_id: int) -> None:
    """Let nobody else change the room until the end of this transaction; SQLite has one writer at a time anyhow."""
    if is_postgres(db):
        db.execute(_locked(), {"room": room_id})


def log(
    db: Db,
    actor: Person | None,
    kind: str,
    room_id: int,
    thread: Thread | None = None,
    message: Message | None = None,
) -> int:
    """Write a change into the room's log and return its number. Commit order is number order: the room's row stays locked."""
    db.flush()
    return log_ids(db, actor, kind, room_id, thread.id if thread else None, message.id if message else None)


def log_ids(
    db: Db, actor: Person | None, kind: str, room_id: int, thread_id: int | None, message_id: int | None
) -> int:
    """The same for what is written already."""
    counted = {"room": room_id, "thread": thread_id} if kind in NEW else {"room": room_id}
    seq: int = db.execute(_counted(kind if kind in NEW else ""), counted).scalar_one()
    entry = {"room_id": room_id, "seq": seq, "kind": kind, "thread_id": thread_id, "message_id": message_id}
    db.execute(insert(table_of(RoomEvent)), {**entry, "actor_id": actor.id if actor else None, "at": clock.now()})
    indexing.index_change(db, kind, thread_id, message_id)
    announce(db, RoomChanged(room_id, seq))
    return seq


@prepared
def _locked() -> Select[int]:
    rooms = table_of(Room)
    return (
        select(rooms.c.id).where(rooms.c.id == ROOM).with_for_update(key_share=True)
    )  # rows may point to it meanwhile


@prepared
def _counted(new: str) -> ReturningUpdate[int]:
    """Take the room's next number, and count the `new` message that is written already, which may begin a thread."""
    rooms, threads = table_of(Room), table_of(Thread)
    values: dict[str, Any] = {"last_seq": rooms.c.last_seq + 1}
    if new:
        written_at = select(threads.c.last_message_at).where(threads.c.id == THREAD).scalar_subquery()
        values |= {"messages": rooms.c.messages + 1, "latest_at": written_at}
    if new == "thread":
        values["threads"] = rooms.c.threads + 1
    return update(rooms).where(rooms.c.id == ROOM).values(**values).returning(rooms.c.last_seq)
