"""Endpoints of the pages that bring several domains together."""

import logging

from flask import Blueprint, Response, jsonify, request

from peerhub.base import clock
from peerhub.base.database.current import database
from peerhub.base.security.audit import sentence
from peerhub.base.web.extensions import limiter
from peerhub.base.web.numbers import whole_number
from peerhub.base.web.responses import page
from peerhub.base.web.transactions import read_session
from peerhub.dashboards.queries import audit_log as audit_log_queries
from peerhub.dashboards.queries import counters as counter_queries
from peerhub.dashboards.queries import pages
from peerhub.dashboards.queries import week as week_queries
from peerhub.dashboards.views.audit_log import details, kind_word
from peerhub.dashboards.views.countries import party_sentence, source_host
from peerhub.dashboards.views.navigation import counters_by_name
from peerhub.people.login import me, person_limit_key, public
from peerhub.reference.queries import countries as country_queries

bp = Blueprint("dashboards", __name__)
log = logging.getLogger(__name__)


@bp.get("/")
def week() -> str:
    """This week: what is next, what is new, what is owed."""
    db = read_session()
    return page("dashboards/week.html", week=week_queries.week(db, me(db)), now=clock.now())


@bp.get("/healthz")
@public
def health() -> tuple[dict[str, str], int]:
    """Whether the site can read and write; where not, the cause in a few words."""
    try:
        counter_queries.is_alive(read_session())
        trouble = database().trouble()
    except Exception as problem:
        log.error("The database does not answer: %s", problem)
        return {"status": "database does not answer"}, 503
    return ({"status": "cannot write", "cause": trouble}, 503) if trouble else ({"status": "ok"}, 200)


@bp.get("/audit")
def audit() -> str:
    """What was done to people and rights, for the secretariat."""
    db = read_session()
    audit_page = audit_log_queries.page(db, me(db), request.args.get("before", type=whole_number))
    return page("dashboards/audit.html", log=audit_page, sentence=sentence, details=details, kind_word=kind_word)


@bp.get("/counts")
@limiter.limit("120/minute", key_func=person_limit_key)
def counts() -> Response:
    """What waits for me, place by place: the counters of the frame and of the list of rooms, for a page that stays open."""
    db = read_session()
    viewer = me(db)
    return jsonify(counters_by_name(counter_queries.counters(db, viewer), counter_queries.unread_rooms(db, viewer)))


@bp.get("/countries")
def countries() -> str:
    """All countries, by region."""
    db = read_session()
    words = " ".join(request.args.get("words", "").split())
    return page("dashboards/countries.html", page=pages.countries_page(db, me(db), words), words=words)


@bp.get("/countries/<code>")
def country(code: str) -> str:
    """A country and its team."""
    db = read_session()
    country_page = pages.country_page(db, me(db), code)
    return page("dashboards/country.html", page=country_page, facts=party_sentence(country_page.country))


@bp.get("/about/sources")
def sources() -> str:
    """Where the facts about the countries come from."""
    db = read_session()
    rows = country_queries.all_countries(db)
    return page(
        "dashboards/sources.html", rows=[(country, party_sentence(country), source_host(country)) for country in rows]
    )


@bp.get("/themes/<code>")
def theme(code: str) -> str:
    """A theme and what belongs to it."""
    db = read_session()
    return page("dashboards/theme.html", page=pages.theme_page(db, me(db), code))
