"""People and offices for the search of the site."""

from sqlalchemy import Select, select

from peerhub.base.database.engine import Db
from peerhub.base.database.prepared import prepared
from peerhub.base.fulltext.hits import CANDIDATES, Hit
from peerhub.base.fulltext.matching import matching
from peerhub.base.fulltext.query import Query
from peerhub.people.models import Person, Seat
from peerhub.reference.queries import search as countries

MOST = 5 * CANDIDATES  # their texts are short


def hits(db: Db, viewer: Person, query: Query) -> list[Hit]:
    """Open accounts by name, office and country, the newest first; all members see each other. Never by email address."""
    rows = db.execute(_newest())
    names = countries.names(db)
    return matching(
        query,
        (
            (
                Hit(
                    name,
                    f"/people/{number}",
                    names[code].country if code else None,
                    note=office if office and office != name else "",
                ),
                (name, office or "", *(names[code].texts if code else ())),
            )
            for number, name, office, code in rows
        ),
    )


@prepared
def _newest() -> Select[int, str, str, str | None]:
    columns = select(Person.id, Person.name, Seat.office, Seat.country_code).outerjoin(Seat, Seat.id == Person.seat_id)
    return columns.where(Person.closed_at.is_(None)).order_by(Person.id.desc()).limit(MOST)
