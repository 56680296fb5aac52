"""The verb by which those who look after a private room say whether emails quote it."""

from peerhub.base.database.engine import Db
from peerhub.base.security import audit
from peerhub.people.models import Person
from peerhub.rooms import access
from peerhub.rooms.models.rooms import Room


def allow(db: Db, actor: Person, room_id: int, *, is_allowed: bool) -> Room:
    """Let emails to members show what is written in a private room, or not. Harmless when it is so already. What has been written
    into an email stays in it. Raises NotFound, NotAllowed."""
    room = access.room_to_email_from(db, actor, room_id)
    if room.is_emailed != is_allowed:
        room.is_emailed = is_allowed
        if is_allowed:
            audit.record(db, actor.id, "room.emails_with_text", f"room:{room.id}")
        else:
            audit.record(db, actor.id, "room.emails_without_text", f"room:{room.id}")
    return room
