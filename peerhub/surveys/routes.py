"""Doors of surveys.

A link from a mail names the person who is asked, so it must not stay in logs: the server keeps no access log.
"""

from contextlib import AbstractContextManager, nullcontext

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base import clock
from peerhub.base.database import day
from peerhub.base.i18n import _, in_language
from peerhub.base.spreadsheet import csv_file
from peerhub.base.typed import typed
from peerhub.base.web import attempt, limiter, page, reading, transaction
from peerhub.commitments.forms import PromiseForm
from peerhub.commitments.rules import usual_day
from peerhub.people.login import me, public, token_key, viewer
from peerhub.surveys import actions, queries, views
from peerhub.surveys.forms import AnswerForm, answer_form
from peerhub.surveys.queries import Asked

bp = Blueprint("surveys", __name__)
Shown = str | Response | tuple[str, int]


@bp.get("/surveys")
def index() -> str:
    """What waits for me, what I answered, what I manage."""
    db = reading()
    return page("surveys/index.html", found=queries.surveys_page(db, me(db)))


@bp.get("/surveys/<int:survey_id>/results")
def results(survey_id: int) -> str:
    """The results as far as they may be shown."""
    db = reading()
    found = queries.results_page(db, me(db), survey_id)
    return page("surveys/results.html", found=found, shown=views.shown(found.results))


@bp.get("/surveys/<int:survey_id>/results.csv")
def export(survey_id: int) -> Response:
    """The same for a spreadsheet."""
    db = reading()
    found = queries.export_page(db, me(db), survey_id)
    return csv_file(f"survey-{survey_id}.csv", views.table(found))


@bp.post("/surveys/<int:survey_id>/close")
def close(survey_id: int) -> Response:
    """Take no more answers."""
    with transaction() as db:
        actions.close_survey(db, me(db), survey_id)
    flash(_("The survey is closed. You can open it again."), "good")
    return redirect(url_for("surveys.results", survey_id=survey_id))


@bp.post("/surveys/<int:survey_id>/reopen")
def reopen(survey_id: int) -> Response:
    """Take answers again."""
    with transaction() as db:
        actions.reopen_survey(db, me(db), survey_id)
    flash(_("The survey is open again."), "good")
    return redirect(url_for("surveys.results", survey_id=survey_id))


@bp.route("/answer/<token>", methods=["GET", "POST"])
@public
@limiter.limit("30/minute", methods=["POST"], key_func=token_key)
def answer(token: str) -> Shown:
    """The questionnaire, for whoever holds the link. Sent twice, it is stored once."""
    with _speaking_to(token):
        return _answer(token)


def _answer(token: str) -> Shown:
    asked = queries.asked(reading(), token)
    form = answer_form(asked.questions)
    if asked.state == "waiting":
        raw, survey_id = form.raw(asked.questions), asked.survey.id
        told = attempt(form, lambda db: actions.answer(db, queries.person_asked(db, token), survey_id, raw))
        if told == "stored":
            return _thanks(token, str(form["R3"].data or "") if "R3" in form else "")
        if told is None:
            return _questionnaire(token, form)
        asked = queries.asked(reading(), token)
    closed_meanwhile = asked.state == "closed" and form.is_submitted()
    return _answered(token, asked), 409 if closed_meanwhile else 200


@bp.post("/answer/<token>/commitment")
@public
@limiter.limit("30/minute", key_func=token_key)
def commit(token: str) -> Shown:
    """Make a promise of what one wrote, in words sent again by the thank-you page."""
    with _speaking_to(token):
        return _commit(token)


def _commit(token: str) -> Shown:
    asked = queries.asked(reading(), token)
    form, survey_id = PromiseForm(), asked.survey.id
    made = attempt(form, lambda db: actions.commit(db, queries.person_asked(db, token), survey_id, form.promise()).id)
    if made is None:
        return _thank_you_page(token, form), 422
    flash(_("Your commitment is kept. You will be reminded three days before."), "good")
    if viewer(reading()) == asked.person:
        return redirect(url_for("commitments.show", commitment_id=made))
    return redirect(url_for("surveys.answer", token=token))


def _speaking_to(token: str) -> AbstractContextManager[None]:
    """The language and zone of whose link it is, as in the mail that brought it; those of the browser where it chose one."""
    if viewer(reading()) or request.cookies.get("language"):
        return nullcontext()
    person = queries.person_asked(reading(), token)
    return in_language(person.language, person.zone)


def _questionnaire(token: str, form: AnswerForm) -> tuple[str, int]:
    asked = queries.asked(reading(), token)
    shown = page(
        "surveys/answer.html",
        survey=asked.survey,
        questions=asked.questions,
        minutes=asked.minutes,
        number=asked.number,
        few=asked.few,
        form=form,
        draft=views.draft_key(asked.survey.id, token),
        url=url_for("surveys.answer", token=token),
    )
    return shown, 422 if form.errors else 200


def _thanks(token: str, plan: str) -> str:
    """The words of the plan come from the form that was just sent; they are not read back from the store."""
    form = PromiseForm(formdata=None, text=plan, due_on=usual_day(day(clock.now()))) if plan.strip() else None
    return _thank_you_page(token, form)


def _thank_you_page(token: str, form: PromiseForm | None) -> str:
    asked = queries.asked(reading(), token)
    return page(
        "surveys/thanks.html",
        survey=asked.survey,
        person=asked.person,
        few=asked.few,
        form=form,
        draft=views.draft_key(asked.survey.id, token),
        url=url_for("surveys.commit", token=token),
    )


def _answered(token: str, asked: Asked) -> str:
    return page(
        "surveys/answered.html",
        survey=asked.survey,
        state=asked.state,
        draft=views.draft_key(asked.survey.id, token),
        is_signed_in=viewer(reading()) is not None,
        typed=typed(410),
    )
