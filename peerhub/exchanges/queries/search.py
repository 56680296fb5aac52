"""Exchanges for the search of the site."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import Integer, Select, bindparam, select

from peerhub.base.database.engine import Db
from peerhub.base.database.prepared import prepared
from peerhub.base.fulltext.hits import CANDIDATES, Hit
from peerhub.base.fulltext.matching import matching
from peerhub.base.fulltext.query import Query
from peerhub.base.i18n.formats import translated
from peerhub.exchanges.models import Exchange, ExchangeProvider
from peerhub.people.models import Person
from peerhub.reference.queries import search as countries


def hits(db: Db, viewer: Person, query: Query) -> list[Hit]:
    """Exchanges by what everybody who is signed in may know of them: subject and countries, the newest first."""
    rows = db.execute(_newest()).all()
    names = countries.names(db)
    providers: defaultdict[int, list[str]] = defaultdict(list)
    for exchange_id, code in db.execute(_providers(), {"first": rows[-1].id if rows else 0}):
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


@prepared
def _newest() -> Select[int, str, str, datetime]:
    columns = select(Exchange.id, Exchange.subject, Exchange.seeker_code, Exchange.created_at)
    return columns.order_by(Exchange.id.desc()).limit(CANDIDATES)


@prepared
def _providers() -> Select[int, str]:
    """Who provides in the exchanges from `first` on."""
    parts = select(ExchangeProvider.exchange_id, ExchangeProvider.country_code)
    return parts.where(ExchangeProvider.exchange_id >= bindparam("first", type_=Integer()))
