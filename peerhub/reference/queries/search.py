"""Countries for the search of the site, and their names for what is found of them."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.base.fulltext.hits import Hit
from peerhub.base.fulltext.matching import matching
from peerhub.base.fulltext.query import Query
from peerhub.base.i18n.countries import country_name, sort_key
from peerhub.reference.models import Country


class Names(NamedTuple):
    """A country as data of a hit, its name for the reader, and the texts by which it is found: that name and the programme's."""

    country: Mapping[str, str]
    shown: str
    texts: tuple[str, ...]


def names(db: Db) -> Mapping[str, Names]:
    """The names of all countries by code, read once in a session."""
    known: dict[str, Names] = db.info.setdefault("country names", {})
    if not known:
        for code, name in db.execute(select(Country.code, Country.name)):
            country = {"code": code, "name": name}
            shown = country_name(country)
            known[code] = Names(country, shown, (shown, name))
    return known


def choices(db: Db) -> list[Mapping[str, str]]:
    """The code and name of each country in the reader's order, from what the search has read anyhow."""
    return [entry.country for entry in sorted(names(db).values(), key=lambda entry: sort_key(entry.shown))]


def hits(db: Db, query: Query) -> list[Hit]:
    """Countries by their names and their two letters, in the reader's order. The same for everybody."""
    countries = names(db).items()
    matches = matching(
        query,
        ((Hit(entry.shown, f"/countries/{code}", entry.country), (*entry.texts, code)) for code, entry in countries),
    )
    return sorted(matches, key=lambda hit: sort_key(hit.title))
