"""Verbs about the answer to a question: choose it, and what becomes of it when its message is removed or comes back."""

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.base.errors import Invalid, NotAllowed, NotFound
from peerhub.base.i18n.translate import _
from peerhub.people.models import Person
from peerhub.rooms import access
from peerhub.rooms.actions import log
from peerhub.rooms.models.log import RoomEvent
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.threads import Thread


def choose(db: Db, actor: Person, thread_id: int, number: int | None) -> Thread:
    """Say which message answers a question, or with None that none does. For the asker and the facilitators.

    Raises NotAllowed for others, NotFound for a number without a message, Invalid for a removed one.
    """
    thread = access.thread_for(db, actor, thread_id)
    if not access.may_choose_answer(actor, thread, facilitator=access.facilitates(db, actor, thread.room)):
        raise NotAllowed(_("Only the person who asked and the facilitators can choose the answer."))
    log.lock_room(db, thread.room_id)
    db.refresh(thread)
    answer = _answer(db, thread, number) if number is not None else None
    if thread.answer_number == number:
        return thread
    thread.answer_number = number
    log.log(db, actor, "answer", thread.room_id, thread, answer)
    return thread


def _answer(db: Db, thread: Thread, number: int) -> Message:
    message = db.scalar(select(Message).where(Message.thread_id == thread.id, Message.number == number))
    if message is None:
        raise NotFound
    if message.removed_at is not None:
        raise Invalid(_("A message that was removed cannot be the answer. Choose another one."))
    return message


def reopen(db: Db, actor: Person, message: Message) -> None:
    """The answer was removed: the question is open again. The room is locked."""
    thread = message.thread
    db.refresh(thread)
    if thread.answer_number == message.number:
        thread.answer_number = None
        log.log(db, actor, "answer", thread.room_id, thread, message)


def restore(db: Db, actor: Person, message: Message) -> None:
    """A message came back: it is the answer again when its removal was what reopened the question, and nobody has chosen
    since. The log shows this: its newest line about the answer names a message that is no answer now only after `reopen`."""
    thread = message.thread
    db.refresh(thread)
    if thread.answer_number is not None:
        return
    chosen = select(RoomEvent.message_id).where(RoomEvent.room_id == thread.room_id, RoomEvent.thread_id == thread.id)
    chosen = chosen.where(RoomEvent.kind == "answer").order_by(RoomEvent.seq.desc()).limit(1)
    if db.scalar(chosen) == message.id:
        thread.answer_number = message.number
        log.log(db, actor, "answer", thread.room_id, thread, message)
