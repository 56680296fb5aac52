"""Who is in a room. Domains above ask first who may."""

from sqlalchemy import or_, select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.facts import announce
from peerhub.rooms.actions import totals
from peerhub.rooms.facts import MemberRemoved
from peerhub.rooms.models.rooms import FACILITATOR, MEMBER, Membership, Room


def add(db: Db, room_id: int, person_id: int, role: str = MEMBER) -> None:
    """Let a person be in the room, in that role from now on; harmless to repeat. The calling domain checks first who may."""
    member = db.get(Membership, (room_id, person_id))
    if member is not None and member.role == role:
        return
    is_new = member is None
    if member is None:
        member = Membership(room_id=room_id, person_id=person_id, joined_at=clock.now())
        db.add(member)
    member.role = role
    db.flush()
    if is_new:
        totals.count_where_uncounted(db, person_id, room_id)


def remove(db: Db, room_id: int, person_id: int) -> None:
    """Take a person out of the room: a private one closes for them at once, open pages included. Harmless to repeat."""
    member = db.get(Membership, (room_id, person_id))
    if member is None:
        return
    db.delete(member)
    db.flush()
    announce(db, MemberRemoved(room_id, person_id))


def leave_all(db: Db, person_id: int) -> None:
    """Take a person out of every room: who comes back finds the open ones open, and no private one."""
    for room_id in db.scalars(select(Membership.room_id).where(Membership.person_id == person_id)).all():
        remove(db, room_id, person_id)


def hand_over(db: Db, from_id: int, to_id: int) -> None:
    """Give a leaver's private rooms, and open rooms that they facilitate, to the successor."""
    query = select(Membership).join(Room, Room.id == Membership.room_id).where(Membership.person_id == from_id)
    through_seat = or_(Room.private.is_(True), Membership.role == FACILITATOR)
    for member in db.scalars(query.where(through_seat)).all():
        other = db.get(Membership, (member.room_id, to_id))
        add(db, member.room_id, to_id, FACILITATOR if other and other.role == FACILITATOR else member.role)
        remove(db, member.room_id, from_id)
