"""Verbs about messages: write, edit, remove, restore, react. Each is one line in the room's log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.dml import ReturningUpdate

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.database.model import table_of
from peerhub.base.database.prepared import prepared
from peerhub.base.errors import Conflict, Invalid, NotAllowed
from peerhub.base.facts import announce
from peerhub.base.i18n.translate import _
from peerhub.base.security import audit
from peerhub.people.models import Person
from peerhub.rooms import access, rules
from peerhub.rooms.actions import answers, following, indexing, log, mentions, polls, reading, totals
from peerhub.rooms.actions.polls import NewPoll
from peerhub.rooms.engines import prose
from peerhub.rooms.engines.languages import recognised
from peerhub.rooms.facts import MessagePosted, MessageRemoved, MessageRestored, Reacted
from peerhub.rooms.models.log import PostKey
from peerhub.rooms.models.messages import Message, MessageVersion, Reaction
from peerhub.rooms.models.parameters import KEY, PERSON, THREAD
from peerhub.rooms.models.threads import Thread

MESSAGE = table_of(Message)  # the table alone: filling objects would cost a third more


@dataclass(frozen=True)
class Draft:
    """What somebody is about to post. `key` makes sending it again harmless; `seen` is the last number on the page they saw.

    `language`: the one that the writer named, "" where it is to be recognised.
    """

    body: str
    key: str = ""
    language: str = ""
    seen: int = 0
    poll: NewPoll | None = None

    @property
    def digest_of_poll(self) -> tuple[str, ...]:
        """What a poll adds to the digest of the post."""
        return self.poll.parts if self.poll else ()


@dataclass(frozen=True)
class PostResult:
    """The outcome of a post. `again`: the key was known, so nothing new was written."""

    id: int
    thread_id: int
    number: int
    seq: int
    again: bool = False


def post(db: Db, actor: Person, thread_id: int, draft: Draft) -> PostResult:
    """Write a message at the end of a thread.

    The same key of the same person gives the first outcome again. Raises NotFound, NotAllowed (locked thread, closed room),
    Invalid (empty or too long), Conflict (the key belongs to something else).
    """
    thread = access.thread_for(db, actor, thread_id)
    body = checked_body(draft.body)
    digest = rules.message_digest("message", thread.id, body, *draft.digest_of_poll)
    log.lock_room(db, thread.room_id)
    if first := earlier_post(db, actor, draft.key, digest):
        return first
    access.must_post_in(thread)
    return write_checked(db, actor, thread, draft, body, digest)


def earlier_post(db: Db, actor: Person, key: str, digest: str) -> PostResult | None:
    """What the actor's key was first used for, None when it is new. Raises Invalid, and Conflict when it was something else."""
    if not key:
        return None
    if not rules.is_key(key):
        raise Invalid({"key": _("This message cannot be sent. Reload the page and send it again.")})
    row = db.execute(_sent_under(), {"person": actor.id, "key": key}).first()
    if row is None:
        return None
    if row.digest != digest:
        raise Conflict(_("A different message was already sent from this form. Reload the page and send this again."))
    return PostResult(row.message_id, row.thread_id, row.number, row.seq, again=True)


def write_checked(db: Db, actor: Person, thread: Thread, draft: Draft, body: str, digest: str) -> PostResult:
    """Write the message of a checked draft; the room is locked."""
    poll = polls.checked_poll(draft.poll) if draft.poll else None
    text = mentions.rendered(db, actor, thread.room, body)
    now = clock.now()
    number = _count(db, actor, thread, now)
    written: dict[str, Any] = {"thread_id": thread.id, "number": number, "author_id": actor.id, "created_at": now}
    written |= _language(actor, draft.language, body) | text.columns
    message_id: int = db.execute(insert(MESSAGE).returning(MESSAGE.c.id), written).scalar_one()
    indexing.index_new(db, thread, written, message_id)
    seq = log.log_ids(db, actor, "message" if number > 1 else "thread", thread.room_id, thread.id, message_id)
    record = {"digest": digest, "message_id": message_id, "seq": seq, "created_at": now}
    _save_key(db, {"person_id": actor.id, "key": draft.key, **record})
    reading.read_own(db, actor, thread, number, draft.seen)
    if poll:
        polls.create(db, actor, message_id, poll)
    mentions.save(db, actor, thread, message_id, text.mentions)
    following.follow_own(db, actor.id, thread.id)
    announce(db, MessagePosted(thread.room_id, thread.id, message_id, number, actor.id))
    return PostResult(message_id, thread.id, number, seq)


def _count(db: Db, actor: Person, thread: Thread, now: datetime) -> int:
    """Take the thread's next number, and keep the object true to its row."""
    totals.revive(db, thread.id, now)
    number: int = db.execute(_numbered(), {"thread": thread.id, "now": now, "author": actor.id}).scalar_one()
    for name, value in (("last_number", number), ("last_message_at", now), ("last_author_id", actor.id)):
        set_committed_value(thread, name, value)
    return number


def _language(actor: Person, chosen: str, body: str) -> dict[str, Any]:
    """The language that the writer named; without one that of the text, or of the writer's pages where that is not plain."""
    if rules.is_language(chosen):
        return {"language": chosen, "language_set": True}
    return {"language": language_of(actor, body), "language_set": False}


def language_of(author: Person, body: str) -> str:
    """The language of a text, as far as it can be recognised."""
    return recognised(prose.text_for_language(body), [*author.working_languages, author.language], author.language)


def checked_body(body: str) -> str:
    """The text as it is kept. Raises Invalid when nothing or too much is left of it."""
    clean = rules.clean_body(body)
    if not clean:
        raise Invalid({"body": _("There is nothing to send yet. Write your message first.")})
    if len(clean) > rules.LONGEST_BODY:
        sentence = _(
            "This is too long. Number of characters: %(length)s. Maximum: %(most)s. Send it in parts, or shorten it.",
            length=len(clean),
            most=rules.LONGEST_BODY,
        )
        raise Invalid({"body": sentence})
    return clean


def _save_key(db: Db, record: dict[str, Any]) -> None:
    if not record["key"]:
        return
    try:
        db.execute(insert(table_of(PostKey)), record)
    except IntegrityError:  # the same key, sent to another room at the same moment
        raise Conflict(
            _("A different message was already sent from this form. Reload the page and send this again.")
        ) from None


def to_edit(db: Db, actor: Person, message_id: int) -> Message:
    """The actor's own message, its room locked and it read anew. Raises NotFound, NotAllowed."""
    message = access.message_for(db, actor, message_id)
    if not access.may_edit(actor, message):
        raise NotAllowed(_("Only the author can edit a message, while its thread is open."))
    log.lock_room(db, message.thread.room_id)
    db.refresh(message)
    return message


def edit(db: Db, actor: Person, message_id: int, body: str) -> Message:
    """Change what the actor wrote; what it said before is kept and shown on request."""
    message = to_edit(db, actor, message_id)
    clean = checked_body(body)
    if clean == message.body:  # said already, by this very request if its answer was lost
        return message
    now = clock.now()
    before = MessageVersion(message_id=message.id, body=message.body, replaced_at=now)
    before.written_at = message.edited_at or message.created_at
    db.add(before)
    text = mentions.rendered(db, actor, message.thread.room, clean)
    for name, value in text.columns.items():
        setattr(message, name, value)
    message.edited_at = now
    if not message.language_set:
        message.language = language_of(actor, clean)
    mentions.update(db, actor, message.thread, message.id, text.mentions)
    log.log(db, actor, "edited", message.thread.room_id, message.thread, message)
    return message


def remove(db: Db, actor: Person, message_id: int) -> Message:
    """Take a message away; a line stays where it stood. For its author and those who look after the room; harmless to repeat."""
    message = access.message_for(db, actor, message_id)
    room = message.thread.room
    if message.author_id != actor.id:
        access.must_moderate(db, actor, room)
        audit.record(db, actor.id, "message.removed", f"message:{message.id}", room=room.id)
    log.lock_room(db, room.id)
    db.refresh(message)
    if message.removed_at is None:
        message.removed_at, message.removed_by_id = clock.now(), actor.id
        log.log(db, actor, "removed", room.id, message.thread, message)
        answers.reopen(db, actor, message)
        announce(db, MessageRemoved(message.id, message.removed_at))
    return message


def restore(db: Db, actor: Person, message_id: int) -> Message:
    """Bring back what its author or a facilitator removed, within a minute. Raises NotAllowed afterwards; harmless to repeat."""
    message = access.message_for(db, actor, message_id)
    log.lock_room(db, message.thread.room_id)
    db.refresh(message)
    if message.removed_at is None:
        return message
    if not access.may_restore(db, actor, message) or not rules.may_restore(message.removed_at, clock.now()):
        raise NotAllowed(_("You can no longer undo this. Write the message again if it is still needed."))
    removed_at = message.removed_at
    message.removed_at = message.removed_by_id = None
    log.log(db, actor, "restored", message.thread.room_id, message.thread, message)
    answers.restore(db, actor, message)
    announce(db, MessageRestored(message.id, removed_at))
    return message


def react(db: Db, actor: Person, message_id: int, kind: str, *, add: bool = True) -> Message:
    """Add one of the four reactions to the message, or remove it; harmless to repeat.

    Raises Invalid for another kind, NotAllowed where nobody writes any more.
    """
    message = access.message_for(db, actor, message_id)
    if kind not in rules.REACTIONS:
        raise Invalid(_("There is no such reaction. Choose one of the reactions below the message."))
    access.must_post_in(message.thread)
    if message.removed_at is not None:
        raise NotAllowed(_("This message was removed."))
    log.lock_room(db, message.thread.room_id)
    before = db.get(Reaction, (message.id, actor.id, kind))
    if add == (before is not None):
        return message
    if before:
        db.delete(before)
    else:
        db.add(Reaction(message_id=message.id, person_id=actor.id, kind=kind))
    log.log(db, actor, "reaction", message.thread.room_id, message.thread, message)
    announce(db, Reacted(actor.id, message.thread_id, message.id, kind, add))
    return message


def set_language(db: Db, actor: Person, message_id: int, language: str) -> Message:
    """Say in which language a message is written, for its author and those who look after the room; harmless to repeat.

    Raises Invalid for what is no language.
    """
    message = access.message_for(db, actor, message_id)
    if not access.may_set_language(db, actor, message):
        raise NotAllowed(_("Only the author and the facilitators can set the language of a message."))
    if not rules.is_language(language):
        raise Invalid({"language": _("Choose a language from the list.")})
    log.lock_room(db, message.thread.room_id)
    db.refresh(message)
    if message.language_set and message.language == language:
        return message
    if message.author_id != actor.id:
        audit.record(db, actor.id, "message.language_set", f"message:{message.id}", room=message.thread.room_id)
    message.language, message.language_set = language, True
    log.log(db, actor, "language", message.thread.room_id, message.thread, message)
    return message


@prepared
def _sent_under() -> Select[*tuple[Any, ...]]:
    """What was sent under `key` of `person`: digest, message_id, thread_id, number, seq."""
    keys, messages = table_of(PostKey).c, table_of(Message).c
    query = select(keys.digest, keys.message_id, messages.thread_id, messages.number, keys.seq)
    query = query.join_from(table_of(PostKey), table_of(Message), messages.id == keys.message_id)
    return query.where(keys.person_id == PERSON, keys.key == KEY)


@prepared
def _numbered() -> ReturningUpdate[int]:
    """`author` writes in `thread` at `now`: the next number."""
    threads = table_of(Thread)
    counted = update(threads).where(threads.c.id == THREAD)
    values: dict[str, Any] = {"last_message_at": bindparam("now"), "last_author_id": bindparam("author")}
    return counted.values(last_number=threads.c.last_number + 1, **values).returning(threads.c.last_number)
