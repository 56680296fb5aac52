"""The room's log: each change has the next number, in the transaction of the change."""

from sqlalchemy import Select, insert, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.database.model import table_of
from peerhub.base.database.prepared import prepared
from peerhub.base.facts import announce
from peerhub.people.models import Person
from peerhub.rooms.actions import indexing
from peerhub.rooms.facts import RoomChanged
from peerhub.rooms.models.log import RoomEvent
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.parameters import ROOM
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread


def lock_room(db: Db, room_id: int) -> None:
    """Let nobody else change the room until the end of this transaction; SQLite has one writer at a time anyhow."""
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
    seq: int = db.execute(_counted(), {"room": room_id}).scalar_one()
    entry = {"room_id": room_id, "seq": seq, "kind": kind, "thread_id": thread_id, "message_id": message_id}
    db.execute(insert(table_of(RoomEvent)), {**entry, "actor_id": actor.id if actor else None, "at": clock.now()})
    indexing.index_change(db, kind, thread_id, message_id)
    announce(db, RoomChanged(room_id, seq))
    return seq


@prepared
def _locked() -> Select[int]:
    rooms = table_of(Room)
    return select(rooms.c.id).where(rooms.c.id == ROOM).with_for_update()


@prepared
def _counted() -> ReturningUpdate[int]:
    rooms = table_of(Room)
    counted = update(rooms).where(rooms.c.id == ROOM).values(last_seq=rooms.c.last_seq + 1)
    return counted.returning(rooms.c.last_seq)
