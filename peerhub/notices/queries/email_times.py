"""When emails about something that happens now leave, for each person it concerns: as often as they want, in their hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, Select, String, bindparam, select

from peerhub.base.database.engine import Db
from peerhub.base.database.model import table_of
from peerhub.base.database.prepared import prepared
from peerhub.base.i18n.reader import zone_info
from peerhub.notices.models import EmailChoice, QuietHours
from peerhub.notices.rules import DAILY, DEFAULTS, FARTHEST, GRACE, QUIET, WEEKLY, Calendar, email_at
from peerhub.people.models import Person, Seat
from peerhub.reference.models import Country
from peerhub.reference.queries import countries as country_queries

DAY = timedelta(days=1)


@dataclass(frozen=True)
class EmailTime:
    """How often somebody wants emails about a topic, and when the next one leaves; None where none does."""

    frequency: str
    at: datetime | None

    def is_late(self, now: datetime) -> bool:
        """Whether even what comes at once waits, since its reader wants no email at this hour."""
        return self.at is not None and self.at > now + GRACE


def email_times(db: Db, people: Sequence[int], topic: str, now: datetime) -> dict[int, EmailTime]:
    """The same for those of `people` whose accounts are open, by person: in two queries, and one more for holidays."""
    rows = db.execute(_wishes(), {"people": list(people), "topic": topic}).all()
    frequencies = {row.id: row.frequency or DEFAULTS[topic] for row in rows}
    gathered = {row.country_code for row in rows if row.country_code and frequencies[row.id] in {DAILY, WEEKLY}}
    calendars = _Calendars(db, gathered, now)
    times: dict[tuple[Any, ...], datetime | None] = {}
    found = {}
    for row in rows:
        quiet = QUIET if row.begins is None else (row.begins, row.ends)
        key = (frequencies[row.id], row.zone, row.country_code, quiet)
        if key not in times:
            times[key] = email_at(frequencies[row.id], now, calendars.of(row.zone, row.country_code, quiet))
        found[row.id] = EmailTime(frequencies[row.id], times[key])
    return found


class _Calendars:
    """The calendars of people in some countries; of others the usual weekend is known, and no holidays."""

    def __init__(self, db: Db, codes: set[str], now: datetime) -> None:
        rows = db.scalars(_countries(), {"codes": sorted(codes)}) if codes else ()
        self._countries = {country.code: country for country in rows}
        first, last = now.date() - 7 * DAY, now.date() + (FARTHEST + 1) * DAY
        self._holidays = country_queries.days_off(db, self._countries.values(), first, last)

    def of(self, zone: str, code: str | None, quiet: tuple[int, int]) -> Calendar:
        """One person's."""
        country = self._countries.get(code or "")
        if country is None:
            return Calendar(zone_info(zone), quiet=quiet)
        holidays = frozenset(self._holidays[country.code])
        return Calendar(zone_info(zone), frozenset(country.weekend), holidays, quiet)


@prepared
def _wishes() -> Select[Any]:
    people, seats, choices, hours = map(table_of, (Person, Seat, EmailChoice, QuietHours))
    joined = people.outerjoin(seats, seats.c.id == people.c.seat_id)
    topic = bindparam("topic", type_=String())
    joined = joined.outerjoin(choices, (choices.c.person_id == people.c.id) & (choices.c.topic == topic))
    joined = joined.outerjoin(hours, hours.c.person_id == people.c.id)
    columns = (people.c.id, people.c.zone, seats.c.country_code, choices.c.frequency, hours.c.begins, hours.c.ends)
    who = people.c.id.in_(bindparam("people", expanding=True, type_=Integer())), people.c.closed_at.is_(None)
    return select(*columns).select_from(joined).where(*who).order_by(people.c.id)


@prepared
def _countries() -> Select[Country]:
    return select(Country).where(Country.code.in_(bindparam("codes", expanding=True, type_=String())))
