"""Verbs about rooms and who is in them. Domains above make their rooms here and check first who may."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.facts import announce
from peerhub.rooms.actions.log import log
from peerhub.rooms.facts import MemberRemoved
from peerhub.rooms.models.rooms import FACILITATOR, MEMBER, Membership, Room


@dataclass(frozen=True)
class Subject:
    """What a room is about, as the domain above says it: its page on this site, and when it takes place."""

    path: str
    at: datetime | None = None


def create_room(
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


def describe_room(db: Db, room_id: int, subject: Subject, title: str, purpose: str) -> None:
    """Let the head of a room say what it is about, as its subject is called now. The calling domain checks first who may."""
    room = db.get_one(Room, room_id)
    room.title, room.purpose = title, purpose
    room.subject_path, room.subject_at = subject.path, subject.at
    db.flush()


def add_member(db: Db, room_id: int, person_id: int, role: str = MEMBER) -> None:
    """Let a person be in the room, in that role from now on; harmless to repeat. The calling domain checks first who may."""
    member = db.get(Membership, (room_id, person_id))
    if member is not None and member.role == role:
        return
    if member is None:
        member = Membership(room_id=room_id, person_id=person_id, joined_at=clock.now())
        db.add(member)
    member.role = role
    db.flush()


def remove_member(db: Db, room_id: int, person_id: int) -> None:
    """Take a person out of the room: a private one closes for them at once, open pages included. Harmless to repeat."""
    member = db.get(Membership, (room_id, person_id))
    if member is None:
        return
    db.delete(member)
    db.flush()
    announce(db, MemberRemoved(room_id, person_id))


def leave_rooms(db: Db, person_id: int) -> None:
    """Take a person out of every room: who comes back finds the open ones open, and no private one."""
    for room_id in db.scalars(select(Membership.room_id).where(Membership.person_id == person_id)).all():
        remove_member(db, room_id, person_id)


def pass_on_rooms(db: Db, from_id: int, to_id: int) -> None:
    """Somebody sits in another's place: the private rooms and the care of open ones go over. Direct conversations stay."""
    held = select(Membership).join(Room, Room.id == Membership.room_id).where(Membership.person_id == from_id)
    through_seat = or_(Room.private.is_(True), Membership.role == FACILITATOR)
    for member in db.scalars(held.where(Room.kind != "direct", through_seat)).all():
        other = db.get(Membership, (member.room_id, to_id))
        add_member(db, member.room_id, to_id, FACILITATOR if other and other.role == FACILITATOR else member.role)
        remove_member(db, member.room_id, from_id)


def archive_room(db: Db, room_id: int) -> None:
    """Close the room for writing; it stays readable. Harmless to repeat. The calling domain checks first who may."""
    closed = update(Room).where(Room.id == room_id, Room.archived_at.is_(None)).values(archived_at=clock.now())
    if db.execute(closed.returning(Room.id)).first():
        log(db, None, "archived", room_id)
