"""Time zones and countries to choose from."""

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.base.i18n.countries import by_name
from peerhub.people import access
from peerhub.people.models import Person
from peerhub.reference.models import Country


def zones(db: Db, viewer: Person | None) -> tuple[list[str], list[str]]:
    """Time zones to choose from, those of the countries and UTC; and which come first: the viewer's own and their country's."""
    country = viewer.country if viewer else None
    own_zones = [*(country.zones if country else []), *([viewer.zone] if viewer else [])]
    return sorted({zone for names in db.scalars(select(Country.zones)) for zone in names} | {"UTC"}), own_zones


def country_by_code(db: Db, viewer: Person | None, code: str) -> Country | None:
    """The country with these two letters; all may know of all."""
    return db.get(Country, code)


def countries_looked_after(db: Db, viewer: Person) -> list[Country]:
    """The countries whose teams the viewer may invite to, by name. Raises NotAllowed for those who look after no team."""
    countries = select(Country)
    if not access.is_secretariat(db, viewer):
        countries = countries.where(Country.code.in_(access.managed_teams(db, viewer)))
    return by_name(db.scalars(countries))
