"""Needs and offers for the search of the site. What is left out is named, since most is shown: the newest are read until enough are
found, and no index of states is gathered and sorted."""

from typing import Any

from sqlalchemy import Select, or_, select

from peerhub.base.database.engine import Db
from peerhub.base.database.prepared import prepared
from peerhub.base.fulltext.hits import CANDIDATES, Hit
from peerhub.base.fulltext.matching import matching
from peerhub.base.fulltext.query import Query
from peerhub.base.i18n.formats import translated
from peerhub.matching import access
from peerhub.matching.models import PAUSED, WITHDRAWN, Need, Offer
from peerhub.people.access import VIEWER, viewer_params
from peerhub.people.models import Person
from peerhub.reference.queries import search as countries


def needs(db: Db, viewer: Person, query: Query) -> list[Hit]:
    """Needs that are open or met, and all of the viewer's country, by challenge and country, the newest first."""
    rows = db.execute(_needs(), viewer_params(viewer))
    names = countries.names(db)
    return matching(
        query,
        (
            (
                Hit(translated(challenge), f"/needs/{number}", names[code].country, created_at),
                (challenge, translated(challenge), *names[code].texts),
            )
            for number, challenge, code, created_at in rows
        ),
    )


def offers(db: Db, viewer: Person, query: Query) -> list[Hit]:
    """Offers that are open, and all of the viewer's country, by what was done, its result and country, the newest first."""
    rows = db.execute(_offers(), viewer_params(viewer))
    names = countries.names(db)
    return matching(
        query,
        (
            (
                Hit(translated(row.done), f"/offers/{row.id}", names[row.country_code].country, row.created_at),
                (row.done, translated(row.done), row.result, row.lesson, *names[row.country_code].texts),
            )
            for row in rows
        ),
    )


@prepared
def _needs() -> Select[*tuple[Any, ...]]:
    visible = or_(Need.state.not_in((PAUSED, WITHDRAWN)), Need.country_code.in_(access.countries_of(VIEWER)))
    columns = select(Need.id, Need.challenge, Need.country_code, Need.created_at).where(visible)
    return columns.order_by(Need.id.desc()).limit(CANDIDATES)


@prepared
def _offers() -> Select[*tuple[Any, ...]]:
    visible = or_(Offer.state != PAUSED, Offer.country_code.in_(access.countries_of(VIEWER)))
    columns = select(Offer.id, Offer.done, Offer.result, Offer.lesson, Offer.country_code, Offer.created_at)
    return columns.where(visible).order_by(Offer.id.desc()).limit(CANDIDATES)
