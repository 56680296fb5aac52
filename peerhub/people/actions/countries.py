"""Verbs about countries, for those who may; the facts themselves belong to `reference`."""

from peerhub.base.database import Db
from peerhub.people.access import must_be_secretariat
from peerhub.people.models import Person
from peerhub.reference import actions, queries
from peerhub.reference.actions import CountryFacts
from peerhub.reference.models import Country


def add_country(db: Db, actor: Person, code: str, facts: CountryFacts) -> Country:
    """Add a country by hand, with its source. Raises NotAllowed, and Invalid when the letters are taken."""
    must_be_secretariat(db, actor)
    return actions.add_country(db, actor.id, code, facts)


def change_country(db: Db, actor: Person, code: str, facts: CountryFacts) -> Country:
    """Correct a country by hand. Raises NotFound, NotAllowed."""
    country = queries.country(db, code)
    must_be_secretariat(db, actor)
    actions.change_country(db, actor.id, country, facts)
    return country
