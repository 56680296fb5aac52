"""Countries, regions, languages and public holidays. They are the same for everybody who is signed in, so nobody is asked for."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Date, Select, String, bindparam, select

from peerhub.base.database.engine import Db
from peerhub.base.database.prepared import prepared
from peerhub.base.errors import NotFound
from peerhub.base.i18n.countries import by_name, country_name, sort_key
from peerhub.base.i18n.reader import current_locale
from peerhub.reference.engines.holidays import public_holidays
from peerhub.reference.models import Country, CountryDay, Language, Region


def all_countries(db: Db) -> list[Country]:
    """All countries, by name in the reader's language."""
    return by_name(db.scalars(select(Country)))


def by_code(db: Db, code: str) -> Country:
    """The country with these two letters. Raises NotFound."""
    country = db.get(Country, code)
    if country is None:
        raise NotFound
    return country


def by_region(db: Db, words: str = "") -> list[tuple[Region | None, list[Country]]]:
    """All countries, or those whose name (the reader's or the programme's) holds `words` or whose letters they are, under their regions."""
    countries = [country for country in all_countries(db) if not words or _is_called(country, words)]
    regions: list[Region | None] = [*db.scalars(select(Region).order_by(Region.position)), None]
    grouped = [(region, [country for country in countries if country.region is region]) for region in regions]
    return [(region, members) for region, members in grouped if members]


def _is_called(country: Country, words: str) -> bool:
    folded = sort_key(words)
    return words.upper() == country.code or any(
        folded in sort_key(name) for name in (country_name(country), country.name)
    )


def days_off(db: Db, countries: Iterable[Country], first: date, last: date) -> dict[str, dict[date, str]]:
    """The public holidays of those countries from `first` to `last`, by code, named in the reader's language where that is known:
    those of the packaged calendar, as the secretariat put them right. One query, however many countries."""
    codes = [country.code for country in countries]
    holidays = {code: _packaged(code, first, last) for code in codes}
    corrections = db.scalars(_corrections(), {"countries": codes, "first": first, "last": last}) if codes else ()
    for correction in corrections:
        if correction.is_off:
            holidays[correction.country_code][correction.day] = correction.name
        else:
            holidays[correction.country_code].pop(correction.day, None)
    return holidays


@prepared
def _corrections() -> Select[CountryDay]:
    concerned = CountryDay.country_code.in_(bindparam("countries", expanding=True, type_=String()))
    first, last = (bindparam(name, type_=Date()) for name in ("first", "last"))
    return select(CountryDay).where(concerned, CountryDay.day.between(first, last))


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
