"""Endpoints of surveys for those who are signed in: the list, results, and looking after a survey. Links in emails: see `public_links`."""

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base.errors import Conflict
from peerhub.base.i18n.translate import _
from peerhub.base.web.numbers import whole_number
from peerhub.base.web.responses import page
from peerhub.base.web.spreadsheet import csv_file
from peerhub.base.web.transactions import read_session, transaction
from peerhub.people.login import me, public
from peerhub.surveys import access, views
from peerhub.surveys.actions import closing, opening
from peerhub.surveys.queries import results as result_queries
from peerhub.surveys.routes.blueprint import bp


@bp.get("/surveys")
def index() -> str:
    """What waits for me, what I answered, what I manage."""
    db = read_session()
    answered, managed = (request.args.get(name, type=whole_number) for name in ("answered", "managed"))
    return page("surveys/index.html", lists=result_queries.list_page(db, me(db), answered, managed))


@bp.get("/surveys/protection")
@public
def protection() -> str:
    """How answers are protected, in plain words."""
    return page("surveys/protection.html")


@bp.get("/surveys/<int:survey_id>/results")
def results(survey_id: int) -> str:
    """The results as far as they may be shown."""
    db = read_session()
    results_page = result_queries.page(db, me(db), survey_id)
    shown = views.question_views(results_page.results, _pages_of_texts())
    named_answers, instead = views.named_answers(results_page), views.why_no_results(results_page)
    return page(
        "surveys/results.html",
        details=results_page,
        rate=results_page.rate,
        shown=shown,
        named_answers=named_answers,
        instead=instead,
    )


def _pages_of_texts() -> dict[str, int]:
    """Which page of its texts is asked for, by question key."""
    return {key: int(text) for key, text in request.args.items() if text.isdecimal() and len(text) < 6}


@bp.get("/surveys/<int:survey_id>/results.csv")
def export(survey_id: int) -> Response:
    """The same for a spreadsheet; where the page has a sentence only, that sentence."""
    db = read_session()
    results_page = result_queries.export_page(db, me(db), survey_id)
    if sentence := views.why_no_results(results_page):
        raise Conflict(sentence)
    return csv_file(f"survey-{survey_id}.csv", views.table(results_page))


@bp.post("/surveys/<int:survey_id>/close")
def close(survey_id: int) -> Response:
    """Take no more answers."""
    with transaction() as db:
        closing.close_now(db, me(db), survey_id)
    flash(*views.closing_sentence(access.survey_to_manage(read_session(), me(read_session()), survey_id)))
    return redirect(url_for("surveys.results", survey_id=survey_id))


@bp.post("/surveys/<int:survey_id>/prolong")
def prolong(survey_id: int) -> Response:
    """Take answers for longer."""
    seen = request.form.get("seen", "")
    with transaction() as db:
        closing.prolong(db, me(db), survey_id, seen)
    flash(*views.prolonging_sentence(access.survey_to_manage(read_session(), me(read_session()), survey_id), seen))
    return redirect(url_for("surveys.results", survey_id=survey_id))


@bp.post("/surveys/<int:survey_id>/ask")
def ask_by_name(survey_id: int) -> Response:
    """Ask a small group by name."""
    with transaction() as db:
        opening.ask_by_name(db, me(db), survey_id)
    flash(_("They are asked by name and get an email within a minute."), "good")
    return redirect(url_for("surveys.index"))


@bp.post("/surveys/<int:survey_id>/decline")
def decline(survey_id: int) -> Response:
    """Ask nobody."""
    with transaction() as db:
        opening.decline(db, me(db), survey_id)
    flash(_("No one is asked about this session."), "good")
    return redirect(url_for("surveys.index"))
