"""Countries for the search of the site."""

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.base.fulltext.hits import Hit, matching_hits
from peerhub.base.fulltext.query import Query
from peerhub.base.i18n.countries import by_name, country_name
from peerhub.reference.models import Country


def hits(db: Db, query: Query) -> list[Hit]:
    """Countries by their names, the reader's and the programme's, and by their two letters. The same for everybody."""
    countries = by_name(db.scalars(select(Country)))
    return matching_hits(
        query,
        (
            (
                Hit(country_name(country), f"/countries/{country.code}", country),
                (country_name(country), country.name, country.code),
            )
            for country in countries
        ),
    )
