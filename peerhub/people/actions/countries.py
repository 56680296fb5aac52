"""Verbs about countries, for those who may; the facts themselves belong to `reference`."""

from datetime import date

from peerhub.base.database.engine import Db
from peerhub.base.errors import NotFound
from peerhub.people.access import must_be_secretariat
from peerhub.people.models import Person
from peerhub.reference.actions import countries as country_actions
from peerhub.reference.actions.countries import CountryFacts, Holiday
from peerhub.reference.models import Country
from peerhub.reference.queries import countries


def add(db: Db, actor: Person, code: str, facts: CountryFacts) -> Country:
    """Add a country by hand, with its source. Raises NotAllowed, and Invalid when the letters are taken."""
    must_be_secretariat(db, actor)
    return country_actions.add(db, actor.id, code, facts)


def edit(db: Db, actor: Person, code: str, facts: CountryFacts) -> Country:
    """Correct a country by hand. Raises NotFound, NotAllowed."""
    country = _country(db, actor, code)
    country_actions.edit(db, actor.id, country, facts)
    return country


def add_holiday(db: Db, actor: Person, code: str, holiday: Holiday) -> Country:
    """Add a public holiday of a country. Raises NotFound, NotAllowed."""
    country = _country(db, actor, code)
    country_actions.add_holiday(db, actor.id, country, holiday)
    return country


def remove_holiday(db: Db, actor: Person, code: str, day: date) -> None:
    """Say that a public holiday of the packaged calendar is none there. Raises NotFound, NotAllowed."""
    country = _country(db, actor, code)
    name = countries.days_off(db, [country], day, day)[code].get(day)
    if name is None:
        raise NotFound
    country_actions.remove_holiday(db, actor.id, country, Holiday(day, name, ""))


def restore_holiday(db: Db, actor: Person, code: str, day: date) -> None:
    """Take back what was put right about a day. Raises NotFound, NotAllowed."""
    country_actions.restore_holiday(db, actor.id, _country(db, actor, code), day)


def _country(db: Db, actor: Person, code: str) -> Country:
    country = countries.by_code(db, code)
    must_be_secretariat(db, actor)
    return country
