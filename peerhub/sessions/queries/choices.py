"""What the form of a session offers, and an earlier session as a form."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, func, select

from peerhub.base.database.engine import Db
from peerhub.people.models import Person, Seat
from peerhub.reference.models import Country, Instrument, Outcome, Theme
from peerhub.reference.queries import countries as country_queries
from peerhub.reference.queries import lists
from peerhub.sessions.access import must_run, must_schedule, possible_leaders, session_for
from peerhub.sessions.models import AgendaItem, Invitee, Session, SessionCountry
from peerhub.sessions.queries import agenda

WORDS = ("kind", "instrument_code", "theme_code", "title", "purpose", "outcome_code", "zone", "minutes", "join_link")


class Official(NamedTuple):
    """Somebody who can be invited. Rows and not accounts: a country may have a thousand."""

    id: int
    name: str
    office: str
    country_code: str | None


@dataclass(frozen=True)
class Choices:
    """What can be chosen: the programme's lists, every country, how many people each has here, who may facilitate, and
    persons outside all countries."""

    instruments: list[Instrument]
    outcomes: list[Outcome]
    themes: list[Theme]
    countries: list[Country]
    offices: dict[str, int]
    facilitators: list[Person]
    without_country: list[Official]


def choices(db: Db, viewer: Person) -> Choices:
    """The choices of somebody who may schedule."""
    must_schedule(db, viewer)
    return _choices(db, None)


def choices_for(db: Db, viewer: Person, session: Session) -> Choices:
    """The choices of somebody who runs this session."""
    must_run(db, viewer, session)
    return _choices(db, session)


def _choices(db: Db, session: Session | None) -> Choices:
    free = _officials().where(Seat.country_code.is_(None)).order_by(Person.name, Person.id)
    return Choices(
        instruments=lists.instruments(db),
        outcomes=lists.outcomes(db),
        themes=lists.themes(db),
        countries=country_queries.all_countries(db),
        offices=_offices(db),
        facilitators=possible_leaders(db, session),
        without_country=[Official(*row) for row in db.execute(free)],
    )


def _officials() -> Select[int, str, str, str | None]:
    people = select(Person.id, Person.name, Seat.office, Seat.country_code).join(Person.seat)
    return people.where(Person.closed_at.is_(None))


def _offices(db: Db) -> dict[str, int]:
    """How many people would be invited for each country that has any: its open accounts."""
    seated = select(Seat.country_code, func.count()).select_from(Person).join(Person.seat)
    rows = db.execute(seated.where(Person.closed_at.is_(None)).group_by(Seat.country_code))
    return {code: number for code, number in rows if code}


def team_of(db: Db, codes: Collection[str]) -> list[Official]:
    """The open accounts of some countries' teams, by country and office."""
    team = _officials().where(Seat.country_code.in_(codes)).order_by(Seat.country_code, Seat.office, Person.id)
    return [Official(*row) for row in db.execute(team)]


@dataclass(frozen=True)
class StoredPlan:
    """A session as its form shows it."""

    session: Session
    wall_start: datetime
    agenda: list[AgendaItem]
    countries: dict[str, str]
    roles: dict[int, str]


def plan_of(db: Db, session: Session) -> StoredPlan:
    """What was written down for a session that the caller has fetched through `access`."""
    parts = select(SessionCountry).where(SessionCountry.session_id == session.id)
    people = select(Invitee.person_id, Invitee.role).where(
        Invitee.session_id == session.id, Invitee.withdrawn_at.is_(None)
    )
    return StoredPlan(
        session=session,
        wall_start=datetime.fromisoformat(session.wall_start),
        agenda=agenda.agenda_items(db, session.id),
        countries={part.country_code: part.part for part in db.scalars(parts)},
        roles={row.person_id: row.role for row in db.execute(people.order_by(Invitee.person_id))},
    )


def version_of(db: Db, session: Session) -> str:
    """A name for what a session says now, its people too, of one that the caller has fetched through `access`."""
    plan = plan_of(db, session)
    words = [getattr(session, name) for name in WORDS]
    lines = [(item.minutes, item.title, item.owner) for item in plan.agenda]
    contents = [*words, plan.wall_start, lines, sorted(plan.countries.items()), sorted(plan.roles.items())]
    return hashlib.sha256(repr(contents).encode()).hexdigest()[:32]


def plan_of_visible(db: Db, viewer: Person, session_id: int) -> StoredPlan:
    """An earlier session to copy from, for those who may see it."""
    return plan_of(db, session_for(db, viewer, session_id))
