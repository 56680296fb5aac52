"""Who follows which room and thread, and who has muted it."""

from sqlalchemy import delete, insert, select

from peerhub.base.database.dialects import Insert, is_postgres, upsert
from peerhub.base.database.engine import Db
from peerhub.base.database.model import Model, table_of
from peerhub.base.database.prepared import prepared
from peerhub.base.errors import Invalid
from peerhub.base.facts import announce
from peerhub.base.i18n.translate import _
from peerhub.people.models import Person
from peerhub.rooms import access, rules
from peerhub.rooms.facts import PlaceMuted
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.rooms import Room, RoomFollower
from peerhub.rooms.models.threads import Thread, ThreadFollower


def follow_thread(db: Db, actor: Person, thread_id: int, state: str) -> Thread:
    """Follow a thread, mute it, or neither: `state` is one of `rules.FOLLOWING`. Harmless to repeat. Raises NotFound, Invalid."""
    thread = access.thread_for(db, actor, thread_id)
    _set(db, ThreadFollower, {"thread_id": thread.id, "person_id": actor.id}, state)
    if state == rules.MUTED:
        announce(db, PlaceMuted(actor.id, thread.room_id, thread.id))
    return thread


def follow_room(db: Db, actor: Person, room_id: int, state: str) -> Room:
    """The same for a room."""
    room = access.room_for(db, actor, room_id)
    _set(db, RoomFollower, {"room_id": room.id, "person_id": actor.id}, state)
    if state == rules.MUTED:
        announce(db, PlaceMuted(actor.id, room.id))
    return room


def _set(db: Db, model: type[Model], key: dict[str, int], state: str) -> None:
    if state not in rules.FOLLOWING:
        raise Invalid(_("Choose whether to follow or to mute."))
    if state == rules.NEITHER:
        columns = table_of(model).c
        db.execute(delete(table_of(model)).where(*(columns[name] == value for name, value in key.items())))
        return
    is_muted = state == rules.MUTED
    chosen = upsert(model, postgres=is_postgres(db)).values(**key, is_muted=is_muted)
    db.execute(chosen.on_conflict_do_update(index_elements=list(key), set_={"is_muted": is_muted}))


def follow_own(db: Db, person_id: int, thread_id: int) -> None:
    """Let who has written in a thread follow it, unless they have muted it; harmless to repeat."""
    db.execute(_followed(postgres=is_postgres(db)), {"thread_id": thread_id, "person_id": person_id, "is_muted": False})


@prepared
def _followed(*, postgres: bool) -> Insert:
    followed: Insert = upsert(ThreadFollower, postgres=postgres).on_conflict_do_nothing()
    return followed


def follow_all(db: Db) -> None:
    """Let everybody follow the threads in which they wrote, after messages were written past the verbs into new threads."""
    wrote = select(Message.thread_id, Message.author_id).distinct()
    known = select(ThreadFollower.thread_id)
    rows = wrote.where(Message.thread_id.not_in(known))
    db.execute(insert(table_of(ThreadFollower)).from_select(["thread_id", "person_id"], rows))
