"""Reads about one thread: a page of its messages, and what one message said before."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, literal, select
from sqlalchemy.orm import joinedload

from peerhub.base.database import Db
from peerhub.base.errors import NotFound
from peerhub.people.models import Person
from peerhub.reference.models import RoadmapActivity
from peerhub.rooms import access, rules
from peerhub.rooms.models import Message, MessageVersion, Reaction, Room, Thread
from peerhub.rooms.queries.unread import marks_of, unread_in_thread
from peerhub.rooms.rules import Pages


@dataclass(frozen=True)
class Reactions:
    """The reactions to some messages: how many of each kind, and which ones are the viewer's."""

    counts: dict[int, dict[str, int]]
    mine: frozenset[tuple[int, str]]


@dataclass(frozen=True)
class ThreadPage:
    """One page of a thread. `seq` and `epoch` say which state of the room it shows: catch up from there."""

    thread: Thread
    activity: RoadmapActivity | None
    messages: list[Message]
    reactions: Reactions
    pages: Pages
    mark: int
    unread: int
    facilitator: bool
    facilitators: list[Person]
    seq: int
    epoch: str

    @property
    def room(self) -> Room:
        """The thread's room."""
        return self.thread.room


def thread_page(
    db: Db, viewer: Person, thread_id: int, page: int | None = None, number: int | None = None
) -> ThreadPage:
    """A page of a thread: `page`, or the one with message `number`, or the first unread one. Raises NotFound."""
    found = select(Thread, RoadmapActivity, unread_in_thread(viewer)).join(Thread.room).outerjoin(*marks_of(viewer))
    found = found.outerjoin(RoadmapActivity, RoadmapActivity.code == Thread.activity_code)
    found = found.options(joinedload(Thread.room)).where(Thread.id == thread_id, access.sees(viewer))
    row = db.execute(found).first()
    if row is None:
        raise NotFound
    thread, activity, unread = row
    mark = thread.last_number - unread
    asked = rules.page_of(number) if number is not None else page
    pages = rules.pages_of(thread.last_number, asked, mark, unread=unread > 0)
    messages = messages_between(db, thread, pages)
    return ThreadPage(
        thread,
        activity,
        messages,
        reactions_to(db, viewer, [message.id for message in messages]),
        pages,
        mark,
        unread,
        access.facilitates(db, viewer, thread.room),
        access.facilitators(db, thread.room),
        thread.room.last_seq,
        thread.room.epoch,
    )


def messages_between(db: Db, thread: Thread, pages: Pages) -> list[Message]:
    """The messages of a page with their authors, seats and countries: one query, however many there are."""
    found = select(Message).options(joinedload(Message.author))
    found = found.where(Message.thread_id == thread.id, Message.number.between(pages.first, pages.last))
    return list(db.scalars(found.order_by(Message.number)))


def reactions_to(db: Db, viewer: Person | None, message_ids: Sequence[int]) -> Reactions:
    """The reactions to those messages: one query. Without a viewer none is “mine”."""
    own = func.max(case((Reaction.person_id == viewer.id, 1), else_=0)) if viewer else literal(0)
    grouped = select(Reaction.message_id, Reaction.kind, func.count(), own).where(Reaction.message_id.in_(message_ids))
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    mine = set()
    for message_id, kind, count, is_mine in db.execute(grouped.group_by(Reaction.message_id, Reaction.kind)):
        counts[message_id][kind] = count
        if is_mine:
            mine.add((message_id, kind))
    return Reactions(dict(counts), frozenset(mine))


def message_history(db: Db, viewer: Person, message_id: int) -> tuple[Message, list[MessageVersion]]:
    """A message and what it said before, oldest first. Raises NotFound, also when it was removed and the viewer may not moderate."""
    message = access.message_for(db, viewer, message_id)
    if message.removed_at is not None and not access.may_moderate(db, viewer, message.thread.room):
        raise NotFound
    versions = select(MessageVersion).where(MessageVersion.message_id == message.id).order_by(MessageVersion.id)
    return message, list(db.scalars(versions))
