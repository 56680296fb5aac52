"""What follows from what happens in rooms: pushes to open pages, and lines in the bells of those who take part."""

from functools import cache

from sqlalchemy import Integer, Select, bindparam, select

from peerhub.base import live
from peerhub.base.database import Db
from peerhub.notices.actions import notify
from peerhub.notices.models import Notice
from peerhub.people.facts import PersonClosed, PersonSignedOutEverywhere
from peerhub.people.models import Person
from peerhub.rooms import access, queries
from peerhub.rooms.actions import leave_rooms
from peerhub.rooms.facts import MemberRemoved, MessagePosted, RoomChanged
from peerhub.rooms.models import Message, Room, Thread
from peerhub.rooms.rules import channel_of

REPLIED = "rooms/replied"


def push_change(db: Db, fact: RoomChanged) -> None:
    """Tell the open pages of the room."""
    channel = channel_of(fact.room_id)
    if not live.heard(channel):
        return
    logged = queries.event_to_push(db, fact.room_id, fact.seq)
    if logged:
        live.push(channel, "room:event", queries.push_json(logged))


def close_for(db: Db, fact: MemberRemoved) -> None:
    """Take somebody who may no longer see the room out of its channel, on every process."""
    room = db.get(Room, fact.room_id)
    if room is not None and room.private:
        live.evict(fact.person_id, channel_of(room.id))


def close_sockets(_db: Db, fact: PersonClosed | PersonSignedOutEverywhere) -> None:
    """Close all sockets of somebody whose sign-ins have ended."""
    live.disconnect(fact.person_id)


def end_memberships(db: Db, fact: PersonClosed) -> None:
    """An account is closed: should the person come back for another country, the old rooms do not come back with them."""
    leave_rooms(db, fact.person_id)


def tell_participants(db: Db, fact: MessagePosted) -> None:
    """Tell those who wrote in the thread that there is a reply; once, until they have looked."""
    if fact.number == 1:
        return
    thread = db.get_one(Thread, fact.thread_id)
    room = db.get_one(Room, fact.room_id)
    path = f"/threads/{thread.id}"
    asked = {"room": room.id, "thread": thread.id, "author": fact.author_id, "path": path}
    told = db.scalars(_participants(private=room.private), asked)
    notify(db, told, REPLIED, {"thread": thread.title, "room": room.title}, path)


@cache
def _participants(*, private: bool) -> Select[int]:
    """Who wrote in `thread`, but `author`, may see `room`, and has not been told since they looked; written once."""
    wrote = select(Message.author_id).where(Message.thread_id == bindparam("thread"))
    wrote = wrote.where(Message.author_id != bindparam("author"))
    waiting = select(Notice.person_id).where(Notice.kind == REPLIED, Notice.read_at.is_(None))
    waiting = waiting.where(Notice.path == bindparam("path"))
    told = access.readers(bindparam("room", type_=Integer()), private=private)
    return told.where(Person.id.in_(wrote), Person.id.not_in(waiting))
