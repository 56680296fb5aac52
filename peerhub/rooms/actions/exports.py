"""Writing exports into the audit log."""

from peerhub.base.database.engine import Db
from peerhub.base.security import audit
from peerhub.people.models import Person
from peerhub.rooms import access


def record(db: Db, actor: Person, room_id: int, thread_id: int | None, form: str) -> None:
    """Note that the actor exports a room, or a thread of it. Raises NotFound."""
    if thread_id is None:
        access.room_for(db, actor, room_id)
        audit.record(db, actor.id, "room.exported", f"room:{room_id}", form=form)
    else:
        access.thread_for(db, actor, thread_id)
        audit.record(db, actor.id, "thread.exported", f"thread:{thread_id}", form=form, room=room_id)
