"""What an email says of what was written: the message that it is about, and those around it. Of private rooms nothing, unless their
facilitators allow it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Integer, Select, bindparam, func, select

from peerhub.base.database.engine import Db
from peerhub.base.database.prepared import prepared
from peerhub.base.errors import NotFound
from peerhub.base.text.markdown import as_plain_html
from peerhub.incoming.rules import THREAD as REPLY
from peerhub.people.models import Person
from peerhub.rooms import access
from peerhub.rooms.models.log import ReadMark
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.parameters import PERSON, THREAD
from peerhub.rooms.models.threads import Thread
from peerhub.rooms.queries import followers
from peerhub.rooms.queries.polls import PollState, polls_of
from peerhub.rooms.rules import ANSWER, ELSEWHERE, TO_MY_QUESTION, WHERE_I_WROTE

BEFORE, NEW = 2, 3  # messages
LARGEST = 60_000  # characters of HTML, which is read again for each email: what is more is told as it was typed
Excerpt = dict[str, Any]
NUMBER = bindparam("number", type_=Integer())


def of_message(db: Db, viewer: Person, path: str) -> Excerpt | None:
    """The message at `/messages/N`, and the last ones before it. None where the viewer may not see it or has muted where it stands, or it
    was removed."""
    try:
        message = access.message_for(db, viewer, int(path.rpartition("/")[2]))
    except NotFound:
        return None
    thread = message.thread
    if message.removed_at is not None or followers.has_muted(db, viewer.id, thread):
        return None
    place = _place(viewer, thread) | {"rank": _rank(db, viewer, thread, message.number == thread.answer_number)}
    if not thread.room.tells_by_email:
        return place | {"is_private": True}
    numbered = {"thread": thread.id, "number": message.number}
    said, *before = _said(db, viewer, db.execute(_up_to(), numbered).all())
    return place | {"said": [said], "earlier": before[::-1]}


@prepared
def _up_to() -> Select[*tuple[Any, ...]]:
    """The message with this `number` in `thread`, then those before it."""
    return _written().where(Message.number <= NUMBER).order_by(Message.number.desc()).limit(1 + BEFORE)


def of_thread(db: Db, viewer: Person, path: str) -> Excerpt | None:
    """The first messages in the thread at `/threads/N` that the viewer has not read, and before them the one that answers its
    question. None where they may not see it, have muted it or its room, or have read all."""
    try:
        thread = access.thread_for(db, viewer, int(path.rpartition("/")[2]))
    except NotFound:
        return None
    if followers.has_muted(db, viewer.id, thread):
        return None
    asked = {"thread": thread.id, "person": viewer.id}
    new = db.execute(_new(), asked).all()
    answer = db.execute(_answer(), asked | {"number": thread.answer_number}).all() if thread.answer_number else []
    place = _place(viewer, thread) | {"rank": _rank(db, viewer, thread, bool(answer))}
    if not thread.room.tells_by_email:
        return place | {"is_private": True}
    shown = [*answer, *(message for message in new if message not in answer)][:NEW]
    return place | {"said": _said(db, viewer, shown)} if shown else None


def of_room(db: Db, viewer: Person, path: str) -> Excerpt | None:
    """Nothing more about the room at `/rooms/N`. None where the viewer may not see it."""
    try:
        access.room_for(db, viewer, int(path.rpartition("/")[2]))
    except NotFound:
        return None
    return {}


def _unread() -> Select[*tuple[Any, ...]]:
    """What others wrote in `thread` and `person` has not read."""
    mark = select(ReadMark.number).where(ReadMark.person_id == PERSON, ReadMark.thread_id == THREAD)
    return _written().where(Message.number > func.coalesce(mark.scalar_subquery(), 0), Message.author_id != PERSON)


@prepared
def _new() -> Select[*tuple[Any, ...]]:
    return _unread().order_by(Message.number).limit(NEW)


@prepared
def _answer() -> Select[*tuple[Any, ...]]:
    return _unread().where(Message.number == NUMBER)


def _written() -> Select[*tuple[Any, ...]]:
    """What an email needs of the messages in `thread`."""
    columns = (Message.id, Message.body, Message.html, Message.language, Person.name.label("author"))
    written = select(*columns).join(Person, Person.id == Message.author_id)
    return written.where(Message.thread_id == THREAD, Message.removed_at.is_(None))


def _place(viewer: Person, thread: Thread) -> dict[str, Any]:
    """By what mail programs put emails of one thread together and tell rooms apart, what the room is called, and what a reply is."""
    place = {"conversation": f"thread-{thread.id}", "list": f"room-{thread.room_id}", "room": thread.room.title}
    return place | ({"reply": (REPLY, viewer.id, thread.id)} if access.may_post_in(thread) else {})


def _rank(db: Db, viewer: Person, thread: Thread, is_answer: bool) -> int:
    """What stands first in an email: answers, then what was said to a question of the viewer, then where they wrote."""
    if is_answer:
        return ANSWER
    if thread.kind == "question" and thread.author_id == viewer.id:
        return TO_MY_QUESTION
    own = {"thread": thread.id, "person": viewer.id}
    return ELSEWHERE if db.scalar(_own(), own) is None else WHERE_I_WROTE


@prepared
def _own() -> Select[int]:
    """A message that `person` has written in `thread`."""
    return select(Message.id).where(Message.thread_id == THREAD, Message.author_id == PERSON).limit(1)


def _said(db: Db, viewer: Person, messages: Sequence[Any]) -> list[dict[str, Any]]:
    polls = polls_of(db, viewer, [message.id for message in messages]) if messages else {}
    return [_one(message, polls.get(message.id)) for message in messages]


def _one(message: Any, poll: PollState | None) -> dict[str, Any]:
    return {
        "author": message.author,
        "html": message.html if len(message.html) <= LARGEST else as_plain_html(message.body),
        "language": message.language,
        "path": f"/messages/{message.id}",
        "poll": {"question": poll.question, "options": [option.text for option in poll.options]} if poll else None,
    }
