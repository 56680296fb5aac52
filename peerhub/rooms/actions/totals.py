"""How much of each room counts as read by each person: `RoomRead`, kept with every mark and with every thread that goes on again.

Whoever changes a row takes its lock first and reads after that, so that two devices or two processes at once lose nothing. What
counts a room's threads from the beginning keeps others from writing in it meanwhile. The order is room, row, mark.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Update, and_, bindparam, case, func, literal, select, update

from peerhub.base.database.dialects import Insert, is_postgres, upsert
from peerhub.base.database.engine import Db
from peerhub.base.database.model import Moment, table_of
from peerhub.base.database.prepared import prepared
from peerhub.people.models import NEWS_BEFORE, Person
from peerhub.rooms import access, rules
from peerhub.rooms.models.log import ReadMark, RoomRead
from peerhub.rooms.models.parameters import PERSON, ROOM, THREAD
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread

READS = table_of(RoomRead)


def count(db: Db, person: Person) -> None:
    """Count, in each room that the person sees, what their marks and their time say is read."""
    _count(db, person, access.seen_by(person))


def count_all(db: Db) -> None:
    """Count every room and every person anew, after rows were written past the verbs."""
    of_room = Thread.room_id == Room.id
    db.execute(
        update(Room).values(
            messages=select(func.coalesce(func.sum(Thread.last_number), 0)).where(of_room).scalar_subquery(),
            threads=select(func.count(Thread.id)).where(of_room).scalar_subquery(),
            latest_at=select(func.max(Thread.last_message_at)).where(of_room).scalar_subquery(),
        )
    )
    for person in db.scalars(select(Person)).all():
        count(db, person)


def count_where_uncounted(db: Db, person_id: int, room_id: int) -> None:
    """The same for a room that somebody sees from now on. What was counted for them before is still true."""
    written = db.scalar(select(Room.messages).where(Room.id == room_id))
    if written and db.get(RoomRead, (room_id, person_id)) is None:
        _count(db, db.get_one(Person, person_id), Room.id == room_id)


def _count(db: Db, person: Person, rooms: ColumnElement[bool]) -> None:
    hold_rooms(db, rooms)
    marked = and_(ReadMark.thread_id == Thread.id, ReadMark.person_id == person.id)
    before_their_time = and_(ReadMark.number.is_(None), Thread.last_message_at < person.news_since)
    sums = select(
        Thread.room_id,
        literal(person.id),
        func.coalesce(func.sum(ReadMark.number), 0),
        func.sum(case((before_their_time, Thread.last_number), else_=0)),
    )
    sums = sums.outerjoin(ReadMark, marked).where(Thread.room_id.in_(select(Room.id).where(rooms)))
    counted = upsert(RoomRead, postgres=is_postgres(db))
    counted = counted.from_select(
        ["room_id", "person_id", "number", "before"], sums.group_by(Thread.room_id).order_by(Thread.room_id)
    )
    new = {"number": counted.excluded.number, "before": counted.excluded.before, "caught_up_at": None}
    db.execute(counted.on_conflict_do_update(index_elements=[READS.c.room_id, READS.c.person_id], set_=new))


def hold_rooms(db: Db, rooms: ColumnElement[bool]) -> None:
    """Let nobody write in those rooms until the end of this transaction; SQLite has one writer at a time anyhow."""
    if is_postgres(db):
        db.execute(select(Room.id).where(rooms).order_by(Room.id).with_for_update(read=True)).all()


def read_all(db: Db, person: Person, rooms: ColumnElement[bool]) -> None:
    """Everything in those rooms is read; the marks follow in the same transaction."""
    hold_rooms(db, rooms)
    whole = select(Room.id, literal(person.id), Room.messages, literal(0), Room.latest_at)
    written = upsert(RoomRead, postgres=is_postgres(db))
    columns = ["room_id", "person_id", "number", "before", "caught_up_at"]
    written = written.from_select(columns, whole.where(rooms, Room.messages > 0).order_by(Room.id))
    new = {name: written.excluded[name] for name in columns[2:]}
    db.execute(written.on_conflict_do_update(index_elements=[READS.c.room_id, READS.c.person_id], set_=new))


def advance(db: Db, person: Person, room_id: int, thread_id: int, number: int) -> None:
    """The person has read the thread up to `number`, which its mark does not say yet: note it in the sum of the room."""
    row = {"person": person.id, "room": room_id, "thread": thread_id}
    db.execute(_held(postgres=is_postgres(db)), {"person_id": person.id, "room_id": room_id, "number": 0, "before": 0})
    now = db.execute(_state(), row).one()
    was_before = now.mark is None and rules.unread(now.last_number, None, now.last_message_at, person.news_since) == 0
    total = now.number + max(number - (now.mark or 0), 0)
    before = now.before - (now.last_number if was_before else 0)
    caught_up = now.latest_at if total + before >= now.messages else now.caught_up_at
    db.execute(_written(), row | {"total": total, "earlier": before, "caught_up": caught_up})


@prepared
def _held(*, postgres: bool) -> Insert:
    """Make the row, or take its lock."""
    insert = upsert(RoomRead, postgres=postgres)
    held: Insert = insert.on_conflict_do_update(
        index_elements=[READS.c.room_id, READS.c.person_id], set_={"number": READS.c.number}
    )
    return held


@prepared
def _state() -> Select[*tuple[Any, ...]]:
    """What the sum of `person` in `room` stands on, with the `thread` that they read."""
    marks, threads, rooms = table_of(ReadMark), table_of(Thread), table_of(Room)
    columns = (
        READS.c.number,
        READS.c.before,
        READS.c.caught_up_at,
        rooms.c.messages,
        rooms.c.latest_at,
        threads.c.last_number,
        threads.c.last_message_at,
        marks.c.number.label("mark"),
    )
    query = select(*columns).join_from(READS, rooms, rooms.c.id == READS.c.room_id)
    query = query.join(threads, threads.c.id == THREAD)
    query = query.outerjoin(marks, and_(marks.c.thread_id == threads.c.id, marks.c.person_id == READS.c.person_id))
    return query.where(READS.c.room_id == ROOM, READS.c.person_id == PERSON)


@prepared
def _written() -> Update:
    values: dict[str, Any] = {
        "number": bindparam("total"),
        "before": bindparam("earlier"),
        "caught_up_at": bindparam("caught_up"),
    }
    return update(READS).where(READS.c.room_id == ROOM, READS.c.person_id == PERSON).values(**values)


def revive(db: Db, thread_id: int, now: datetime) -> None:
    """Somebody is about to write in the thread, whose room is locked. Where it ended before the time of people who have not opened
    it, all of it is new to them from now on."""
    thread = db.execute(_ending(), {"thread": thread_id}).one()
    if thread.latest_at is not None and now < thread.latest_at:  # a clock was put back
        db.execute(update(READS).where(READS.c.room_id == thread.room_id).values(caught_up_at=None))
    if thread.last_number == 0 or now - thread.last_message_at <= NEWS_BEFORE:
        return
    values = {"room": thread.room_id, "thread": thread_id, "joined": thread.last_message_at + NEWS_BEFORE}
    if is_postgres(db):
        db.execute(_late(), values).all()
    db.execute(_revived(), values | {"number_before": thread.last_number})


@prepared
def _ending() -> Select[*tuple[Any, ...]]:
    threads, rooms = table_of(Thread), table_of(Room)
    query = select(threads.c.room_id, threads.c.last_number, threads.c.last_message_at, rooms.c.latest_at)
    return query.join_from(threads, rooms, rooms.c.id == threads.c.room_id).where(threads.c.id == THREAD)


def _of_latecomers() -> ColumnElement[bool]:
    """The rows in `room` of those who joined after `joined`."""
    people = table_of(Person)
    is_late = and_(people.c.id == READS.c.person_id, people.c.created_at > bindparam("joined", type_=Moment()))
    return and_(READS.c.room_id == ROOM, READS.c.before > 0, select(people.c.id).where(is_late).exists())


@prepared
def _late() -> Select[int]:
    return select(READS.c.person_id).where(_of_latecomers()).order_by(READS.c.person_id).with_for_update()


@prepared
def _revived() -> Update:
    marks = table_of(ReadMark)
    opened = select(marks.c.thread_id).where(marks.c.thread_id == THREAD, marks.c.person_id == READS.c.person_id)
    revived = update(READS).where(_of_latecomers(), ~opened.exists())
    return revived.values(before=READS.c.before - bindparam("number_before"))
