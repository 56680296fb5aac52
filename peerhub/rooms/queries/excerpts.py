"""What an email says of what was written: the message that it is about, and those around it. Nothing of private rooms."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from peerhub.base.database.engine import Db
from peerhub.base.errors import NotFound
from peerhub.people.models import Person
from peerhub.rooms import access
from peerhub.rooms.models.log import ReadMark
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.threads import Thread

BEFORE, NEW = 2, 3  # messages
Excerpt = dict[str, Any]


def of_message(db: Db, viewer: Person, path: str) -> Excerpt | None:
    """The message at `/messages/N`, and the last ones before it. None where the viewer may not see it, or it was removed."""
    try:
        message = access.message_for(db, viewer, int(path.rpartition("/")[2]))
    except NotFound:
        return None
    if message.removed_at is not None:
        return None
    if message.thread.room.private:
        return _place(message.thread) | {"is_private": True}
    before = select(Message).where(Message.number < message.number).order_by(Message.number.desc()).limit(BEFORE)
    return _place(message.thread) | {"said": [_said(message)], "before": _all(db, message.thread, before)[::-1]}


def of_thread(db: Db, viewer: Person, path: str) -> Excerpt | None:
    """The first messages in the thread at `/threads/N` that the viewer has not read. None where they may not see it, or have read all."""
    try:
        thread = access.thread_for(db, viewer, int(path.rpartition("/")[2]))
    except NotFound:
        return None
    if thread.room.private:
        return _place(thread) | {"is_private": True}
    mark = db.get(ReadMark, (viewer.id, thread.id))
    new = select(Message).where(Message.number > (mark.number if mark else 0), Message.author_id != viewer.id)
    said = _all(db, thread, new.order_by(Message.number).limit(NEW))
    return _place(thread) | {"said": said} if said else None


def _place(thread: Thread) -> dict[str, str]:
    """By what mail programs put emails of one thread together, and tell rooms apart."""
    return {"conversation": f"thread-{thread.id}", "list": f"room-{thread.room_id}"}


def _all(db: Db, thread: Thread, messages: Any) -> list[dict[str, str]]:
    kept = messages.where(Message.thread_id == thread.id, Message.removed_at.is_(None))
    return [_said(message) for message in db.scalars(kept.options(joinedload(Message.author)))]


def _said(message: Message) -> dict[str, str]:
    return {"author": message.author.name, "text": message.body}
