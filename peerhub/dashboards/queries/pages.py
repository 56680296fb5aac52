"""Reads that bring several domains onto one page."""

from dataclasses import dataclass

from sqlalchemy import select

from peerhub.base.database import Db
from peerhub.people import access
from peerhub.people.models import Person
from peerhub.people.queries import TeamPage, team_page
from peerhub.reference import queries as reference
from peerhub.reference.models import Country, PolicyArea, Region, RoadmapActivity, Theme
from peerhub.rooms.models import Room


@dataclass(frozen=True)
class CountriesPage:
    """Countries under their regions, and whether the viewer may add one."""

    regions: list[tuple[Region | None, list[Country]]]
    may_add: bool


def countries_page(db: Db, viewer: Person, words: str = "") -> CountriesPage:
    """All countries, or those that fit `words`."""
    return CountriesPage(reference.countries_by_region(db, words), access.is_secretariat(db, viewer))


@dataclass(frozen=True)
class CountryPage:
    """A country with its team."""

    country: Country
    team: TeamPage
    may_change: bool


def country_page(db: Db, viewer: Person, code: str) -> CountryPage:
    """What is known of a country, and who sits in its team. Raises NotFound."""
    country = reference.country(db, code)
    return CountryPage(country, team_page(db, viewer, code), access.is_secretariat(db, viewer))


@dataclass(frozen=True)
class ThemePage:
    """A theme with what belongs to it; its room where one was opened."""

    theme: Theme
    activities: list[RoadmapActivity]
    policy_areas: list[PolicyArea]
    room: Room | None


def theme_page(db: Db, viewer: Person, code: str) -> ThemePage:
    """A theme, its activities of the roadmap, its areas of the monitoring, and its room. Raises NotFound."""
    theme = reference.theme(db, code)
    rooms = select(Room).where(Room.kind == "theme", Room.theme_code == code, Room.private.is_(False))
    room = db.scalar(rooms.where(Room.archived_at.is_(None)).order_by(Room.id).limit(1))
    return ThemePage(theme, reference.activities(db, theme.activities), reference.policy_areas_of(db, theme), room)
