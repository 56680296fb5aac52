"""Who may see, write in and look after a room. Everybody signed in sees open rooms; a private room exists for its members only."""

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import BindParameter, ColumnElement, Select, exists, or_, select, union_all
from sqlalchemy.orm import aliased, contains_eager, joinedload, lazyload

from peerhub.base.database.engine import Db, settings_of
from peerhub.base.database.prepared import prepared
from peerhub.base.errors import NotAllowed, NotFound
from peerhub.base.i18n.translate import _
from peerhub.base.security import tokens
from peerhub.people.access import VIEWER, AnyViewer, is_secretariat, viewer_params
from peerhub.people.models import Person
from peerhub.rooms.models.mailed import MailedReply
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.parameters import ROOM, THREAD
from peerhub.rooms.models.rooms import FACILITATOR, Membership, Room
from peerhub.rooms.models.threads import Thread

MAILED_REPLY = "rooms.mailed reply"


def visible_to(viewer: AnyViewer) -> ColumnElement[bool]:
    """The condition under which a room of a query is the viewer's to see."""
    member = exists().where(Membership.room_id == Room.id, Membership.person_id == viewer.id)
    return or_(Room.private.is_(False), member)


def seen_by(viewer: AnyViewer) -> ColumnElement[bool]:
    """The same for a query that begins with the rooms: found by two indexes, however many rooms there are."""
    own = select(Membership.room_id).where(Membership.person_id == viewer.id)
    open_rooms = aliased(Room)
    return Room.id.in_(union_all(select(open_rooms.id).where(open_rooms.private.is_(False)), own))


def not_removed() -> ColumnElement[bool]:
    """The condition under which a Message of a query, in a room that the viewer sees, has a text for readers."""
    return Message.removed_at.is_(None)


def room_for(db: Db, viewer: Person | None, room_id: int) -> Room:
    """The room, if the viewer may see it. Raises NotFound."""
    if viewer is None:
        raise NotFound
    room = db.scalar(select(Room).where(Room.id == room_id, visible_to(viewer)))
    if room is None:
        raise NotFound
    return room


def thread_for(db: Db, viewer: Person | None, thread_id: int) -> Thread:
    """The thread with its room, if the viewer may see the room. Raises NotFound."""
    if viewer is None:
        raise NotFound
    thread = db.scalar(_thread(), {"thread": thread_id, **viewer_params(viewer)})
    if thread is None:
        raise NotFound
    return thread


@prepared
def _thread() -> Select[Thread]:
    query = select(Thread).join(Thread.room).options(contains_eager(Thread.room), lazyload(Thread.room, Room.theme))
    return query.where(Thread.id == THREAD, visible_to(VIEWER))


def message_for(db: Db, viewer: Person | None, message_id: int) -> Message:
    """The message with thread and room, if the viewer may see the room. Raises NotFound."""
    if viewer is None:
        raise NotFound
    query = select(Message).join(Message.thread).join(Thread.room)
    query = query.options(joinedload(Message.thread).joinedload(Thread.room), joinedload(Message.author))
    message = db.scalar(query.where(Message.id == message_id, visible_to(viewer)))
    if message is None:
        raise NotFound
    return message


def mailed_reply_path(db: Db, reply: MailedReply) -> str:
    """The address at which the person of a reply by email posts it, without signing in. It names more than the id, which another reply may
    get when this one is deleted."""
    return f"/replies/{tokens.sign(settings_of(db), MAILED_REPLY, [reply.id, reply.person_id, reply.key])}"


def mailed_reply_of_token(db: Db, token: str) -> MailedReply:
    """The reply behind such an address. Raises NotFound for what is not ours, and for closed accounts."""
    match tokens.read(settings_of(db), MAILED_REPLY, token):
        case [int(reply_id), int(person_id), str(key)]:
            reply = db.get(MailedReply, reply_id)
            if reply and (reply.person_id, reply.key) == (person_id, key) and reply.person.closed_at is None:
                return reply
    raise NotFound


def person_of_mailed_reply(db: Db, token: str) -> Person:
    """Whose reply it is."""
    return mailed_reply_of_token(db, token).person


def facilitates(db: Db, viewer: Person | None, room: Room) -> bool:
    """Whether the viewer looks after the room: its facilitators, and the secretariat in every room that it can see."""
    if viewer is None:
        return False
    member = db.get(Membership, (room.id, viewer.id))
    if member is not None and member.role == FACILITATOR:
        return True
    return (member is not None or not room.private) and is_secretariat(db, viewer)


def facilitates_among(db: Db, viewer: Person, named: Sequence[Person]) -> bool:
    """The same for a room that the viewer is known to see, and whose facilitators were read already."""
    return any(person.id == viewer.id for person in named) or is_secretariat(db, viewer)


def may_moderate(db: Db, viewer: Person | None, room: Room) -> bool:
    """Whether the viewer may lock threads, choose answers and remove what others wrote."""
    return facilitates(db, viewer, room)


def must_moderate(db: Db, actor: Person, room: Room) -> None:
    """Raise NotAllowed for everybody but those who look after the room."""
    if not may_moderate(db, actor, room):
        raise NotAllowed(_("Only the facilitators of this room can do this."))


def may_describe(db: Db, viewer: Person | None, room: Room) -> bool:
    """Whether the viewer names the room's facilitators and says what it is for: the secretariat, in the rooms of the themes. The
    rooms of sessions and exchanges follow these."""
    return room.kind == "theme" and is_secretariat(db, viewer)


def room_to_describe(db: Db, actor: Person, room_id: int) -> Room:
    """The room, for those who look after it so. Raises NotFound, NotAllowed."""
    room = room_for(db, actor, room_id)
    if not may_describe(db, actor, room):
        raise NotAllowed(_("Only the secretariat can do this, in theme rooms."))
    return room


def room_to_email_from(db: Db, actor: Person, room_id: int) -> Room:
    """A private room, for those who say whether emails quote it: who looks after it. Raises NotFound, NotAllowed."""
    room = room_for(db, actor, room_id)
    if not room.private:
        raise NotFound
    must_moderate(db, actor, room)
    return room


class Lockable(Protocol):
    """A thread, or what is read of it."""

    @property
    def locked_at(self) -> Any:
        """When nobody could write in it any more; None while it is open."""


def may_post_in(thread: Lockable) -> bool:
    """Whether whoever sees the thread may write in it."""
    return thread.locked_at is None


def must_post_in(thread: Thread) -> None:
    """Raise NotAllowed with the reason."""
    if not may_post_in(thread):
        raise NotAllowed(_("This thread is locked. You can read it, but no one can write in it any more."))


def may_edit(viewer: Person, message: Message) -> bool:
    """Whether the viewer may change the text: its author, while the thread is open."""
    return message.author_id == viewer.id and message.removed_at is None and may_post_in(message.thread)


def may_set_language(db: Db, viewer: Person, message: Message) -> bool:
    """Whether the viewer may say in which language the message is written: its author and those who look after the room."""
    is_own = message.author_id == viewer.id
    return message.removed_at is None and (is_own or facilitates(db, viewer, message.thread.room))


def may_restore(db: Db, viewer: Person, message: Message) -> bool:
    """Whether the viewer may bring a removed message back: its author what they removed themselves, those who look after
    the room what one of them removed."""
    if message.removed_by_id == message.author_id:
        return viewer.id == message.author_id
    return message.removed_by_id == viewer.id or facilitates(db, viewer, message.thread.room)


def message_to_quote(db: Db, viewer: Person, message_id: int, room_id: int) -> Message:
    """A message that the viewer may carry into a text for the room: of that room, so that nothing private is carried out of
    its room by a link. Raises NotFound."""
    message = message_for(db, viewer, message_id)
    if message.thread.room_id != room_id or message.removed_at is not None:
        raise NotFound
    return message


def may_choose_answer(viewer: Person, thread: Thread, *, facilitator: bool) -> bool:
    """Whether the viewer may say which message answers: the asker and the facilitators, in questions."""
    return thread.kind == "question" and (thread.author_id == viewer.id or facilitator)


def readers_of(room: Room) -> Select[int]:
    """The ids of the open accounts that may see the room, as a query: the inverse of `room_for`."""
    return readers(room.id, private=room.private)


def readers(room_id: int | BindParameter[int], *, private: bool) -> Select[int]:
    """The same for a statement that is written once."""
    people = select(Person.id).where(Person.closed_at.is_(None)).order_by(Person.id)
    if not private:
        return people
    return people.where(Person.id.in_(select(Membership.person_id).where(Membership.room_id == room_id)))


def open_room_facilitators() -> Select[int]:
    """The ids of those who facilitate an open room, as a query. Private rooms do not count: who facilitates the room of one
    session or exchange was trusted with that one."""
    query = select(Membership.person_id).join(Room, Room.id == Membership.room_id)
    return query.where(Membership.role == FACILITATOR, Room.private.is_(False))


def facilitators(db: Db, room: Room) -> list[Person]:
    """The open accounts that look after the room by name, in the order in which they joined."""
    return list(db.scalars(_facilitators(), {"room": room.id}))


@prepared
def _facilitators() -> Select[Person]:
    query = select(Person).join(Membership, Membership.person_id == Person.id)
    query = query.where(Membership.room_id == ROOM, Membership.role == FACILITATOR)
    return query.where(Person.closed_at.is_(None)).order_by(Membership.joined_at, Person.id)
