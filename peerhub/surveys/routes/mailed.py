"""Doors that a mail about a survey leads to, without signing in and without cookies.

Their address names the person who is asked, so it must not stay in logs: the server keeps no access log.
"""

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base import clock
from peerhub.base.database import day
from peerhub.base.errors import Conflict, Invalid
from peerhub.base.i18n import _
from peerhub.base.sending import attempt_once
from peerhub.base.typed import typed
from peerhub.base.web import attempt, limiter, page, put_problems, reading
from peerhub.commitments.forms import PromiseForm
from peerhub.commitments.rules import usual_day
from peerhub.people.login import by_link, token_key, viewer
from peerhub.surveys import views
from peerhub.surveys.actions import answering
from peerhub.surveys.actions.answering import Told
from peerhub.surveys.forms import AnswerForm, answer_form
from peerhub.surveys.queries.asked import Asked, asked, person_asked
from peerhub.surveys.routes.blueprint import bp

Shown = Response | tuple[str, int]
PLAN, PLAN_FOR = "plan", 3600


@bp.route("/answer/<token>", methods=["GET", "POST"])
@by_link(person_asked)
@limiter.limit("30/minute", methods=["POST"], key_func=token_key)
def answer(token: str) -> Shown:
    """The questionnaire, for whoever holds the link. Sent twice, it is stored once."""
    found = asked(reading(), token)
    return _answer_by_name(token, found) if found.is_named else _answer(token, found)


def _answer(token: str, found: Asked) -> Shown:
    form = answer_form(found.questions, {}, 0)
    if found.state == "waiting":
        told = _take(form, found)
        if told is None:
            return _questionnaire(token, form)
        if told == "stored":
            return _to_thanks(token, str(form["R3"].data or "") if "R3" in form else "")
        found = asked(reading(), token)
    return _done(token, found), 409 if found.state == "closed" and form.is_submitted() else 200


def _take(form: AnswerForm, found: Asked) -> Told | None:
    """Like `attempt`, but without a transaction of the database, in which nothing changes."""
    if not form.validate_on_submit():
        return None
    try:
        return answering.answer(reading(), found.person, found.survey.id, form.raw(found.questions))
    except Invalid as refusal:
        put_problems(form, refusal)
        return None


def _answer_by_name(token: str, found: Asked) -> Shown:
    form = answer_form(found.questions, found.mine, found.version)
    if found.is_open:
        raw, survey_id = form.raw(found.questions), found.survey.id
        try:
            told = attempt(
                form,
                lambda db: answering.answer_by_name(db, person_asked(db, token), survey_id, raw, form.seen),
            )
        except Conflict as refusal:
            return _changed_elsewhere(token, form, refusal)
        if told is None:
            return _questionnaire(token, form)
        if told == "stored":
            return redirect(url_for("surveys.answer", token=token, kept=1), 303)
        found = asked(reading(), token)
    return _done(token, found), 409 if form.is_submitted() else 200


def _changed_elsewhere(token: str, form: AnswerForm, refusal: Conflict) -> Shown:
    """What was sent stands in the form, which now goes on top of what is kept; that stands above it."""
    form.form_errors.append(str(refusal))
    form.version.data = str(asked(reading(), token).version)
    shown, _code = _questionnaire(token, form, shows_kept=True)
    return shown, 409


@bp.post("/answer/<token>/commitment")
@by_link(person_asked)
@limiter.limit("30/minute", key_func=token_key)
def commit(token: str) -> Shown:
    """Make a promise of what one wrote, in words sent again by the thank-you page."""
    found, form = asked(reading(), token), PromiseForm()
    made = attempt_once(
        form,
        found.person.id,
        lambda db: answering.commit(db, person_asked(db, token), found.survey.id, form.promise()),
        lambda promise: url_for("commitments.show", commitment_id=promise.id),
    )
    if made is None:
        return _done(token, found, form), 422
    is_me = viewer(reading()) == found.person
    if is_me:
        flash(_("Your commitment is kept. You will be reminded three days before."), "good")
    response = redirect(made if is_me else url_for("surveys.answer", token=token, promised=1), 303)
    response.delete_cookie(PLAN, path=url_for("surveys.answer", token=token))
    return response


def _questionnaire(token: str, form: AnswerForm, *, shows_kept: bool = False) -> tuple[str, int]:
    found = asked(reading(), token)
    shown = page(
        "surveys/answer.html",
        it=found,
        survey=found.survey,
        form=form,
        kept=views.kept(found) if shows_kept else [],
        is_kept=bool(request.args.get("kept")) and not form.is_submitted(),
        draft=views.draft_key(found.survey.id, token),
        url=url_for("surveys.answer", token=token),
    )
    return shown, 422 if form.errors or form.form_errors else 200


def _to_thanks(token: str, plan: str) -> Response:
    """To the page that thanks, which can be loaded again. It offers to make a commitment of what the person plans: their own
    browser brings these words along, for the site keeps nothing that joins them to the person."""
    path = url_for("surveys.answer", token=token)
    response = redirect(path, 303)
    if packed := views.pack(plan.strip()):
        response.set_cookie(PLAN, packed, PLAN_FOR, path=path, secure=request.is_secure, httponly=True, samesite="Lax")
    return response


def _done(token: str, found: Asked, form: PromiseForm | None = None) -> str:
    """The page for whoever cannot answer any more: because they have, or because the survey is over."""
    plan = views.unpack(request.cookies.get(PLAN, ""))
    empty = PromiseForm(formdata=None, text=plan, due_on=usual_day(day(clock.now())))
    return page(
        "surveys/answered.html",
        it=found,
        survey=found.survey,
        form=form or empty,
        is_begun=bool(plan or form),
        is_promised=bool(request.args.get("promised")),
        draft=views.draft_key(found.survey.id, token),
        url=url_for("surveys.commit", token=token),
        is_signed_in=viewer(reading()) is not None,
        typed=None if form else typed(410),
    )
