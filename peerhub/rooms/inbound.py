"""Emails to the address of a person in a thread: a reply."""

from sqlalchemy import Select, select

from peerhub.base.database.engine import Db
from peerhub.base.database.prepared import prepared
from peerhub.base.errors import NotFound
from peerhub.base.text import markdown
from peerhub.incoming.rules import (
    DONE,
    DRAFT,
    EMPTY,
    GONE,
    HELD,
    IGNORED,
    MESSAGE,
    TOO_MANY_REPLIES,
    Handler,
    Letter,
    Outcome,
)
from peerhub.people.models import Person
from peerhub.rooms import access, rules
from peerhub.rooms.actions import mailed
from peerhub.rooms.actions.mailed import Reply
from peerhub.rooms.actions.messages import PostResult
from peerhub.rooms.engines import languages, prose
from peerhub.rooms.models.mailed import MailedReply
from peerhub.rooms.models.parameters import THREAD
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread
from peerhub.rooms.queries import mentions


def refusal(db: Db, person_id: int, thread_id: int) -> str:
    """Why no reply is taken, in a sentence for the writer's mail server."""
    person = _person(db, person_id)
    if person is None:
        return "This account is closed."
    try:
        thread = access.thread_for(db, person, thread_id)
    except NotFound:
        return "You can no longer write in this conversation. Sign in to PeerHub and write there."
    return "" if access.may_post_in(thread) else "This conversation is locked. No one can write in it any more."


def prepare(db: Db, letter: Letter, person_id: int, thread_id: int) -> None:
    """Render what was typed, and recognise its language, so that the transaction finds both done."""
    person, body = _person(db, person_id), rules.clean_body(letter.text)
    if person is None or letter.automatic or not body or len(body) > rules.LONGEST_BODY:
        return
    try:
        room = access.thread_for(db, person, thread_id).room
    except NotFound:
        return
    markdown.render(body, mentions.mentions_in(db, room, body).spellings)
    languages.ranked(prose.text_for_language(body))


def handle(db: Db, letter: Letter, person_id: int, thread_id: int) -> Outcome:
    """Post the reply, or keep it for the person to confirm."""
    if letter.automatic:
        return Outcome(IGNORED, letter.automatic)
    person = _person(db, person_id)
    if person is None:
        return Outcome(HELD, GONE)
    if not rules.clean_body(letter.text):
        return Outcome(HELD, EMPTY)
    is_theirs = letter.sender == person.email.casefold()
    doubt = "" if is_theirs and not letter.is_forged else rules.UNCHECKED if is_theirs else rules.UNKNOWN_SENDER
    doubt = doubt or (rules.QUOTES if letter.is_quoting else "")
    try:
        kept = mailed.receive(db, person, thread_id, Reply(letter.text, letter.key, letter.sender, doubt))
    except NotFound:
        return Outcome(HELD, GONE)
    if isinstance(kept, PostResult):
        return Outcome(DONE, MESSAGE, f"/messages/{kept.id}")
    return Outcome(DONE, DRAFT) if isinstance(kept, MailedReply) else Outcome(HELD, TOO_MANY_REPLIES)


def is_private(db: Db, _person_id: int, thread_id: int) -> bool:
    """Whether the thread's room is private: what is written to it is for its members alone."""
    return db.scalar(_is_private(), {"thread": thread_id}) is True


@prepared
def _is_private() -> Select[bool]:
    return select(Room.private).join(Thread, Thread.room_id == Room.id).where(Thread.id == THREAD)


def _person(db: Db, person_id: int) -> Person | None:
    person = db.get(Person, person_id)
    return person if person and person.closed_at is None else None


REPLIES = Handler(refusal, handle, prepare, is_private)
