"""People: by id or address, their page, and the list of all accounts."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, or_, select

from peerhub.base.database.engine import Db
from peerhub.base.database.prepared import prepared
from peerhub.base.web.paging import paginate
from peerhub.people import access
from peerhub.people.models import Person, Role, Seat

PAGE = 50


@prepared
def _person() -> Select[Person]:
    return select(Person).where(Person.id == access.PERSON)


def by_id(db: Db, person_id: int) -> Person | None:
    """The account with that id, whatever its state. Each request asks for one, so the statement is written once."""
    return db.scalar(_person(), {"person": person_id})


def by_email(db: Db, email: str) -> Person | None:
    """The account with that address, whatever its state; addresses do not tell capitals from small letters."""
    return db.scalar(select(Person).where(Person.email == email.strip().casefold()))


@dataclass(frozen=True)
class PersonPage:
    """An account as another member sees it; roles only where the viewer may change them."""

    person: Person
    roles: list[Role]
    may_close: bool
    may_give: bool


def page(db: Db, viewer: Person, person_id: int) -> PersonPage:
    """The page of a member. Raises NotFound."""
    person = access.person_for(db, viewer, person_id)
    may_give = access.is_secretariat(db, viewer)
    roles = access.roles_of(db, person) if may_give else []
    return PersonPage(person, roles, access.may_close(db, viewer, person), may_give and person.closed_at is None)


def read_roles(db: Db, people: Sequence[Person]) -> None:
    """Read the roles of many people at once, where `access.roles_of` would ask for each."""
    cache: dict[int, list[Role]] = db.info.setdefault("roles", {})
    cache |= {person.id: [] for person in people}
    for role in db.scalars(select(Role).where(Role.person_id.in_([person.id for person in people])).order_by(Role.id)):
        cache[role.person_id].append(role)


@dataclass(frozen=True)
class PeoplePage:
    """Some accounts with their roles, newest first; `older` is the position to ask for next, None at the end."""

    people: list[tuple[Person, list[Role]]]
    older: int | None


def list_page(db: Db, viewer: Person, country_code: str = "", words: str = "", before: int | None = None) -> PeoplePage:
    """All accounts, for the secretariat; narrowed to a country, and to names and addresses that hold `words`."""
    access.must_be_secretariat(db, viewer)
    query = select(Person).order_by(Person.id.desc()).limit(PAGE + 1)
    if country_code:
        query = query.join(Person.seat).where(Seat.country_code == country_code)
    if words:
        query = query.where(
            or_(Person.name.icontains(words, autoescape=True), Person.email.icontains(words, autoescape=True))
        )
    if before is not None:
        query = query.where(Person.id < before)
    rows = list(db.scalars(query))
    read_roles(db, rows)
    people, older = paginate(rows, PAGE)
    return PeoplePage([(person, access.roles_of(db, person)) for person in people], older)
