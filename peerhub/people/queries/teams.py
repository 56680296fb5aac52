"""A country's team: its seats and who holds them."""

from dataclasses import dataclass

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.people import access
from peerhub.people.models import Person, Seat
from peerhub.people.queries import people as people_queries


@dataclass(frozen=True)
class SeatLine:
    """A seat, who holds it, and which of them the viewer may close."""

    seat: Seat
    holders: list[Person]
    closable: frozenset[int]


@dataclass(frozen=True)
class TeamPage:
    """A country's team, who of it are focal points, and whether the viewer looks after it."""

    seats: list[SeatLine]
    focal_points: frozenset[int]
    looks_after: bool


def page(db: Db, viewer: Person, country_code: str) -> TeamPage:
    """The seats of a team with their holders; those without a holder too, since somebody may be seated there."""
    seats = list(db.scalars(select(Seat).where(Seat.country_code == country_code).order_by(Seat.office)))
    holders = _holders(db, [seat.id for seat in seats])
    people_queries.read_roles(db, [*holders, viewer])
    lines = [
        _seat_line(db, viewer, seat, [holder for holder in holders if holder.seat_id == seat.id]) for seat in seats
    ]
    points = frozenset(person.id for person in holders if access.is_focal_point(db, person, country_code))
    return TeamPage(lines, points, access.may_manage_team(db, viewer, country_code))


def seat_page(db: Db, viewer: Person, seat_id: int) -> tuple[Seat, list[Person]]:
    """A seat, and those who could sit there: the others of the team, those who share the seat already, and for the
    secretariat also those who sit nowhere."""
    seat = access.seat_for(db, viewer, seat_id)
    others = access.team(db, seat.country_code) if seat.country_code else []
    if access.is_secretariat(db, viewer):
        nowhere = select(Person).where(Person.seat_id.is_(None), Person.closed_at.is_(None)).order_by(Person.name)
        others = [*others, *db.scalars(nowhere)]
    shared = sum(person.seat_id == seat.id for person in others) > 1
    return seat, [person for person in others if shared or person.seat_id != seat.id]


def _holders(db: Db, seat_ids: list[int]) -> list[Person]:
    query = select(Person).where(Person.seat_id.in_(seat_ids), Person.closed_at.is_(None))
    return list(db.scalars(query.order_by(Person.name, Person.id)))


def _seat_line(db: Db, viewer: Person, seat: Seat, holders: list[Person]) -> SeatLine:
    closable = frozenset(person.id for person in holders if access.may_close(db, viewer, person))
    return SeatLine(seat, holders, closable)
