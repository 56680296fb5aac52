"""Doors of the pages that bring several domains together."""

import logging

from flask import Blueprint, Response, jsonify, request

from peerhub.base import clock
from peerhub.base.audit import told
from peerhub.base.web import database, limiter, page, reading, whole
from peerhub.dashboards import queries
from peerhub.dashboards.views import counters, details, kind_word, party_sentence, source_host
from peerhub.people.login import me, person_key, public

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
    """Whether the site can read and write; where not, the cause in a few words."""
    try:
        queries.is_alive(reading())
        trouble = database().trouble()
    except Exception as problem:
        log.error("The database does not answer: %s", problem)
        return {"status": "database does not answer"}, 503
    return ({"status": "cannot write", "cause": trouble}, 503) if trouble else ({"status": "ok"}, 200)


@bp.get("/audit")
def audit() -> str:
    """What was done to people and rights, for the secretariat."""
    db = reading()
    found = queries.log_page(db, me(db), request.args.get("before", type=whole))
    return page("dashboards/audit.html", found=found, told=told, details=details, kind_word=kind_word)


@bp.get("/counts")
@limiter.limit("120/minute", key_func=person_key)
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
    return page("dashboards/country.html", page=found, facts=party_sentence(found.country))


@bp.get("/about/sources")
def sources() -> str:
    """Where the facts about the countries come from."""
    db = reading()
    rows = queries.sources_page(db)
    return page("dashboards/sources.html", rows=[(each, party_sentence(each), source_host(each)) for each in rows])


@bp.get("/themes/<code>")
def theme(code: str) -> str:
    """A theme and what belongs to it."""
    db = reading()
    return page("dashboards/theme.html", page=queries.theme_page(db, me(db), code))
