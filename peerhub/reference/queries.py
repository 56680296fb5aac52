"""Reads of the programme's own lists. They are the same for everybody who is signed in, so nobody is asked for."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.base.errors import NotFound
from peerhub.base.i18n.countries import by_name, country_name, order
from peerhub.base.i18n.reader import current_locale
from peerhub.reference.calendar import public_holidays
from peerhub.reference.models import (
    Country,
    CountryDay,
    Instrument,
    Language,
    Outcome,
    PolicyArea,
    Region,
    RoadmapActivity,
    RoadmapOutput,
    Theme,
    ToolkitItem,
)


def countries(db: Db) -> list[Country]:
    """All countries, by name in the reader's language."""
    return by_name(db.scalars(select(Country)))


def country(db: Db, code: str) -> Country:
    """The country with these two letters. Raises NotFound."""
    found = db.get(Country, code)
    if found is None:
        raise NotFound
    return found


def countries_by_region(db: Db, words: str = "") -> list[tuple[Region | None, list[Country]]]:
    """All countries, or those whose name (the reader's or the programme's) holds `words` or whose letters they are, under their regions."""
    found = [each for each in countries(db) if not words or _is_called(each, words)]
    regions: list[Region | None] = [*db.scalars(select(Region).order_by(Region.position)), None]
    grouped = [(region, [each for each in found if each.region is region]) for region in regions]
    return [(region, countries) for region, countries in grouped if countries]


def _is_called(country: Country, words: str) -> bool:
    wanted = order(words)
    return words.upper() == country.code or any(wanted in order(name) for name in (country_name(country), country.name))


def days_off(db: Db, countries: Iterable[Country], first: date, last: date) -> dict[str, dict[date, str]]:
    """The public holidays of those countries from `first` to `last`, by code, named in the reader's language where that is known:
    those of the packaged calendar, as the secretariat put them right. One query, however many countries."""
    codes = [country.code for country in countries]
    found = {code: _packaged(code, first, last) for code in codes}
    wanted = select(CountryDay).where(CountryDay.country_code.in_(codes), CountryDay.day.between(first, last))
    for each in db.scalars(wanted):
        if each.is_off:
            found[each.country_code][each.day] = each.name
        else:
            found[each.country_code].pop(each.day, None)
    return found


def _packaged(code: str, first: date, last: date) -> dict[date, str]:
    language = current_locale().language
    years = range(first.year, last.year + 1)
    every = (item for year in years for item in public_holidays(code, year, language).items())
    return {day: name for day, name in every if first <= day <= last}


def country_days(db: Db, country: Country) -> list[CountryDay]:
    """What the secretariat put right about a country's public holidays, by day."""
    return list(db.scalars(select(CountryDay).where(CountryDay.country_code == country.code).order_by(CountryDay.day)))


def regions(db: Db) -> list[Region]:
    """UNESCO's regions, in its order."""
    return list(db.scalars(select(Region).order_by(Region.position)))


def language_codes(db: Db) -> list[str]:
    """The codes of the languages that people work in."""
    return list(db.scalars(select(Language.code).order_by(Language.code)))


def themes(db: Db) -> list[Theme]:
    """The four priority themes, in the programme's order."""
    return list(db.scalars(select(Theme).order_by(Theme.position)))


def theme(db: Db, code: str) -> Theme:
    """One of the four priority themes. Raises NotFound."""
    found = db.get(Theme, code)
    if found is None:
        raise NotFound
    return found


def activities(db: Db, codes: Collection[str] | None = None) -> list[RoadmapActivity]:
    """The activities of the roadmap in their order, all or those with these codes."""
    wanted = select(RoadmapActivity).order_by(RoadmapActivity.position)
    return list(db.scalars(wanted if codes is None else wanted.where(RoadmapActivity.code.in_(codes))))


def policy_areas_of(db: Db, theme: Theme) -> list[PolicyArea]:
    """The areas of the Convention's monitoring that belong to a theme."""
    return list(
        db.scalars(select(PolicyArea).where(PolicyArea.code.in_(theme.policy_areas)).order_by(PolicyArea.position))
    )


def roadmap(db: Db) -> list[tuple[RoadmapOutput, list[RoadmapActivity]]]:
    """The five outputs of the Open Roadmap with their activities."""
    every = activities(db)
    outputs = db.scalars(select(RoadmapOutput).order_by(RoadmapOutput.position))
    return [(output, [each for each in every if each.output_code == output.code]) for output in outputs]


def outcomes(db: Db) -> list[Outcome]:
    """The intermediate outcomes that a session can aim at."""
    return list(db.scalars(select(Outcome).order_by(Outcome.position)))


def instruments(db: Db) -> list[Instrument]:
    """The kinds of knowledge exchange."""
    return list(db.scalars(select(Instrument).order_by(Instrument.position)))


def toolkit_list(db: Db, name: str | None) -> list[ToolkitItem]:
    """One list of the peer-to-peer toolkit, in its order; nothing where there is no list of that name."""
    lines = select(ToolkitItem).where(ToolkitItem.list == name)
    return list(db.scalars(lines.order_by(ToolkitItem.position, ToolkitItem.code)))
