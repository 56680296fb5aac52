"""Endpoints of links in emails about surveys, without signing in and without cookies.

Their address names the person who is asked, so it must not stay in logs: the server keeps no access log.
"""

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.database.model import day
from peerhub.base.errors import Invalid, NotAllowed
from peerhub.base.forms.create import submit_once
from peerhub.base.forms.edit import submit_edit
from peerhub.base.forms.submit import form_status, show_problems
from peerhub.base.i18n.translate import _
from peerhub.base.web.extensions import limiter, memory_limiter
from peerhub.base.web.responses import Page, page
from peerhub.base.web.submitted import submitted_input
from peerhub.base.web.transactions import read_session
from peerhub.commitments import views as commitment_views
from peerhub.commitments.forms import CommitmentForm
from peerhub.commitments.rules import usual_day
from peerhub.people.login import token_limit_key, viewer, with_token
from peerhub.surveys import views
from peerhub.surveys.actions import answering
from peerhub.surveys.actions.answering import AnswerResult
from peerhub.surveys.forms import AnswerForm, NamedAnswerForm, answer_form, named_form
from peerhub.surveys.queries import questionnaires
from peerhub.surveys.queries.questionnaires import Questionnaire
from peerhub.surveys.routes.blueprint import bp

PLAN, PLAN_FOR = "plan", 3600
SOON = "soon"


@bp.route("/answer/<token>", methods=["GET", "POST"])
@with_token(questionnaires.respondent)
@memory_limiter.limit("30/minute", methods=["POST"], key_func=token_limit_key)
def answer(token: str) -> Page:
    """The questionnaire, for whoever holds the link. Sent twice, it is stored once."""
    questionnaire = _questionnaire_of(read_session(), token)
    return _answer_by_name(token, questionnaire) if questionnaire.is_named else _answer(token, questionnaire)


def _questionnaire_of(db: Db, token: str) -> Questionnaire:
    return questionnaires.by_token(db, token, viewer(db))


def _answer(token: str, questionnaire: Questionnaire) -> Page:
    form = answer_form(questionnaire.questions)
    if questionnaire.may_answer:
        result = _store(form, questionnaire)
        if result is None:
            return _questionnaire(token, form, questionnaire)
        if result == "stored":
            return _to_thanks(token, form)
        questionnaire = _questionnaire_of(read_session(), token)
    return _answered_page(token, questionnaire), 409 if questionnaire.state == "closed" and form.is_submitted() else 200


def _store(form: AnswerForm, questionnaire: Questionnaire) -> AnswerResult | None:
    """Like `submit`, but without a transaction of the database, in which nothing changes."""
    if not form.validate_on_submit():
        return None
    try:
        return answering.answer(
            read_session(), questionnaire.person, questionnaire.survey.id, form.raw(questionnaire.questions)
        )
    except Invalid as refusal:
        show_problems(form, refusal)
        return None


def _answer_by_name(token: str, questionnaire: Questionnaire) -> Page:
    """Whoever holds the link may answer; what was answered is shown to, and changed by, the person alone, signed in."""
    form = named_form(questionnaire.questions, questionnaire.mine)
    if questionnaire.may_answer:
        result = _save_by_name(token, form, questionnaire)
        if result is None:
            return _questionnaire(token, form, questionnaire)
        if result == "stored":
            return _to_thanks(token, None if questionnaire.is_me else form)
        questionnaire = _questionnaire_of(read_session(), token)
    return _answered_page(token, questionnaire), 409 if form.is_submitted() else 200


def _save_by_name(token: str, form: NamedAnswerForm, questionnaire: Questionnaire) -> AnswerResult | None:
    survey_id, is_me, raw = questionnaire.survey.id, questionnaire.is_me, form.raw(questionnaire.questions)
    return submit_edit(
        form,
        lambda db: questionnaires.by_token(db, token).survey,
        lambda db, _survey: named_form(questionnaire.questions, _questionnaire_of(db, token).mine, formdata=None),
        lambda db: answering.answer_by_name(db, questionnaires.respondent(db, token), survey_id, raw, may_change=is_me),
    )


@bp.post("/answer/<token>/commitment")
@with_token(questionnaires.respondent)
@limiter.limit("30/minute", key_func=token_limit_key)
def add_commitment(token: str) -> Page:
    """Make a commitment from what the person wrote; the thank-you page sends the text again."""
    questionnaire, form = _questionnaire_of(read_session(), token), CommitmentForm()
    if questionnaire.other:
        names = {"other": questionnaire.other.name, "person": questionnaire.person.name}
        raise NotAllowed(
            _("You are signed in as %(other)s. This link is for %(person)s, so no commitment was made.", **names)
        )
    survey_id, is_me, proof = questionnaire.survey.id, questionnaire.is_me, request.args.get("proof", "")
    url = submit_once(
        form,
        questionnaire.person.id,
        lambda db: answering.add_commitment(
            db, questionnaires.respondent(db, token), survey_id, form.new_commitment(), proof
        ),
        lambda commitment: url_for("commitments.show", commitment_id=commitment.id),
    )
    if url is None:
        return _answered_page(token, _questionnaire_of(read_session(), token), form), 422
    is_soon = commitment_views.is_soon(form.new_commitment().due_on)
    if is_me:
        flash(commitment_views.saved(is_soon=is_soon), "good")
    committed = SOON if is_soon else "1"
    response = redirect(url if is_me else url_for("surveys.answer", token=token, committed=committed), 303)
    response.delete_cookie(PLAN, path=url_for("surveys.answer", token=token))
    return response


def _questionnaire(token: str, form: AnswerForm, questionnaire: Questionnaire) -> tuple[str, int]:
    if form.is_submitted():  # what was read before the refusal is of a session that is over
        questionnaire = _questionnaire_of(read_session(), token)
    commitment_form = _commitment_form(questionnaire) if questionnaire.state == "answered" else None
    shown = page(
        "surveys/answer.html",
        questionnaire=questionnaire,
        survey=questionnaire.survey,
        form=form,
        commitment_form=commitment_form,
        is_begun=bool(commitment_form and commitment_form.text.data),
        draft=views.draft_key(questionnaire.survey.id, token),
        url=url_for("surveys.answer", token=token),
        token=token,
        proof=questionnaire.proof,
    )
    return shown, form_status()


def _commitment_form(questionnaire: Questionnaire) -> CommitmentForm:
    """A commitment begun with what the person plans: as kept by name, or as their own browser brings it along."""
    plan = str(questionnaire.mine.get("R3", "")) or views.unpack(request.cookies.get(PLAN, ""))
    form = CommitmentForm(formdata=None, text=plan, due_on=usual_day(day(clock.now())))
    del form.as_read  # nothing is edited, and the questionnaire beside it has one
    return form


def _to_thanks(token: str, form: AnswerForm | None) -> Response:
    """To the page that thanks, which can be loaded again. It offers to make a commitment of what the person plans: their own
    browser brings these words along, for the site keeps nothing that joins them to the person, or shows it to them alone."""
    path = url_for("surveys.answer", token=token)
    response = redirect(path, 303)
    plan = str(form["R3"].data or "") if form and "R3" in form else ""
    if packed := views.pack(plan.strip()):
        response.set_cookie(PLAN, packed, PLAN_FOR, path=path, secure=request.is_secure, httponly=True, samesite="Lax")
    return response


def _answered_page(token: str, questionnaire: Questionnaire, form: CommitmentForm | None = None) -> str:
    """The page for whoever cannot answer any more: because they have, or because the survey is over or unread."""
    commitment_form, committed = form or _commitment_form(questionnaire), request.args.get("committed")
    return page(
        "surveys/answered.html",
        questionnaire=questionnaire,
        survey=questionnaire.survey,
        commitment_form=commitment_form,
        own_answers=views.own_answers(questionnaire),
        is_begun=bool(commitment_form.text.data or form),
        saved=commitment_views.saved(is_soon=committed == SOON) if committed else "",
        draft=views.draft_key(questionnaire.survey.id, token),
        token=token,
        proof=questionnaire.proof or request.args.get("proof", ""),
        is_refused=request.method == "POST" and not form,
        typed=None if form else submitted_input(410),
    )
