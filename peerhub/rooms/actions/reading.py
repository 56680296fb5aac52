"""Verbs about reading marks: they only grow."""

from sqlalchemy import Select, and_, func, literal, or_, select

from peerhub.base.database.dialects import Insert, is_postgres, upsert
from peerhub.base.database.engine import Db
from peerhub.base.database.model import table_of
from peerhub.base.database.prepared import prepared
from peerhub.base.facts import announce
from peerhub.people.models import Person
from peerhub.rooms import access
from peerhub.rooms.actions import totals
from peerhub.rooms.facts import ThreadRead
from peerhub.rooms.models.log import ReadMark
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.parameters import PERSON, THREAD
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread


def mark_read(db: Db, actor: Person, thread_id: int, number: int) -> int:
    """Note that the actor has read the thread up to `number`, and return the mark. It never shrinks, nor passes the last message."""
    thread = access.thread_for(db, actor, thread_id)
    return advance_mark(db, actor, thread, number)


def advance_mark(db: Db, actor: Person, thread: Thread, number: int) -> int:
    """The same for a thread that was fetched through the actor."""
    mark: int | None = db.scalar(_mark(), {"person": actor.id, "thread": thread.id})
    return _advance(db, actor, thread, mark, number)


def read_own(db: Db, actor: Person, thread: Thread, number: int, seen: int) -> None:
    """The actor has written message `number` and had seen the thread up to `seen`: their own message is read, unless messages before
    it were never on the screen."""
    mark: int | None = db.scalar(_mark(), {"person": actor.id, "thread": thread.id})
    reached = max(min(seen, number), mark or 0)
    _advance(db, actor, thread, mark, number if reached >= number - 1 else reached)


def _advance(db: Db, actor: Person, thread: Thread, mark: int | None, number: int) -> int:
    reached = min(max(number, mark or 0), thread.last_number)
    if mark is None or reached > mark:
        totals.advance(db, actor, thread.room_id, thread.id, reached)
        values = {"person_id": actor.id, "thread_id": thread.id, "number": reached}
        db.execute(_growing(postgres=is_postgres(db)), values)
        announce(db, ThreadRead(actor.id))
    return reached


def mark_all_read(db: Db, actor: Person, room_id: int | None = None) -> None:
    """Note that the actor has read everything in a room, or in all rooms that they see. Raises NotFound."""
    if room_id is not None:
        access.room_for(db, actor, room_id)
    rooms = access.seen_by(actor) if room_id is None else Room.id == room_id
    totals.read_all(db, actor, rooms)
    marked = and_(ReadMark.thread_id == Thread.id, ReadMark.person_id == actor.id)
    rows = select(literal(actor.id), Thread.id, Thread.last_number).outerjoin(ReadMark, marked)
    rows = rows.where(Thread.room_id.in_(select(Room.id).where(rooms)))
    _mark_all(db, rows.where(or_(ReadMark.number.is_(None), ReadMark.number < Thread.last_number)))
    announce(db, ThreadRead(actor.id))


def _mark_all(db: Db, rows: Select[int, int, int]) -> None:
    postgres = is_postgres(db)
    insert = upsert(ReadMark, postgres=postgres).from_select(["person_id", "thread_id", "number"], rows)
    db.execute(_or_grow(insert, postgres=postgres))


@prepared
def _growing(*, postgres: bool) -> Insert:
    return _or_grow(upsert(ReadMark, postgres=postgres), postgres=postgres)


def _or_grow(insert: Insert, *, postgres: bool) -> Insert:
    """Insert marks, or let those that exist grow, in one statement, so that two devices at once do no harm."""
    marks = table_of(ReadMark).c
    larger = (func.greatest if postgres else func.max)(marks.number, insert.excluded.number)
    keys = [marks.person_id, marks.thread_id]
    growing: Insert = insert.on_conflict_do_update(index_elements=keys, set_={"number": larger})
    return growing


def begin_reading(db: Db, actor: Person) -> None:
    """Mark what was written more than two weeks before the actor joined, in the threads that went on after that: what is
    unread to them is what is new. Done once, when they join."""
    since = actor.news_since
    before = select(func.coalesce(func.max(Message.number), 0)).where(
        Message.thread_id == Thread.id, Message.created_at < since
    )
    rows = (
        select(literal(actor.id), Thread.id, before.scalar_subquery()).join(Thread.room).where(access.visible_to(actor))
    )
    totals.count(db, actor)  # takes the locks
    _mark_all(db, rows.where(Thread.created_at < since, Thread.last_message_at >= since))
    totals.count(db, actor)


@prepared
def _mark() -> Select[int]:
    """How far `person` has read `thread`."""
    marks = table_of(ReadMark).c
    return select(marks.number).where(marks.person_id == PERSON, marks.thread_id == THREAD)
