"""The room's log: each change has the next number, in the transaction of the change."""

from sqlalchemy import select, update

from peerhub.base import clock
from peerhub.base.database import Db
from peerhub.base.facts import announce
from peerhub.people.models import Person
from peerhub.rooms.facts import RoomChanged
from peerhub.rooms.models import Message, Room, RoomEvent, Thread


def lock(db: Db, room_id: int) -> None:
    """Let nobody else change the room until the end of this transaction; SQLite has one writer at a time anyhow."""
    db.execute(select(Room.id).where(Room.id == room_id).with_for_update())


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
    number = update(Room).where(Room.id == room_id).values(last_seq=Room.last_seq + 1).returning(Room.last_seq)
    seq: int = db.execute(number, execution_options={"synchronize_session": False}).scalar_one()
    entry = RoomEvent(room_id=room_id, seq=seq, kind=kind, at=clock.now())
    entry.thread_id = thread.id if thread else None
    entry.message_id = message.id if message else None
    entry.actor_id = actor.id if actor else None
    db.add(entry)
    announce(db, RoomChanged(room_id, seq))
    return seq
