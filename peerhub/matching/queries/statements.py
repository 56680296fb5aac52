"""Reads about needs and offers."""

from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Select, select

from peerhub.base.database.engine import Db
from peerhub.base.database.prepared import prepared
from peerhub.base.web.paging import paginate
from peerhub.matching import access
from peerhub.matching.models import MET, OPEN, Need, Offer
from peerhub.people.access import VIEWER, viewer_params
from peerhub.people.models import Person
from peerhub.reference.models import Outcome, PolicyArea, RoadmapActivity, Theme
from peerhub.reference.queries import countries as country_queries
from peerhub.reference.queries import lists
from peerhub.reference.rules import UNITED_NATIONS

T = TypeVar("T", Need, Offer)
PAGE = 30


@dataclass(frozen=True)
class Listing:
    """A list: what the viewer's own country stated (whatever its state), and a page of what is open of the others, newest first;
    `older` is the id to go on from, None at the end."""

    mine: list[Need] | list[Offer]
    others: list[Need] | list[Offer]
    older: int | None


@dataclass(frozen=True)
class Choices:
    """What the forms offer, in the programme's order."""

    themes: list[Theme]
    activities: list[RoadmapActivity]
    outcomes: list[Outcome]
    languages: list[str]
    zones: list[str]


def needs(db: Db, viewer: Person, theme_code: str = "", before: int | None = None) -> Listing:
    """Needs of one theme or of all; those of the viewer's country first and apart."""
    return _listing(db, viewer, Need, theme_code, before)


def offers(db: Db, viewer: Person, theme_code: str = "", before: int | None = None) -> Listing:
    """Offers of one theme or of all; those of the viewer's country first and apart."""
    return _listing(db, viewer, Offer, theme_code, before)


def of_country(db: Db, viewer: Person, country_code: str) -> tuple[list[Need], list[Offer]]:
    """What a country seeks and what it offers, for its page: open and met needs, open offers, newest first."""
    sought = select(Need).where(Need.country_code == country_code, Need.state.in_((OPEN, MET)))
    offered = select(Offer).where(Offer.country_code == country_code, Offer.state == OPEN)
    return (
        list(db.scalars(sought.order_by(Need.created_at.desc(), Need.id.desc()))),
        list(db.scalars(offered.order_by(Offer.created_at.desc(), Offer.id.desc()))),
    )


def of_theme(db: Db, viewer: Person, theme_code: str, limit: int = 5) -> tuple[list[Need], list[Offer]]:
    """What is sought and offered on a theme, for its page: the newest open needs and offers of all countries."""
    sought = select(Need).where(Need.theme_code == theme_code, Need.state == OPEN)
    offered = select(Offer).where(Offer.theme_code == theme_code, Offer.state == OPEN)
    return (
        list(db.scalars(sought.order_by(Need.created_at.desc(), Need.id.desc()).limit(limit))),
        list(db.scalars(offered.order_by(Offer.created_at.desc(), Offer.id.desc()).limit(limit))),
    )


def choices(db: Db, viewer: Person, subject: Need | Offer | None = None) -> Choices:
    """What the forms offer; languages and zones are those near to the viewer's country and those already chosen."""
    return Choices(
        themes=lists.themes(db),
        activities=lists.activities(db),
        outcomes=lists.outcomes(db),
        languages=_languages(db, viewer, subject),
        zones=_zones(viewer, subject),
    )


def area_names(db: Db) -> dict[str, str]:
    """English names of the policy areas by code; pages translate them."""
    return {area.code: area.name for area in db.scalars(select(PolicyArea))}


def outcome(db: Db, need: Need) -> Outcome | None:
    """The outcome that a need asks for."""
    return db.get(Outcome, need.outcome_code)


def _listing(db: Db, viewer: Person, model: type[T], theme_code: str, before: int | None) -> Listing:
    is_own = model.country_code.in_(access.countries_of(viewer))
    newest = select(model).order_by(model.id.desc())
    own = db.scalars(newest.where(is_own))  # of one country: few, whatever the theme
    if theme_code:
        newest = newest.where(model.theme_code == theme_code)
    others = newest.where(model.state == OPEN, ~is_own).limit(PAGE + 1)
    if before is not None:
        others = others.where(model.id < before)
    own_on_theme = [each for each in own if theme_code in ("", each.theme_code)]
    return Listing(own_on_theme, *paginate(db.scalars(others).all(), PAGE))


def _languages(db: Db, viewer: Person, subject: Need | Offer | None) -> list[str]:
    official = list(viewer.country.official_languages) if viewer.country else []
    wished = [*viewer.working_languages, *official, *(subject.languages if subject else []), *UNITED_NATIONS, "pt"]
    known = set(country_queries.language_codes(db))
    return [code for code in dict.fromkeys(wished) if code in known]


def _zones(viewer: Person, subject: Need | Offer | None) -> list[str]:
    official = list(viewer.country.zones) if viewer.country else []
    return list(dict.fromkeys([*([subject.zone] if subject else []), viewer.zone, *official, "UTC"]))


def has_stated(db: Db, viewer: Person) -> bool:
    """Whether the viewer has stated a need or an offer."""
    return any(db.scalar(_stated(model), viewer_params(viewer)) is not None for model in (Need, Offer))


@prepared
def _stated(model: type[Need | Offer]) -> Select[int]:
    return select(model.id).where(model.created_by_id == VIEWER.id).limit(1)
