"""Verbs of the secretariat about the rooms of the themes: what a room is for, and who facilitates it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.errors import Invalid, NotFound
from peerhub.base.facts import announce
from peerhub.base.i18n.translate import _
from peerhub.base.security import audit
from peerhub.people.models import Person
from peerhub.people.queries import people
from peerhub.rooms import access
from peerhub.rooms.actions import members
from peerhub.rooms.facts import FacilitatorAdded
from peerhub.rooms.models.rooms import FACILITATOR, MEMBER, Membership, Room
from peerhub.rooms.rules import FIRST_LANGUAGE


@dataclass(frozen=True)
class RoomDescription:
    """What a room says of itself in one language."""

    purpose: str
    ground_rules: str


def describe(db: Db, actor: Person, room_id: int, words: Mapping[str, RoomDescription]) -> Room:
    """Say what a theme's room is for and how people talk there, by language; what is empty is read in English.

    Raises NotFound, NotAllowed.
    """
    room = access.room_to_describe(db, actor, room_id)
    first = words[FIRST_LANGUAGE]
    room.purpose, room.ground_rules = first.purpose, first.ground_rules
    others = {code: asdict(description) for code, description in words.items() if code != FIRST_LANGUAGE}
    room.words = {**room.words, **others}
    room.described_by_id, room.described_at = actor.id, clock.now()
    audit.record(db, actor.id, "room.described", f"room:{room.id}")
    return room


def add_facilitator(db: Db, actor: Person, room_id: int, who: str) -> Person:
    """Make a person a facilitator of the room, by their email address or their name as others read it; they are notified. Harmless
    when they are one already. Raises NotFound, NotAllowed, and Invalid when that is nobody, or several people."""
    room = access.room_to_describe(db, actor, room_id)
    person = _named_person(db, who)
    member = db.get(Membership, (room.id, person.id))
    if member is None or member.role != FACILITATOR:
        members.add(db, room.id, person.id, FACILITATOR)
        audit.record(db, actor.id, "room.facilitator_added", f"room:{room.id}", person=person.id)
        announce(db, FacilitatorAdded(room.id, person.id, actor.id))
    return person


def remove_facilitator(db: Db, actor: Person, room_id: int, person_id: int) -> None:
    """Remove a facilitator from the room; they stay a member who reads and writes there. Raises NotFound, NotAllowed."""
    room = access.room_to_describe(db, actor, room_id)
    member = db.get(Membership, (room.id, person_id))
    if member is None or member.role != FACILITATOR:
        raise NotFound
    members.add(db, room.id, person_id, MEMBER)
    audit.record(db, actor.id, "room.facilitator_removed", f"room:{room.id}", person=person_id)


def _named_person(db: Db, who: str) -> Person:
    candidates = (
        [person] if (person := people.by_email(db, who)) else list(db.scalars(select(Person).where(Person.name == who)))
    )
    open_ones = [person for person in candidates if person.closed_at is None]
    if not open_ones:
        raise Invalid(
            {"who": _("No one here has this name or email address. Look for them under People, or invite them first.")}
        )
    if len(open_ones) > 1:
        raise Invalid({"who": _("Several people have this name. Write the email address.")})
    return open_ones[0]
