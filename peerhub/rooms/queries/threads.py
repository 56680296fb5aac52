"""Reads about one thread: a page of its messages, and what one message said before."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import contains_eager, lazyload

from peerhub.base.database.engine import Db
from peerhub.base.database.model import table_of
from peerhub.base.database.prepared import prepared
from peerhub.base.errors import NotFound
from peerhub.base.web.paging import paginate
from peerhub.people.access import VIEWER, viewer_params
from peerhub.people.models import Person, Seat
from peerhub.reference.models import Country, RoadmapActivity
from peerhub.rooms import access, rules
from peerhub.rooms.models.messages import Message, MessageVersion, Poll, Reaction
from peerhub.rooms.models.parameters import FIRST, LAST, MESSAGES, PERSON, THREAD
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread, ThreadFollower
from peerhub.rooms.queries import followers, polls, unread
from peerhub.rooms.queries.polls import PollState
from peerhub.rooms.rules import Pages

VERSIONS = 20


@dataclass(frozen=True)
class Reactions:
    """The reactions to some messages: how many of each kind, and which ones are the viewer's."""

    counts: dict[int, dict[str, int]]
    mine: frozenset[tuple[int, str]]

    def kinds_of(self, message_id: int) -> list[str]:
        """What the viewer has reacted to a message."""
        return [kind for kind in rules.REACTIONS if (message_id, kind) in self.mine]


class MessageLine(NamedTuple):
    """A message with its author, as a page shows it: plain values, since a page has many."""

    id: int
    number: int
    thread_id: int
    author_id: int
    author: str
    country_code: str | None
    country_name: str | None
    html: str
    language: str
    created_at: datetime
    edited_at: datetime | None
    removed_at: datetime | None
    removed_by_id: int | None
    poll_id: int | None = None


@dataclass(frozen=True)
class ThreadPage:
    """One page of a thread. `seq` and `epoch` say which state of the room it shows: catch up from there."""

    thread: Thread
    activity: RoadmapActivity | None
    messages: list[MessageLine]
    reactions: Reactions
    pages: Pages
    mark: int
    unread: int
    facilitator: bool
    facilitators: list[Person]
    seq: int
    epoch: str
    polls: dict[int, PollState]
    following: str

    @property
    def room(self) -> Room:
        """The thread's room."""
        return self.thread.room

    @property
    def languages(self) -> set[str]:
        """The languages in which its messages are written."""
        return {message.language for message in self.messages}


@dataclass(frozen=True)
class History:
    """A message, and some of what it said before, newest first. `after`: the version that followed the newest of them, None
    where that is the present text; `older`: the version to ask for next, None at the end."""

    message: Message
    versions: list[MessageVersion]
    after: MessageVersion | None
    older: int | None


def page(db: Db, viewer: Person, thread_id: int, page: int | None = None, number: int | None = None) -> ThreadPage:
    """A page of a thread: `page`, or the one with message `number`, or the first unread one. Raises NotFound."""
    row = db.execute(_thread(), {"thread": thread_id, **viewer_params(viewer)}).first()
    if row is None:
        raise NotFound
    thread, activity, unread, is_muted = row
    mark = thread.last_number - unread
    page_number = rules.page_of(number) if number is not None else page
    pages = rules.pages_of(thread.last_number, page_number, mark, unread=unread > 0)
    messages = _messages_between(db, thread, pages)
    facilitators = access.facilitators(db, thread.room)
    return ThreadPage(
        thread,
        activity,
        messages,
        reactions_to(db, viewer, [message.id for message in messages]),
        pages,
        mark,
        unread,
        access.facilitates_among(db, viewer, facilitators),
        facilitators,
        thread.room.last_seq,
        thread.room.epoch,
        polls.polls_of(db, viewer, poll_message_ids)
        if (poll_message_ids := [message.id for message in messages if message.poll_id])
        else {},
        followers.state_of(is_muted),
    )


@prepared
def _thread() -> Select[*tuple[Any, ...]]:
    """The thread with its room, if the viewer may see the room, what they have not read of it, and whether they follow it."""
    query = select(Thread, RoadmapActivity, unread.unread_in_thread(VIEWER), ThreadFollower.is_muted)
    query = query.join(Thread.room).outerjoin(*unread.marks_of(VIEWER))
    own = and_(ThreadFollower.thread_id == Thread.id, ThreadFollower.person_id == VIEWER.id)
    query = query.outerjoin(ThreadFollower, own)
    query = query.outerjoin(RoadmapActivity, RoadmapActivity.code == Thread.activity_code)
    query = query.options(contains_eager(Thread.room), lazyload(Thread.room, Room.theme))
    return query.where(Thread.id == THREAD, access.visible_to(VIEWER))


def _messages_between(db: Db, thread: Thread, pages: Pages) -> list[MessageLine]:
    rows = db.execute(_lines(), {"thread": thread.id, "first": pages.first, "last": pages.last})
    return [MessageLine(*row) for row in rows]


def line_columns() -> tuple[Any, ...]:
    """The columns of a MessageLine, of the tables that `with_authors` joins."""
    messages, people, countries, polls = map(table_of, (Message, Person, Country, Poll))
    own = (messages.c.id, messages.c.number, messages.c.thread_id, messages.c.author_id)
    author = (people.c.name, countries.c.code, countries.c.name)
    text = (messages.c.html, messages.c.language, messages.c.created_at, messages.c.edited_at)
    return (*own, *author, *text, messages.c.removed_at, messages.c.removed_by_id, polls.c.id)


def with_authors(messages: Any) -> Any:
    """What holds messages, joined to their authors, countries and polls."""
    message, people, seats, countries, polls = map(table_of, (Message, Person, Seat, Country, Poll))
    joined = messages.outerjoin(people, people.c.id == message.c.author_id)
    joined = joined.outerjoin(seats, seats.c.id == people.c.seat_id)
    joined = joined.outerjoin(countries, countries.c.code == seats.c.country_code)
    return joined.outerjoin(polls, polls.c.message_id == message.c.id)


@prepared
def _lines() -> Select[*tuple[Any, ...]]:
    """The messages of a page with their authors and countries: one query, however many there are. Of tables, not of objects, which
    takes a third less."""
    messages = table_of(Message)
    lines = select(*line_columns()).select_from(with_authors(messages))
    between = messages.c.number.between(FIRST, LAST)
    return lines.where(messages.c.thread_id == THREAD, between).order_by(messages.c.number)


def reactions_to(db: Db, viewer: Person | None, message_ids: Sequence[int]) -> Reactions:
    """The reactions to those messages: one query. Without a viewer none is “mine”."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    own_reactions = set()
    values = {"messages": message_ids, "person": viewer.id if viewer else None}
    for message_id, kind, count, is_mine in db.execute(_reactions(), values):
        counts[message_id][kind] = count
        if is_mine:
            own_reactions.add((message_id, kind))
    return Reactions(dict(counts), frozenset(own_reactions))


@prepared
def _reactions() -> Select[int, str, int, int]:
    reactions = table_of(Reaction).c
    own = func.max(case((reactions.person_id == PERSON, 1), else_=0))
    grouped = select(reactions.message_id, reactions.kind, func.count(), own)
    grouped = grouped.where(reactions.message_id.in_(MESSAGES))
    return grouped.group_by(reactions.message_id, reactions.kind)


def history(db: Db, viewer: Person, message_id: int, before: int | None = None) -> History:
    """What a message said before, newest first, or before the version with the id `before`.

    Raises NotFound, also when it was removed and the viewer may not moderate.
    """
    message = access.message_for(db, viewer, message_id)
    if message.removed_at is not None and not access.may_moderate(db, viewer, message.thread.room):
        raise NotFound
    versions = select(MessageVersion).where(MessageVersion.message_id == message.id)
    newest = versions.order_by(MessageVersion.id.desc()).limit(VERSIONS + 1)
    shown, older = paginate(
        list(db.scalars(newest if before is None else newest.where(MessageVersion.id < before))), VERSIONS
    )
    following = versions.where(MessageVersion.id >= before).order_by(MessageVersion.id).limit(1) if before else None
    after = db.scalar(following) if following is not None else None
    return History(message, shown, after, older)
