"""Doors of the pages that bring several domains together."""

import logging

from flask import Blueprint, Response, jsonify, request

from peerhub.base import clock
from peerhub.base.web import limiter, page, reading
from peerhub.dashboards import queries
from peerhub.dashboards.views import counters, party_sentence, source_host
from peerhub.people.login import me, public

bp = Blueprint("dashboards", __name__)
log = logging.getLogger(__name__)


@bp.get("/")
def week() -> str:
    """This week: what is next, what is new, what is owed."""
    db = reading()
    return page("dashboards/week.html", week=queries.week(db, me(db)), now=clock.now())


@bp.get("/healthz")
@public
def health() -> tuple[dict[str, str], int]:
    """Whether the site can answer: reads from the database, tells nothing else."""
    try:
        queries.is_alive(reading())
    except Exception:
        log.exception("The database does not answer.")
        return {"status": "database does not answer"}, 503
    return {"status": "ok"}, 200


@bp.get("/counts")
@limiter.limit("120/minute", key_func=lambda: f"person:{me(reading()).id}")
def counts() -> Response:
    """What waits for me, place by place: the counters of the frame and of the list of rooms, for a page that stays open."""
    db = reading()
    viewer = me(db)
    return jsonify(counters(queries.frame(db, viewer), queries.unread_rooms(db, viewer)))


@bp.get("/countries")
def countries() -> str:
    """All countries, by region."""
    db = reading()
    words = " ".join(request.args.get("words", "").split())
    return page("dashboards/countries.html", page=queries.countries_page(db, me(db), words), words=words)


@bp.get("/countries/<code>")
def country(code: str) -> str:
    """A country and its team."""
    db = reading()
    found = queries.country_page(db, me(db), code)
    facts = {"party": party_sentence(found.country), "host": source_host(found.country)}
    return page("dashboards/country.html", page=found, facts=facts)


@bp.get("/themes/<code>")
def theme(code: str) -> str:
    """A theme and what belongs to it."""
    db = reading()
    return page("dashboards/theme.html", page=queries.theme_page(db, me(db), code))
