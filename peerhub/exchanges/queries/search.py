"""Exchanges for the search of the site."""

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.base.fulltext.hits import CANDIDATES, Hit, matching_hits
from peerhub.base.fulltext.query import Query
from peerhub.base.i18n.countries import country_name
from peerhub.base.i18n.formats import translated
from peerhub.exchanges.models import Exchange
from peerhub.people.models import Person


def hits(db: Db, viewer: Person, query: Query) -> list[Hit]:
    """Exchanges by what everybody who is signed in may know of them: subject and countries, the newest first."""
    rows = db.scalars(select(Exchange).order_by(Exchange.id.desc()).limit(CANDIDATES))
    return matching_hits(
        query,
        (
            (
                Hit(row.subject, f"/exchanges/{row.id}", row.seeker, row.created_at),
                (row.subject, translated(row.subject), *_countries(row)),
            )
            for row in rows
        ),
    )


def _countries(exchange: Exchange) -> tuple[str, ...]:
    return tuple(country_name(each) for each in (exchange.seeker, *(part.country for part in exchange.providers)))
