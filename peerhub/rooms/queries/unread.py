"""Unread: in a thread `thread.last_number - mark.number`; in a room, for navigation and home, what `RoomRead` leaves of its messages."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import joinedload

from peerhub.base.database.engine import Db
from peerhub.base.database.model import Moment
from peerhub.base.database.prepared import prepared
from peerhub.people.access import VIEWER, AnyViewer, viewer_params
from peerhub.people.models import Person
from peerhub.rooms import access
from peerhub.rooms.models.log import ReadMark, RoomRead
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread

ROOMS = 8  # that are looked through at a time
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class ThreadNews:
    """A thread in a list, and how many of its messages the viewer has not read."""

    thread: Thread
    unread: int


def unread_in_thread(viewer: AnyViewer) -> ColumnElement[int]:
    """The viewer's unread messages of the Thread in a query that is joined to `marks_of(viewer)`; see `rules.unread`."""
    before_their_time = and_(ReadMark.number.is_(None), Thread.last_message_at < viewer.news_since)
    return case((before_their_time, 0), else_=Thread.last_number - func.coalesce(ReadMark.number, 0))


def marks_of(viewer: AnyViewer) -> tuple[type[ReadMark], ColumnElement[bool]]:
    """What to outer join to Thread: `query.outerjoin(*marks_of(viewer))`."""
    return ReadMark, and_(ReadMark.thread_id == Thread.id, ReadMark.person_id == viewer.id)


def reads_of(viewer: AnyViewer) -> tuple[type[RoomRead], ColumnElement[bool]]:
    """What to outer join to Room: `query.outerjoin(*reads_of(viewer))`."""
    return RoomRead, and_(RoomRead.room_id == Room.id, RoomRead.person_id == viewer.id)


def unread_in_room() -> ColumnElement[int]:
    """The unread messages of the Room in a query that is joined to `reads_of(viewer)`: the sum of its threads' numbers."""
    return Room.messages - func.coalesce(RoomRead.number, 0) - func.coalesce(RoomRead.before, 0)


def may_have_news() -> ColumnElement[bool]:
    """Whether the Thread is among those of its room, joined to `reads_of(viewer)`, that are looked through for what is unread."""
    not_before = or_(RoomRead.caught_up_at.is_(None), Thread.last_message_at >= RoomRead.caught_up_at)
    return and_(unread_in_room() > 0, not_before)


def unread_by_theme(viewer: AnyViewer) -> Select[str | None, int]:
    """Rows (theme code, unread messages in the theme's room); themes without any are left out. Part of a larger query."""
    total = func.sum(unread_in_room())
    rows = select(Room.theme_code, total).outerjoin(*reads_of(viewer))
    rows = rows.where(Room.kind == "theme", access.visible_to(viewer))
    return rows.group_by(Room.theme_code).having(total > 0)


def unread_by_room(viewer: AnyViewer) -> Select[int, int]:
    """Rows (room id, unread messages in it), of all rooms that the viewer sees."""
    rows = select(Room.id, unread_in_room().label("unread")).outerjoin(*reads_of(viewer))
    return rows.where(access.seen_by(viewer))


def news_for(db: Db, viewer: Person, limit: int = 5) -> list[ThreadNews]:
    """The threads with something new for the viewer, newest first, with room, last author and their country."""
    found: list[tuple[datetime, int, int]] = []
    rooms = db.execute(_rooms_with_news(), viewer_params(viewer)).all()
    for start in range(0, len(rooms), ROOMS):
        some = rooms[start : start + ROOMS]
        if len(found) == limit and some[0].latest_at < found[-1][0]:
            break  # nothing newer is in rooms that rest for longer
        params = viewer_params(viewer) | {"limit": limit}
        for at, room in enumerate(some):
            params |= {f"room{at}": room.id, f"since{at}": room.caught_up_at or LONG_AGO}
        newest = [(at, number, unread) for at, number, unread in db.execute(_newest_threads(len(some)), params)]
        found = sorted([*found, *newest], reverse=True)[:limit]
    threads = db.scalars(_threads(), {"threads": [number for _at, number, _unread in found]}) if found else ()
    by_id = {thread.id: thread for thread in threads}
    return [ThreadNews(by_id[number], unread) for _at, number, unread in found]


@prepared
def _rooms_with_news() -> Select[int, datetime, datetime | None]:
    """The rooms in which something is unread: those in which somebody wrote last come first."""
    latest_at = type_coerce(Room.latest_at, Moment()).label("latest_at")
    rooms = select(Room.id, latest_at, RoomRead.caught_up_at).outerjoin(*reads_of(VIEWER))
    rooms = rooms.where(access.seen_by(VIEWER), unread_in_room() > 0, Room.latest_at.is_not(None))
    return rooms.order_by(Room.latest_at.desc(), Room.id)


@prepared
def _newest_threads(rooms: int) -> CompoundSelect[datetime, int, int]:
    """Of each room (`room0`, …) the `limit` newest threads with something new, among those with activity since `since0`, …: when
    somebody last wrote, the id, what is unread."""
    number = unread_in_thread(VIEWER)
    return union_all(
        *(
            select(
                select(Thread.last_message_at, Thread.id, number.label("unread"))
                .outerjoin(*marks_of(VIEWER))
                .where(Thread.room_id == bindparam(f"room{at}", type_=Integer()), number > 0)
                .where(Thread.last_message_at >= bindparam(f"since{at}", type_=Moment()))
                .order_by(Thread.last_message_at.desc(), Thread.id.desc())
                .limit(bindparam("limit", type_=Integer()))
                .subquery()
            )
            for at in range(rooms)
        )
    )


@prepared
def _threads() -> Select[Thread]:
    threads = select(Thread).where(Thread.id.in_(bindparam("threads", expanding=True, type_=Integer())))
    return threads.options(joinedload(Thread.room), joinedload(Thread.last_author))


def has_read_all(db: Db, viewer: Person) -> bool:
    """Whether there is something to read in the viewer's rooms, and nothing of it is left, however old it is."""
    written, unread = db.execute(_left(), viewer_params(viewer)).one()
    return bool(written) and not unread


@prepared
def _left() -> Select[int, int]:
    left = func.sum(Room.messages - func.coalesce(RoomRead.number, 0))
    return select(func.sum(Room.messages), left).outerjoin(*reads_of(VIEWER)).where(access.seen_by(VIEWER))


def has_looked_into_a_room(db: Db, viewer: Person) -> bool:
    """Whether the viewer has opened a thread: has a mark that joining did not make."""
    return db.scalar(_looked_into(), viewer_params(viewer)) is not None


@prepared
def _looked_into() -> Select[int]:
    since = VIEWER.news_since
    by_joining = and_(Thread.created_at < since, Thread.last_message_at >= since, ReadMark.number < Thread.last_number)
    marked = select(ReadMark.thread_id).join(Thread, Thread.id == ReadMark.thread_id)
    return marked.where(ReadMark.person_id == VIEWER.id, ~by_joining).limit(1)


def has_written(db: Db, viewer: Person) -> bool:
    """Whether the viewer has written a message anywhere."""
    return db.scalar(_written(), viewer_params(viewer)) is not None


@prepared
def _written() -> Select[int]:
    return select(Message.id).where(Message.author_id == VIEWER.id).limit(1)
