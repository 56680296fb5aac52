"""Who may do what to whom, and the questions about roles that other domains ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, bindparam, exists, func, select

from peerhub.base.database.engine import Db
from peerhub.base.database.model import Moment
from peerhub.base.database.prepared import prepared
from peerhub.base.errors import Invalid, NotAllowed, NotFound
from peerhub.base.i18n.translate import _
from peerhub.people.models import ADMINISTRATOR, FOCAL_POINT, SECRETARIAT, Person, Role, Seat

AT_ONCE = 900  # people in one statement: SQLite takes 32,766 values, older ones 999


@dataclass(frozen=True)
class Viewer:
    """A bound parameter for the viewer in a prepared statement; `viewer_params(viewer)` gives its value each time it runs."""

    id: ColumnElement[int]
    news_since: ColumnElement[datetime]


VIEWER = Viewer(bindparam("asker_id", type_=Integer()), bindparam("asker_since", type_=Moment()))
AnyViewer = Person | Viewer


def viewer_params(viewer: Person) -> dict[str, Any]:
    """The values of a statement written for VIEWER."""
    return {"asker_id": viewer.id, "asker_since": viewer.news_since}


PERSON = bindparam("person", type_=Integer())


@prepared
def _roles() -> Select[Role]:
    return select(Role).where(Role.person_id == PERSON).order_by(Role.id)


def roles_of(db: Db, person: Person) -> list[Role]:
    """The site-wide and country roles of a person, read once per session."""
    cache: dict[int, list[Role]] = db.info.setdefault("roles", {})
    if person.id not in cache:
        cache[person.id] = list(db.scalars(_roles(), {"person": person.id}))
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


def holds_role(viewer: AnyViewer, *roles: str) -> ColumnElement[bool]:
    """Whether the viewer holds one of the roles, as a column of a larger query."""
    return exists().where(Role.person_id == viewer.id, Role.role.in_(roles))


def must_be_secretariat(db: Db, actor: Person) -> None:
    """Raise NotAllowed for everybody else."""
    if not is_secretariat(db, actor):
        raise NotAllowed(_("Only the secretariat can do this."))


def may_manage_team(db: Db, viewer: Person | None, country_code: str | None) -> bool:
    """Whether the person may seat, invite and close in that country's team, or outside all teams (None)."""
    return is_secretariat(db, viewer) or (country_code is not None and is_focal_point(db, viewer, country_code))


def must_manage_team(db: Db, actor: Person, country_code: str | None) -> None:
    """Raise NotAllowed for all but the secretariat and the country's focal points."""
    if not may_manage_team(db, actor, country_code):
        raise NotAllowed(_("Only the country’s focal point or the secretariat can do this."))


def managed_teams(db: Db, actor: Person) -> list[str]:
    """The codes of the countries whose focal point the person is. Raises NotAllowed when there is none."""
    codes = [role.country_code for role in roles_of(db, actor) if role.role == FOCAL_POINT and role.country_code]
    if not codes:
        raise NotAllowed(_("Only focal points and the secretariat can do this."))
    return sorted(codes)


def may_give_role(db: Db, actor: Person, role: str) -> bool:
    """Whether the person may give and take a role: administrators are made by administrators alone."""
    return is_administrator(db, actor) if role == ADMINISTRATOR else is_secretariat(db, actor)


def may_close(db: Db, actor: Person, person: Person) -> bool:
    """Whether the actor may close another's account: never one that stands above their own."""
    if actor.id == person.id or person.closed_at is not None:
        return False
    if is_administrator(db, person):
        return is_administrator(db, actor)
    return is_secretariat(db, actor) or (
        not is_secretariat(db, person) and is_focal_point(db, actor, person.country_code)
    )


def must_leave_an_administrator(db: Db, role: Role) -> None:
    """Raise Invalid when nobody would be left to run the site without this role."""
    others = select(func.count(Role.id)).join(Person, Person.id == Role.person_id)
    others = others.where(Role.role == ADMINISTRATOR, Role.id != role.id, Person.closed_at.is_(None))
    if role.role == ADMINISTRATOR and not db.scalar(others):
        raise Invalid(_("This is the only administrator. Make someone else administrator first."))


def person_for(db: Db, viewer: Person, person_id: int) -> Person:
    """An account; all members see each other. Raises NotFound."""
    person = db.get(Person, person_id)
    if person is None:
        raise NotFound
    return person


def person_to_close(db: Db, actor: Person, person_id: int) -> Person:
    """Another's account that the actor may close. Raises NotFound, NotAllowed."""
    person = person_for(db, actor, person_id)
    if not may_close(db, actor, person):
        raise NotAllowed(_("You cannot close this account. Ask the secretariat."))
    return person


def seat_for(db: Db, actor: Person, seat_id: int) -> Seat:
    """A seat that the actor looks after. Raises NotFound."""
    seat = db.get(Seat, seat_id)
    if seat is None or not may_manage_team(db, actor, seat.country_code):
        raise NotFound
    return seat


def sits_for(viewer: Person | None, country_code: str) -> bool:
    """Whether the person has a seat in that country's team."""
    return viewer is not None and viewer.country_code == country_code


def team(db: Db, country_code: str) -> list[Person]:
    """The open accounts of a country's team, by office."""
    return list(db.scalars(_team(), {"country": country_code}))


@prepared
def _team() -> Select[Person]:
    in_team = Seat.country_code == bindparam("country", type_=String()), Person.closed_at.is_(None)
    return select(Person).join(Person.seat).where(*in_team).order_by(Seat.office, Person.id)


def shares_seat(db: Db, person: Person) -> Person | None:
    """Who sits in the same office, the newest first: invited to take over before somebody left."""
    others = select(Person).where(Person.seat_id == person.seat_id, Person.id != person.id, Person.closed_at.is_(None))
    return db.scalar(others.order_by(Person.created_at.desc(), Person.id.desc()).limit(1))


def sits_alone(db: Db, person: Person) -> bool:
    """Whether nobody would take over what the person holds through the seat."""
    return person.seat_id is not None and shares_seat(db, person) is None


def focal_points(db: Db, country_code: str) -> list[Person]:
    """The focal points of a country."""
    holders = select(Role.person_id).where(Role.role == FOCAL_POINT, Role.country_code == country_code)
    return list(
        db.scalars(select(Person).where(Person.id.in_(holders), Person.closed_at.is_(None)).order_by(Person.id))
    )


def secretariat(db: Db) -> list[Person]:
    """Everybody who runs the programme."""
    holders = select(Role.person_id).where(Role.role.in_((SECRETARIAT, ADMINISTRATOR)))
    return list(
        db.scalars(select(Person).where(Person.id.in_(holders), Person.closed_at.is_(None)).order_by(Person.id))
    )


def open_people_countries(db: Db, ids: Iterable[int]) -> dict[int, str | None]:
    """Those of `ids` whose accounts are open, and the country of each, None outside all teams: for many, in few statements."""
    ordered, found = sorted(ids), dict[int, str | None]()
    for start in range(0, len(ordered), AT_ONCE):
        some = Person.id.in_(ordered[start : start + AT_ONCE])
        rows = select(Person.id, Seat.country_code).outerjoin(Person.seat).where(some, Person.closed_at.is_(None))
        found |= {row.id: row.country_code for row in db.execute(rows.order_by(Person.id))}
    return found


def open_people(db: Db, ids: Iterable[int]) -> list[Person]:
    """Those of `ids` whose accounts are open."""
    return list(
        db.scalars(select(Person).where(Person.id.in_(list(ids)), Person.closed_at.is_(None)).order_by(Person.id))
    )
