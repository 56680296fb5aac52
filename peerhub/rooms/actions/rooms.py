"""Rooms: making and describing them. Domains above make their rooms here and check first who may."""

from dataclasses import dataclass
from datetime import datetime

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.rooms.models.rooms import Room


@dataclass(frozen=True)
class RoomSubject:
    """What a room is about, as the domain above says it: its page on this site, and when it takes place."""

    path: str
    at: datetime | None = None


def create(
    db: Db,
    kind: str,
    title: str,
    *,
    theme_code: str | None = None,
    purpose: str = "",
    private: bool = False,
) -> Room:
    """Open a room of a kind (theme, session, exchange). The calling domain checks first who may."""
    room = Room(
        kind=kind,
        title=title,
        theme_code=theme_code,
        purpose=purpose,
        private=private,
        last_seq=0,
        created_at=clock.now(),
    )
    db.add(room)
    db.flush()
    return room


def describe(db: Db, room_id: int, subject: RoomSubject, title: str, purpose: str) -> None:
    """Let the head of a room say what it is about, as its subject is called now. The calling domain checks first who may."""
    room = db.get_one(Room, room_id)
    room.title, room.purpose = title, purpose
    room.subject_path, room.subject_at = subject.path, subject.at
    db.flush()
