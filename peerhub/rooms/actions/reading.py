"""Verbs about reading marks: they only grow."""

from sqlalchemy import func, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from peerhub.base.database import Db
from peerhub.people.models import Person
from peerhub.rooms import access
from peerhub.rooms.actions import statements
from peerhub.rooms.models import ReadMark, Room, Thread


def mark_read(db: Db, actor: Person, thread_id: int, number: int) -> int:
    """Note that the actor has read the thread up to `number`, and return the mark. It never shrinks, nor passes the last message."""
    thread = access.thread_for(db, actor, thread_id)
    return grow(db, actor, thread, number)


def grow(db: Db, actor: Person, thread: Thread, number: int) -> int:
    """The same for a thread that was fetched through the actor."""
    mark: int | None = db.scalar(statements.mark(), {"person": actor.id, "thread": thread.id})
    reached = min(max(number, mark or 0), thread.last_number)
    if mark is None or reached > mark:
        rows = select(literal(actor.id), literal(thread.id), literal(reached)).where(literal(1) == literal(1))
        _upsert(db, rows)
    return reached


def mark_all_read(db: Db, actor: Person, room_id: int | None = None) -> None:
    """Note that the actor has read everything in a room, or in all rooms that they see. Raises NotFound."""
    if room_id is not None:
        access.room_for(db, actor, room_id)
    rows = select(literal(actor.id), Thread.id, Thread.last_number).join(Thread.room).where(access.sees(actor))
    _upsert(db, rows if room_id is None else rows.where(Room.id == room_id))


def _upsert(db: Db, rows: object) -> None:
    """Insert marks, or let those that exist grow, in one statement, so that two devices at once do no harm."""
    postgres = db.get_bind().dialect.name == "postgresql"
    insert = (postgresql if postgres else sqlite).insert(ReadMark)
    insert = insert.from_select(["person_id", "thread_id", "number"], rows)
    larger = (func.greatest if postgres else func.max)(ReadMark.number, insert.excluded.number)
    keys = [ReadMark.person_id, ReadMark.thread_id]
    db.execute(insert.on_conflict_do_update(index_elements=keys, set_={"number": larger}))
