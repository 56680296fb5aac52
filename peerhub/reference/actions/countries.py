"""Verbs about countries. Who may is asked above, in `people`: rights are not known here."""

from dataclasses import asdict, dataclass
from datetime import date

from peerhub.base.database.engine import Db, lock_row
from peerhub.base.errors import Conflict, Invalid
from peerhub.base.i18n.translate import _
from peerhub.base.security import audit
from peerhub.reference.engines.holidays import weekend_of
from peerhub.reference.models import Country, CountryDay


@dataclass(frozen=True)
class CountryFacts:
    """What somebody found out about a country, with where they read it."""

    name: str
    region_code: str | None
    official_languages: list[str]
    zones: list[str]
    weekend: list[int]
    party_since: str | None
    source: str
    note: str


@dataclass(frozen=True)
class Holiday:
    """A day that is, or is not, a public holiday: its name, and where that can be read."""

    day: date
    name: str
    source: str


def add(db: Db, actor_id: int, code: str, facts: CountryFacts) -> Country:
    """Add a country by hand. Raises Invalid when the letters are taken."""
    if db.get(Country, code):
        raise Invalid({"code": _("There is already a country with these letters.")})
    country = Country(code=code, unesco_group="", party_evidence="")
    db.add(country)
    _write(country, facts)
    db.flush()
    audit.record(db, actor_id, "country.added", f"country:{code}", source=facts.source)
    return country


def edit(db: Db, actor_id: int, country: Country, facts: CountryFacts) -> None:
    """Correct a country by hand; loading the packaged facts leaves it alone from now on."""
    before = {name: getattr(country, name) for name in asdict(facts)}
    _write(country, facts)
    changed = {name: before[name] for name, value in asdict(facts).items() if before[name] != value}
    audit.record(db, actor_id, "country.edited", f"country:{country.code}", before=changed)


def add_holiday(db: Db, actor_id: int, country: Country, holiday: Holiday) -> None:
    """Add a public holiday that the packaged calendar does not have; said again it changes nothing. Raises Invalid when something
    else was put right about that day."""
    if known := _put_right(db, country, holiday.day):
        if known.is_off and (known.name, known.source) == (holiday.name, holiday.source):
            return
        raise Invalid(
            {"day": _("This day has already been corrected. Find it in the list and undo the correction first.")}
        )
    _keep(db, country, holiday, is_off=True)
    audit.record(db, actor_id, "country.holiday_added", f"country:{country.code}", **_told(holiday))


def remove_holiday(db: Db, actor_id: int, country: Country, holiday: Holiday) -> None:
    """Say that a day of the packaged calendar is no public holiday there; said again it changes nothing. Raises Conflict when
    somebody has added one of that day."""
    if known := _put_right(db, country, holiday.day):
        if not known.is_off:
            return
        raise Conflict(_("This day has already been corrected. Find it in the list and undo the correction first."))
    _keep(db, country, holiday, is_off=False)
    audit.record(db, actor_id, "country.holiday_removed", f"country:{country.code}", **_told(holiday))


def restore_holiday(db: Db, actor_id: int, country: Country, day: date) -> None:
    """Take back what was put right about a day: the packaged calendar holds again. Harmless to repeat."""
    if correction := db.get(CountryDay, (country.code, day)):
        db.delete(correction)
        audit.record(db, actor_id, "country.holiday_restored", f"country:{country.code}", day=day.isoformat())


def _put_right(db: Db, country: Country, day: date) -> CountryDay | None:
    """What was put right about a day; nobody else puts anything right about the country until the end of the transaction."""
    lock_row(db, country)
    return db.get(CountryDay, (country.code, day))


def _keep(db: Db, country: Country, holiday: Holiday, *, is_off: bool) -> None:
    db.add(CountryDay(country_code=country.code, is_off=is_off, **asdict(holiday)))
    db.flush()


def _told(holiday: Holiday) -> dict[str, str]:
    return {"day": holiday.day.isoformat(), "name": holiday.name}


def _write(country: Country, facts: CountryFacts) -> None:
    if country.party_since != facts.party_since:
        country.party_evidence = "by_hand"
    for name, value in asdict(facts).items():
        setattr(country, name, value)
    country.weekend = facts.weekend or weekend_of(country.code)
    country.edited_by_hand = True
