"""A country's public holidays, with what the secretariat changed."""

from dataclasses import dataclass
from datetime import date

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.people import access
from peerhub.people.models import Person
from peerhub.reference.models import Country, CountryDay
from peerhub.reference.queries import countries as country_queries


@dataclass(frozen=True)
class HolidayLine:
    """A day of a country's calendar. `put_right`: what the secretariat said about it, None where the packaged calendar holds."""

    day: date
    name: str
    put_right: CountryDay | None


@dataclass(frozen=True)
class HolidaysPage:
    """A country's public holidays from today to the end of next year, and days struck from the packaged calendar."""

    country: Country
    lines: list[HolidayLine]
    may_change: bool


def page(db: Db, viewer: Person, code: str) -> HolidaysPage:
    """The public holidays of a country; all members may know them. Raises NotFound."""
    country = country_queries.by_code(db, code)
    first = clock.now().date()
    last = date(first.year + 1, 12, 31)
    right = {
        holiday.day: holiday for holiday in country_queries.country_days(db, country) if first <= holiday.day <= last
    }
    names = country_queries.days_off(db, [country], first, last)[code] | {
        day: holiday.name for day, holiday in right.items()
    }
    lines = [HolidayLine(day, names[day], right.get(day)) for day in sorted(names)]
    return HolidaysPage(country, lines, access.is_secretariat(db, viewer))
