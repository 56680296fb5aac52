"""Reads of the programme's own lists. They are the same for everybody who is signed in, so nobody is asked for."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.base.errors import NotFound
from peerhub.base.i18n.countries import by_name, country_name, order
from peerhub.base.i18n.reader import current_locale
from peerhub.reference.engines.holidays import public_holidays
from peerhub.reference.models import Country, CountryDay, Language, Region


def all_countries(db: Db) -> list[Country]:
    """All countries, by name in the reader's language."""
    return by_name(db.scalars(select(Country)))


def by_code(db: Db, code: str) -> Country:
    """The country with these two letters. Raises NotFound."""
    found = db.get(Country, code)
    if found is None:
        raise NotFound
    return found


def by_region(db: Db, words: str = "") -> list[tuple[Region | None, list[Country]]]:
    """All countries, or those whose name (the reader's or the programme's) holds `words` or whose letters they are, under their regions."""
    found = [each for each in all_countries(db) if not words or _is_called(each, words)]
    regions: list[Region | None] = [*db.scalars(select(Region).order_by(Region.position)), None]
    grouped = [(region, [each for each in found if each.region is region]) for region in regions]
    return [(region, found) for region, found in grouped if found]


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
