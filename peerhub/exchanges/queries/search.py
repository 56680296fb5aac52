"""Exchanges for the search of the site."""

from collections import defaultdict

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.base.fulltext.hits import CANDIDATES, Hit
from peerhub.base.fulltext.matching import matching
from peerhub.base.fulltext.query import Query
from peerhub.base.i18n.formats import translated
from peerhub.exchanges.models import Exchange, ExchangeProvider
from peerhub.people.models import Person
from peerhub.reference.queries import search as countries


def hits(db: Db, viewer: Person, query: Query) -> list[Hit]:
    """Exchanges by what everybody who is signed in may know of them: subject and countries, the newest first."""
    columns = select(Exchange.id, Exchange.subject, Exchange.seeker_code, Exchange.created_at)
    rows = db.execute(columns.order_by(Exchange.id.desc()).limit(CANDIDATES)).all()
    names = countries.names(db)
    providers: defaultdict[int, list[str]] = defaultdict(list)
    parts = select(ExchangeProvider.exchange_id, ExchangeProvider.country_code)
    for exchange_id, code in db.execute(parts.where(ExchangeProvider.exchange_id >= (rows[-1].id if rows else 0))):
        providers[exchange_id] += names[code].texts
    return matching(
        query,
        (
            (
                Hit(translated(subject), f"/exchanges/{number}", names[code].country, created_at),
                (subject, translated(subject), *names[code].texts, *providers[number]),
            )
            for number, subject, code, created_at in rows
        ),
    )
