"""Unread: one expression, `thread.last_number - mark.number`, for thread, room, navigation, home and email."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import joinedload

from peerhub.base.database.engine import Db
from peerhub.people.access import AnyViewer
from peerhub.people.models import Person
from peerhub.rooms import access
from peerhub.rooms.models.log import ReadMark
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread


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


def _seen(viewer: AnyViewer, *columns: Any) -> Select[Any]:
    query = select(*columns).select_from(Thread).join(Thread.room).outerjoin(*marks_of(viewer))
    return query.where(access.visible_to(viewer))


def unread_by_theme(viewer: AnyViewer) -> Select[str, int]:
    """Rows (theme code, unread messages in the theme's room); themes without any are left out. Part of a larger query."""
    total = func.sum(unread_in_thread(viewer))
    rows = _seen(viewer, Room.theme_code, total).where(Room.kind == "theme")
    return rows.group_by(Room.theme_code).having(total > 0)


def unread_by_room(viewer: AnyViewer) -> Select[int, int]:
    """Rows (room id, unread messages in it), of all rooms that the viewer sees; part of a larger query."""
    total = func.sum(unread_in_thread(viewer))
    return _seen(viewer, Room.id, total.label("unread")).group_by(Room.id)


def news_for(db: Db, viewer: Person, limit: int = 5) -> list[ThreadNews]:
    """The threads with something new for the viewer, newest first, with room, last author and their country."""
    number = unread_in_thread(viewer)
    query = _seen(viewer, Thread, number).where(number > 0)
    query = query.options(joinedload(Thread.room), joinedload(Thread.last_author))
    newest = query.order_by(Thread.last_message_at.desc(), Thread.id.desc()).limit(limit)
    return [ThreadNews(thread, count) for thread, count in db.execute(newest)]


def has_read_all(db: Db, viewer: Person) -> bool:
    """Whether there is something to read in the viewer's rooms, and nothing of it is left, however old it is."""
    number = func.coalesce(ReadMark.number, 0)
    query = _seen(viewer, func.count(), func.count().filter(number < Thread.last_number))
    threads, left = db.execute(query).one()
    return bool(threads) and not left


def has_looked_into_a_room(db: Db, viewer: Person) -> bool:
    """Whether the viewer has opened a thread: has a mark that joining did not make."""
    since = viewer.news_since
    by_joining = and_(Thread.created_at < since, Thread.last_message_at >= since, ReadMark.number < Thread.last_number)
    marked = select(ReadMark.thread_id).join(Thread, Thread.id == ReadMark.thread_id)
    return db.scalar(marked.where(ReadMark.person_id == viewer.id, ~by_joining).limit(1)) is not None


def has_written(db: Db, viewer: Person) -> bool:
    """Whether the viewer has written a message anywhere."""
    return db.scalar(select(Message.id).where(Message.author_id == viewer.id).limit(1)) is not None
