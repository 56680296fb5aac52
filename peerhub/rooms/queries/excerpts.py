"""What an email says of what was written: the message that it is about, and those around it. Of private rooms nothing, unless their
facilitators allow it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from peerhub.base.database.engine import Db
from peerhub.base.errors import NotFound
from peerhub.base.text.markdown import as_plain_html
from peerhub.incoming.rules import THREAD
from peerhub.people.models import Person
from peerhub.rooms import access
from peerhub.rooms.models.log import ReadMark
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.threads import Thread
from peerhub.rooms.queries.polls import PollState, polls_of
from peerhub.rooms.rules import ANSWER, ELSEWHERE, TO_MY_QUESTION, WHERE_I_WROTE

BEFORE, NEW = 2, 3  # messages
LARGEST = 60_000  # characters of HTML, which is read again for each email: what is more is told as it was typed
Excerpt = dict[str, Any]


def of_message(db: Db, viewer: Person, path: str) -> Excerpt | None:
    """The message at `/messages/N`, and the last ones before it. None where the viewer may not see it, or it was removed."""
    try:
        message = access.message_for(db, viewer, int(path.rpartition("/")[2]))
    except NotFound:
        return None
    if message.removed_at is not None:
        return None
    thread = message.thread
    place = _place(viewer, thread) | {"rank": _rank(db, viewer, thread, message.number == thread.answer_number)}
    if not thread.room.tells_by_email:
        return place | {"is_private": True}
    before = select(Message).where(Message.number < message.number).order_by(Message.number.desc()).limit(BEFORE)
    return place | {"said": _said(db, viewer, [message]), "earlier": _said(db, viewer, _all(db, thread, before)[::-1])}


def of_thread(db: Db, viewer: Person, path: str) -> Excerpt | None:
    """The first messages in the thread at `/threads/N` that the viewer has not read, and before them the one that answers its
    question. None where they may not see it, or have read all."""
    try:
        thread = access.thread_for(db, viewer, int(path.rpartition("/")[2]))
    except NotFound:
        return None
    mark = db.get(ReadMark, (viewer.id, thread.id))
    unread = select(Message).where(Message.number > (mark.number if mark else 0), Message.author_id != viewer.id)
    new = _all(db, thread, unread.order_by(Message.number).limit(NEW))
    answer = _all(db, thread, unread.where(Message.number == thread.answer_number))
    place = _place(viewer, thread) | {"rank": _rank(db, viewer, thread, bool(answer))}
    if not thread.room.tells_by_email:
        return place | {"is_private": True}
    shown = [*answer, *(message for message in new if message not in answer)][:NEW]
    return place | {"said": _said(db, viewer, shown)} if shown else None


def _place(viewer: Person, thread: Thread) -> dict[str, Any]:
    """By what mail programs put emails of one thread together and tell rooms apart, what the room is called, and what a reply is."""
    place = {"conversation": f"thread-{thread.id}", "list": f"room-{thread.room_id}", "room": thread.room.title}
    return place | ({"reply": (THREAD, viewer.id, thread.id)} if access.may_post_in(thread) else {})


def _rank(db: Db, viewer: Person, thread: Thread, is_answer: bool) -> int:
    """What stands first in an email: answers, then what was said to a question of the viewer, then where they wrote."""
    if is_answer:
        return ANSWER
    if thread.kind == "question" and thread.author_id == viewer.id:
        return TO_MY_QUESTION
    own = select(Message.id).where(Message.thread_id == thread.id, Message.author_id == viewer.id).limit(1)
    return ELSEWHERE if db.scalar(own) is None else WHERE_I_WROTE


def _all(db: Db, thread: Thread, messages: Select[Message]) -> list[Message]:
    kept = messages.where(Message.thread_id == thread.id, Message.removed_at.is_(None))
    return list(db.scalars(kept.options(joinedload(Message.author))))


def _said(db: Db, viewer: Person, messages: Sequence[Message]) -> list[dict[str, Any]]:
    polls = polls_of(db, viewer, [message.id for message in messages]) if messages else {}
    return [_one(message, polls.get(message.id)) for message in messages]


def _one(message: Message, poll: PollState | None) -> dict[str, Any]:
    return {
        "author": message.author.name,
        "html": message.html if len(message.html) <= LARGEST else as_plain_html(message.body),
        "language": message.language,
        "path": f"/messages/{message.id}",
        "poll": {"question": poll.question, "options": [option.text for option in poll.options]} if poll else None,
    }
