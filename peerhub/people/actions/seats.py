"""Verbs about seats: an office stays when the person who held it leaves."""

from sqlalchemy import select

from peerhub.base.database.engine import Db, lock_row
from peerhub.base.errors import Invalid
from peerhub.base.facts import announce
from peerhub.base.i18n.translate import _
from peerhub.base.security import audit
from peerhub.people import access
from peerhub.people.actions import roles
from peerhub.people.facts import SeatHandedOver
from peerhub.people.models import FOCAL_POINT, Person, Role, Seat


def hand_over(db: Db, actor: Person, seat_id: int, person_id: int) -> Seat:
    """Seat another member of the same team; those who held the seat keep their account without one, until closed or seated.
    What belonged to the seat moves to the new holder: private rooms, parts in exchanges, invitations, commitments.

    The secretariat may also seat somebody who sits nowhere. Raises NotFound, and Invalid for people who cannot sit there.
    """
    seat = access.seat_for(db, actor, seat_id)
    lock_row(db, seat)
    successor = access.person_for(db, actor, person_id)
    if successor.closed_at or not _may_sit(db, actor, successor, seat):
        raise Invalid({"person": _("Choose someone from this team whose account is open.")})
    leaving = db.scalars(select(Person).where(Person.seat_id == seat.id, Person.id != successor.id)).all()
    for person in leaving:
        person.seat = None
    successor.seat = seat
    db.flush()
    audit.record(
        db, actor.id, "seat.handed_over", f"seat:{seat.id}", to=successor.id, of=[person.id for person in leaving]
    )
    for person in leaving:
        transfer_rights(db, actor, seat, person, successor)
    return seat


def inherit_empty_seat(db: Db, actor: Person, seat: Seat, person: Person) -> None:
    """Give the first holder of an empty seat what the last holder left waiting.

    The actor is who invited them. Call it with the seat held: who leaves it at the same moment must have finished.
    """
    others = db.scalars(select(Person).where(Person.seat_id == seat.id, Person.id != person.id)).all()
    if any(holder.closed_at is None for holder in others):
        return
    for leaver in others:
        leaver.seat = None
        db.flush()
        transfer_rights(db, actor, seat, leaver, person)


def transfer_rights(db: Db, actor: Person, seat: Seat, leaver: Person, successor: Person) -> None:
    """Let the successor have what the leaver held through the seat; what the leaver wrote stays theirs."""
    for role in access.roles_of(db, leaver):
        if role.role == FOCAL_POINT and role.country_code == seat.country_code:
            _pass_role(db, actor, role, successor)
    announce(db, SeatHandedOver(seat.id, leaver.id, successor.id))


def _pass_role(db: Db, actor: Person, role: Role, successor: Person) -> None:
    facts = {"role": role.role, "country": role.country_code}
    db.delete(role)
    db.flush()
    db.info.pop("roles", None)
    roles.add(db, successor.id, role.role, role.country_code)
    audit.record(db, actor.id, "role.removed", f"person:{role.person_id}", **facts)
    audit.record(db, actor.id, "role.given", f"person:{successor.id}", **facts)


def _may_sit(db: Db, actor: Person, person: Person, seat: Seat) -> bool:
    if person.seat is None:
        return access.is_secretariat(db, actor)
    return person.country_code == seat.country_code


def get_or_create(db: Db, country_code: str | None, office: str) -> Seat:
    """The seat of that office in a country's team, made when there is none yet."""
    seat = db.scalar(select(Seat).where(Seat.country_code == country_code, Seat.office == office))
    if seat is None:
        seat = Seat(country_code=country_code, office=office)
        db.add(seat)
        db.flush()
    return seat
