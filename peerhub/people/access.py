"""Who may do what to whom, and the questions about roles that other domains ask."""

from collections.abc import Iterable

from sqlalchemy import select

from peerhub.base.database import Db
from peerhub.base.errors import NotAllowed
from peerhub.base.i18n import _
from peerhub.people.models import ADMINISTRATOR, FOCAL_POINT, SECRETARIAT, Person, Role, Seat


def roles_of(db: Db, person: Person) -> list[Role]:
    """The site-wide and country roles of a person, read once per session."""
    cache: dict[int, list[Role]] = db.info.setdefault("roles", {})
    if person.id not in cache:
        cache[person.id] = list(db.scalars(select(Role).where(Role.person_id == person.id)))
    return cache[person.id]


def is_secretariat(db: Db, viewer: Person | None) -> bool:
    """Whether the person runs the programme."""
    return viewer is not None and any(role.role in {SECRETARIAT, ADMINISTRATOR} for role in roles_of(db, viewer))


def is_administrator(db: Db, viewer: Person | None) -> bool:
    """Whether the person runs the site."""
    return viewer is not None and any(role.role == ADMINISTRATOR for role in roles_of(db, viewer))


def is_focal_point(db: Db, viewer: Person | None, country_code: str | None) -> bool:
    """Whether the person says who sits in that country's team."""
    return viewer is not None and any(
        role.role == FOCAL_POINT and role.country_code == country_code for role in roles_of(db, viewer)
    )


def must_be_secretariat(db: Db, actor: Person) -> None:
    """Raise NotAllowed for everybody else."""
    if not is_secretariat(db, actor):
        raise NotAllowed(_("Only the secretariat may do this."))


def sits_for(viewer: Person | None, country_code: str) -> bool:
    """Whether the person has a seat in that country's team."""
    return viewer is not None and viewer.country_code == country_code


def team(db: Db, country_code: str) -> list[Person]:
    """The open accounts of a country's team, by office."""
    seats = select(Person).join(Person.seat).where(Seat.country_code == country_code, Person.closed_at.is_(None))
    return list(db.scalars(seats.order_by(Seat.office, Person.id)))


def focal_points(db: Db, country_code: str) -> list[Person]:
    """The focal points of a country."""
    held = select(Role.person_id).where(Role.role == FOCAL_POINT, Role.country_code == country_code)
    return list(db.scalars(select(Person).where(Person.id.in_(held), Person.closed_at.is_(None)).order_by(Person.id)))


def secretariat(db: Db) -> list[Person]:
    """Everybody who runs the programme."""
    held = select(Role.person_id).where(Role.role.in_((SECRETARIAT, ADMINISTRATOR)))
    return list(db.scalars(select(Person).where(Person.id.in_(held), Person.closed_at.is_(None)).order_by(Person.id)))


def open_people(db: Db, ids: Iterable[int]) -> list[Person]:
    """Those of `ids` whose accounts are open."""
    return list(
        db.scalars(select(Person).where(Person.id.in_(list(ids)), Person.closed_at.is_(None)).order_by(Person.id))
    )
