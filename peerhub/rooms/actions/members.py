"""Who is in a room. Domains above ask first who may."""

from collections.abc import Collection

from sqlalchemy import Select, and_, delete, insert, literal, or_, select, update

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.database.model import Moment
from peerhub.base.facts import announce
from peerhub.rooms.actions import totals
from peerhub.rooms.facts import MembersRemoved
from peerhub.rooms.models.rooms import FACILITATOR, MEMBER, Membership, Room

AT_ONCE = 900  # people in one statement: SQLite takes 32,766 values, older ones 999


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


def add_all(db: Db, room_id: int, people: Select[int, str]) -> None:
    """The same for many, in two statements; `people` selects their ids and roles."""
    who = people.subquery()
    person, role = who.c
    mine = Membership.room_id == room_id
    other = select(role).where(person == Membership.person_id).scalar_subquery()
    changed = select(person).join(Membership, and_(mine, Membership.person_id == person, Membership.role != role))
    db.execute(update(Membership).where(mine, Membership.person_id.in_(changed)).values(role=other))
    known = select(Membership.person_id).where(mine)
    rows = select(literal(room_id), person, role, literal(clock.now(), Moment())).where(person.not_in(known))
    added = insert(Membership).from_select(["room_id", "person_id", "role", "joined_at"], rows)
    new = db.scalars(added.returning(Membership.person_id)).all()
    if db.scalar(select(Room.messages).where(Room.id == room_id)):
        for person_id in new:
            totals.count_where_uncounted(db, person_id, room_id)


def remove_all(db: Db, room_id: int, person_ids: Collection[int]) -> None:
    """Take people out of the room, as `remove` does."""
    ids = sorted(person_ids)
    for start in range(0, len(ids), AT_ONCE):
        some = Membership.room_id == room_id, Membership.person_id.in_(ids[start : start + AT_ONCE])
        if removed := db.scalars(delete(Membership).where(*some).returning(Membership.person_id)).all():
            announce(db, MembersRemoved(room_id, tuple(sorted(removed))))


def remove(db: Db, room_id: int, person_id: int) -> None:
    """Take a person out of the room: a private one closes for them at once, open pages included. Harmless to repeat."""
    member = db.get(Membership, (room_id, person_id))
    if member is None:
        return
    db.delete(member)
    db.flush()
    announce(db, MembersRemoved(room_id, (person_id,)))


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
