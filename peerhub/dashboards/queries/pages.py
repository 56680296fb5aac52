"""Reads that bring several domains onto one page."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.exchanges.models import Exchange
from peerhub.exchanges.queries import exchanges
from peerhub.matching.models import Need, Offer
from peerhub.matching.queries import statements
from peerhub.people import access
from peerhub.people.models import Person
from peerhub.people.queries import teams
from peerhub.people.queries.teams import TeamPage
from peerhub.reference.models import Country, PolicyArea, Region, RoadmapActivity, Theme
from peerhub.reference.queries import countries as country_queries
from peerhub.reference.queries import lists
from peerhub.rooms.models.rooms import Room
from peerhub.sessions.queries import lists as list_queries
from peerhub.sessions.queries.lists import Line

HALF_A_YEAR = timedelta(days=182)
NEXT_HOLIDAYS = 3


@dataclass(frozen=True)
class CountriesPage:
    """Countries under their regions, and whether the viewer may add one."""

    regions: list[tuple[Region | None, list[Country]]]
    may_add: bool


def countries_page(db: Db, viewer: Person, words: str = "") -> CountriesPage:
    """All countries, or those that fit `words`."""
    return CountriesPage(country_queries.by_region(db, words), access.is_secretariat(db, viewer))


@dataclass(frozen=True)
class CountryPage:
    """A country with its team, what it seeks and offers, and the exchanges in which it learns or is learned from."""

    country: Country
    team: TeamPage
    may_change: bool
    needs: list[Need]
    offers: list[Offer]
    learning: list[Exchange]
    providing: list[Exchange]
    holidays: dict[date, str]


def country_page(db: Db, viewer: Person, code: str) -> CountryPage:
    """What is known of a country, who sits in its team, and what it does with others. Raises NotFound."""
    country = country_queries.by_code(db, code)
    needs, offers = statements.of_country(db, viewer, country.code)
    learning, providing = exchanges.of_country(db, viewer, country.code)
    return CountryPage(
        country=country,
        team=teams.page(db, viewer, code),
        may_change=access.is_secretariat(db, viewer),
        needs=needs,
        offers=offers,
        learning=learning,
        providing=providing,
        holidays=_next_holidays(db, country),
    )


def _next_holidays(db: Db, country: Country) -> dict[date, str]:
    today = clock.now().date()
    holidays = country_queries.days_off(db, [country], today, today + HALF_A_YEAR)[country.code]
    return dict(sorted(holidays.items())[:NEXT_HOLIDAYS])


@dataclass(frozen=True)
class ThemePage:
    """A theme with what belongs to it; its room where one was opened."""

    theme: Theme
    activities: list[RoadmapActivity]
    policy_areas: list[PolicyArea]
    room: Room | None
    sessions: list[Line]
    needs: list[Need]
    offers: list[Offer]


def theme_page(db: Db, viewer: Person, code: str) -> ThemePage:
    """A theme, its room, its sessions ahead, needs and offers, activities of the roadmap, policy areas. Raises NotFound."""
    theme = lists.theme(db, code)
    rooms = select(Room).where(Room.kind == "theme", Room.theme_code == code, Room.private.is_(False))
    room = db.scalar(rooms.order_by(Room.id).limit(1))
    needs, offers = statements.of_theme(db, viewer, code)
    return ThemePage(
        theme=theme,
        activities=lists.activities(db, theme.activities),
        policy_areas=lists.policy_areas_of(db, theme),
        room=room,
        sessions=list_queries.ahead_on_theme(db, viewer, code),
        needs=needs,
        offers=offers,
    )
