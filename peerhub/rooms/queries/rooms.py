"""Reads about rooms: the list, and the threads of one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from peerhub.base.database.engine import Db
from peerhub.people.models import Person
from peerhub.reference.models import Theme
from peerhub.rooms import access
from peerhub.rooms.models.rooms import Membership, Room
from peerhub.rooms.models.threads import Thread
from peerhub.rooms.queries import followers
from peerhub.rooms.queries import unread as unread_queries
from peerhub.rooms.queries.unread import ThreadNews

THREADS = 30
NAMES = 500  # to complete while one types; any other is found as well
Position = tuple[datetime, int]


@dataclass(frozen=True)
class RoomLine:
    """A room in the list: what is unread in it, and when somebody last wrote (None: nobody has)."""

    room: Room
    unread: int
    threads: int
    latest: datetime | None


@dataclass(frozen=True)
class RoomPage:
    """The threads of a room, last activity first. `older` is the position to ask for next, None at the end."""

    room: Room
    threads: list[ThreadNews]
    older: Position | None
    facilitator: bool
    facilitators: list[Person]
    cared_for: bool
    following: str


def list_page(db: Db, viewer: Person) -> list[RoomLine]:
    """The rooms of the themes in their order, then the viewer's own by title: one query."""
    lines = select(Room, unread_queries.unread_in_room(), Room.threads, Room.latest_at)
    lines = lines.outerjoin(Room.theme).options(contains_eager(Room.theme))
    lines = lines.outerjoin(*unread_queries.reads_of(viewer)).where(access.seen_by(viewer))
    own_rooms = select(Membership.room_id).where(Membership.person_id == viewer.id)
    lines = lines.where(or_(Room.kind == "theme", Room.id.in_(own_rooms)))
    lines = lines.order_by(Room.kind != "theme", Theme.position, Room.title, Room.id)
    return [RoomLine(*row) for row in db.execute(lines)]


def page(
    db: Db, viewer: Person, room_id: int, *, only: str = "", kind: str = "", before: Position | None = None
) -> RoomPage:
    """Some threads of a room, last activity first. `only`: unread, unanswered or "". `before`: a position. Raises NotFound."""
    room = access.room_for(db, viewer, room_id)
    threads = _filtered(_threads(viewer, room), viewer, only, kind)
    if before is not None:
        at, number = before
        threads = threads.where(
            or_(Thread.last_message_at < at, and_(Thread.last_message_at == at, Thread.id < number))
        )
    news = [ThreadNews(thread, unread) for thread, unread in db.execute(threads.limit(THREADS + 1))]
    shown = news[:THREADS]
    older = (shown[-1].thread.last_message_at, shown[-1].thread.id) if len(news) > THREADS else None
    facilitators = access.facilitators(db, room)
    cared_for = access.may_describe(db, viewer, room)
    leads, following = access.facilitates_among(db, viewer, facilitators), followers.room_state(db, viewer, room)
    return RoomPage(room, shown, older, leads, facilitators, cared_for, following)


@dataclass(frozen=True)
class FacilitationPage:
    """A room as the secretariat looks after it: who facilitates it, who last said what it is for, whom one can name."""

    room: Room
    facilitators: list[Person]
    described_by: Person | None
    names: list[str]


def facilitation_page(db: Db, viewer: Person, room_id: int) -> FacilitationPage:
    """The room of a theme, for the secretariat. Raises NotFound, NotAllowed."""
    room = access.room_to_describe(db, viewer, room_id)
    by = db.get(Person, room.described_by_id) if room.described_by_id else None
    names = select(Person.name).where(Person.closed_at.is_(None)).distinct().order_by(Person.name).limit(NAMES)
    return FacilitationPage(room, access.facilitators(db, room), by, list(db.scalars(names)))


def _threads(viewer: Person, room: Room) -> Select[Thread, int]:
    threads = (
        select(Thread, unread_queries.unread_in_thread(viewer))
        .outerjoin(*unread_queries.marks_of(viewer))
        .where(Thread.room_id == room.id)
    )
    threads = threads.options(joinedload(Thread.author), joinedload(Thread.last_author))
    return threads.order_by(Thread.last_message_at.desc(), Thread.id.desc())


def _filtered(threads: Select[Thread, int], viewer: Person, only: str, kind: str) -> Select[Thread, int]:
    if only == "unread":
        threads = threads.join(Thread.room).outerjoin(*unread_queries.reads_of(viewer))
        threads = threads.where(unread_queries.may_have_news(), unread_queries.unread_in_thread(viewer) > 0)
    if only == "unanswered":
        threads = threads.where(Thread.kind == "question", Thread.answer_number.is_(None))
    return threads.where(Thread.kind == kind) if kind else threads
