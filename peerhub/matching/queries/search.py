"""Needs and offers for the search of the site."""

from sqlalchemy import or_, select

from peerhub.base.database.engine import Db
from peerhub.base.fulltext.hits import CANDIDATES, Hit, matching_hits
from peerhub.base.fulltext.query import Query
from peerhub.base.i18n.countries import country_name
from peerhub.base.i18n.formats import translated
from peerhub.matching.models import MET, OPEN, Need, Offer
from peerhub.people.models import Person


def needs(db: Db, viewer: Person, query: Query) -> list[Hit]:
    """Needs that are open or met, and all of the viewer's country, by challenge and country, the newest first."""
    visible = or_(Need.state.in_((OPEN, MET)), Need.country_code == viewer.country_code)
    rows = db.scalars(select(Need).where(visible).order_by(Need.id.desc()).limit(CANDIDATES))
    return matching_hits(
        query,
        (
            (
                Hit(row.challenge, f"/needs/{row.id}", row.country, row.created_at),
                (row.challenge, translated(row.challenge), country_name(row.country)),
            )
            for row in rows
        ),
    )


def offers(db: Db, viewer: Person, query: Query) -> list[Hit]:
    """Offers that are open, and all of the viewer's country, by what was done, its result and country, the newest first."""
    visible = or_(Offer.state == OPEN, Offer.country_code == viewer.country_code)
    rows = db.scalars(select(Offer).where(visible).order_by(Offer.id.desc()).limit(CANDIDATES))
    return matching_hits(
        query,
        (
            (
                Hit(row.done, f"/offers/{row.id}", row.country, row.created_at),
                (row.done, translated(row.done), row.result, row.lesson, country_name(row.country)),
            )
            for row in rows
        ),
    )
