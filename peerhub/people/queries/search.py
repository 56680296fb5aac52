"""People and offices for the search of the site."""

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.base.fulltext.hits import CANDIDATES, Hit, matching_hits
from peerhub.base.fulltext.query import Query
from peerhub.base.i18n.countries import country_name
from peerhub.people.models import Person


def hits(db: Db, viewer: Person, query: Query) -> list[Hit]:
    """Open accounts by name, office and country; all members see each other. Never by email address."""
    people = select(Person).where(Person.closed_at.is_(None)).order_by(Person.name, Person.id).limit(CANDIDATES)
    return matching_hits(
        query,
        (
            (
                Hit(person.name, f"/people/{person.id}", person.country, note=person.office),
                (person.name, person.office, country_name(person.country)),
            )
            for person in db.scalars(people)
        ),
    )
