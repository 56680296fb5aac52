"""Verbs about threads: start, lock."""

from dataclasses import dataclass

from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.errors import Invalid
from peerhub.base.i18n.translate import _
from peerhub.base.security import audit
from peerhub.base.text.plain import one_line
from peerhub.people.models import Person
from peerhub.reference.models import RoadmapActivity
from peerhub.rooms import access, rules
from peerhub.rooms.actions import log, messages
from peerhub.rooms.actions.messages import Draft, PostResult
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread


@dataclass(frozen=True)
class NewThread:
    """What a thread begins with: its title, kind, roadmap activity ("" for none) and first message."""

    title: str
    kind: str
    draft: Draft
    activity_code: str = ""


def start(db: Db, actor: Person, room_id: int, new: NewThread) -> PostResult:
    """Start a thread with its first message. A known key gives the first outcome again, as with `messages.post`.

    Raises NotFound, NotAllowed, Invalid, Conflict. Announcements are for those who look after the room.
    """
    room = access.room_for(db, actor, room_id)
    title, body = _checked_title(new.title), messages.checked_body(new.draft.body)
    digest = rules.message_digest(
        "thread", room.id, title, new.kind, new.activity_code, body, *new.draft.digest_of_poll
    )
    log.lock_room(db, room.id)
    if first := messages.earlier_post(db, actor, new.draft.key, digest):
        return first
    _check_kind(db, actor, room, new.kind)
    now = clock.now()
    thread = Thread(room_id=room.id, kind=new.kind, title=title, author_id=actor.id, created_at=now)
    thread.activity_code = _known_activity(db, new.activity_code)
    thread.last_number, thread.last_message_at, thread.last_author_id = 0, now, actor.id
    db.add(thread)
    db.flush()
    return messages.write_checked(db, actor, thread, new.draft, body, digest)


def _checked_title(title: str) -> str:
    clean = one_line(title)
    if not clean:
        raise Invalid({"title": _("Write a title: the question or the topic in one line.")})
    if len(clean) > rules.LONGEST_TITLE:
        sentence = _("This is too long. Maximum number of characters: %(length)s.", length=rules.LONGEST_TITLE)
        raise Invalid({"title": sentence})
    return clean


def _check_kind(db: Db, actor: Person, room: Room, kind: str) -> None:
    if kind not in rules.THREAD_KINDS:
        raise Invalid({"kind": _("Choose what kind of thread this is.")})
    if kind == "announcement" and not access.may_moderate(db, actor, room):
        raise Invalid({"kind": _("Only the facilitators of a room make announcements. Choose another kind.")})


def _known_activity(db: Db, code: str) -> str | None:
    if not code:
        return None
    activity_code = db.scalar(select(RoadmapActivity.code).where(RoadmapActivity.code == code))
    if activity_code is None:
        raise Invalid({"activity": _("There is no such roadmap activity. Choose one from the list.")})
    return activity_code


def lock(db: Db, actor: Person, thread_id: int, *, locked: bool) -> Thread:
    """Let nobody write in the thread any more, or open it again. For those who look after the room; harmless to repeat."""
    thread = access.thread_for(db, actor, thread_id)
    access.must_moderate(db, actor, thread.room)
    log.lock_room(db, thread.room_id)
    db.refresh(thread)
    if locked == (thread.locked_at is not None):
        return thread
    thread.locked_at = clock.now() if locked else None
    audit.record(db, actor.id, "thread.locked" if locked else "thread.unlocked", f"thread:{thread.id}")
    log.log(db, actor, "locked" if locked else "unlocked", thread.room_id, thread)
    return thread
