"""Verbs about rooms."""

from sqlalchemy import delete

from peerhub.base import clock
from peerhub.base.database import Db
from peerhub.rooms.models import MEMBER, Membership, Room


def create_room(
    db: Db, *, kind: str, title: str, theme_code: str | None = None, purpose: str = "", private: bool = False
) -> Room:
    """Open a room. The domain that makes it checks first who may."""
    room = Room(kind=kind, title=title, theme_code=theme_code, purpose=purpose, private=private, created_at=clock.now())
    db.add(room)
    db.flush()
    return room


def add_member(db: Db, room_id: int, person_id: int, role: str = MEMBER) -> None:
    """Let a person in, or give a member another role."""
    found = db.get(Membership, (room_id, person_id))
    if found is None:
        db.add(Membership(room_id=room_id, person_id=person_id, role=role, joined_at=clock.now()))
    else:
        found.role = role
    db.flush()


def remove_member(db: Db, room_id: int, person_id: int) -> None:
    """Take a person out."""
    db.execute(delete(Membership).where(Membership.room_id == room_id, Membership.person_id == person_id))
