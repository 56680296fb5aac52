"""Endpoints of commitments."""

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base import clock
from peerhub.base.database.model import day
from peerhub.base.forms.create import submit_once
from peerhub.base.forms.edit import submit_edit
from peerhub.base.forms.submit import form_status, submit
from peerhub.base.i18n.translate import _
from peerhub.base.web.extensions import limiter
from peerhub.base.web.responses import Page, page
from peerhub.base.web.spreadsheet import csv_file
from peerhub.base.web.transactions import read_session, transaction
from peerhub.commitments import access, views
from peerhub.commitments.actions import commitments as commitment_actions
from peerhub.commitments.forms import CommitmentForm, OutcomeForm
from peerhub.commitments.queries import commitments
from peerhub.commitments.rules import usual_day
from peerhub.people.login import me, token_limit_key, with_token

bp = Blueprint("commitments", __name__, url_prefix="/commitments")


@bp.get("")
def index() -> str:
    """My commitments, or my country's; grouped by state, or by the subject they came from."""
    db = read_session()
    whose = "team" if request.args.get("of") == "team" else "mine"
    shown = commitments.team(db, me(db)) if whose == "team" else commitments.mine(db, me(db))
    by_subject = request.args.get("by") == "subject"
    groups = views.by_subject(shown) if by_subject else views.by_state(shown)
    return page(
        "commitments/index.html",
        groups=groups,
        whose=whose,
        by_subject=by_subject,
        rate=commitments.done_rate(db),
        today=day(clock.now()),
        state_word=views.state_word,
    )


@bp.get("/table.csv")
def export() -> Response:
    """My commitments for a spreadsheet."""
    db = read_session()
    return csv_file("commitments.csv", views.table(commitments.mine(db, me(db))))


@bp.route("/new", methods=["GET", "POST"])
def new() -> Page:
    """Add a commitment by hand."""
    form = CommitmentForm(due_on=usual_day(day(clock.now())))
    url = submit_once(
        form,
        me(read_session()).id,
        lambda db: commitment_actions.make(db, me(db), form.new_commitment()),
        lambda commitment: url_for("commitments.show", commitment_id=commitment.id),
    )
    if url:
        flash(views.saved(is_soon=views.is_soon(form.new_commitment().due_on)), "good")
        return redirect(url)
    return page("commitments/edit.html", form=form, commitment=None), form_status()


@bp.get("/<int:commitment_id>")
def show(commitment_id: int) -> str:
    """One commitment, and for its maker the question how it went."""
    return _show(commitment_id, None)


@bp.post("/<int:commitment_id>/answer")
def answer(commitment_id: int) -> Page:
    """Say what came of it."""
    db = read_session()
    access.commitment_to_edit(db, me(db), commitment_id)
    form = OutcomeForm().offer(commitments.obstacles(db))
    state, note, obstacle = form.state.data, str(form.note.data or ""), form.obstacle_code.data
    done = submit(form, lambda db: commitment_actions.answer(db, me(db), commitment_id, state, note, obstacle).id)
    if done is not None:
        flash(_("Thank you. Your answer is saved."), "good")
        return redirect(url_for("commitments.show", commitment_id=commitment_id))
    return _show(commitment_id, form), 422


@bp.route("/<int:commitment_id>/edit", methods=["GET", "POST"])
def edit(commitment_id: int) -> Page:
    """Say it differently, or choose another day."""
    db = read_session()
    commitment = access.commitment_to_edit(db, me(db), commitment_id)
    form = CommitmentForm(obj=commitment)
    changed = submit_edit(
        form,
        lambda db: access.commitment_to_edit(db, me(db), commitment_id),
        lambda db, commitment: CommitmentForm(formdata=None, obj=commitment),
        lambda db: commitment_actions.edit(db, me(db), commitment_id, form.new_commitment()).id,
    )
    if changed is not None:
        flash(_("Your commitment was edited."), "good")
        return redirect(url_for("commitments.show", commitment_id=commitment_id))
    db = read_session()
    commitment = access.commitment_to_edit(db, me(db), commitment_id)
    return page("commitments/edit.html", form=form, commitment=commitment), form_status()


@bp.post("/<int:commitment_id>/withdraw")
def withdraw(commitment_id: int) -> Response:
    """Take it back."""
    with transaction() as db:
        commitment_actions.withdraw(db, me(db), commitment_id)
    flash(_("Your commitment was withdrawn. You can reopen it."), "good")
    return redirect(url_for("commitments.show", commitment_id=commitment_id))


@bp.post("/<int:commitment_id>/reopen")
def reopen(commitment_id: int) -> Response:
    """Open it again."""
    with transaction() as db:
        commitment_actions.reopen(db, me(db), commitment_id)
    return redirect(url_for("commitments.show", commitment_id=commitment_id))


@bp.route("/by-email/<token>", methods=["GET", "POST"])
@with_token(access.person_of_token)
@limiter.limit("60/minute", key_func=token_limit_key)
def by_email(token: str) -> Page:
    """What an email about a commitment leads to, without signing in: what was promised, and what came of it. Looking changes nothing."""
    form = OutcomeForm().offer(commitments.obstacles(read_session()))
    if form.is_submitted():
        state, note, obstacle = form.state.data, str(form.note.data or ""), form.obstacle_code.data
        if submit(form, lambda db: commitment_actions.answer_from_mail(db, token, state, note, obstacle).id):
            flash(_("Thank you. Your answer is saved."), "good")
            return redirect(url_for("commitments.by_email", token=token))
    shown = access.commitment_of_token(read_session(), token)
    words = {"is_past": views.is_past(shown), "state_word": views.state_word}
    return page("commitments/by_email.html", commitment=shown, form=form, token=token, **words), form_status()


def _show(commitment_id: int, form: OutcomeForm | None) -> str:
    db = read_session()
    commitment = access.commitment_for(db, me(db), commitment_id)
    known = OutcomeForm(state=commitment.state, note=commitment.note, obstacle_code=commitment.obstacle_code or "")
    return page(
        "commitments/show.html",
        commitment=commitment,
        is_own=commitment.person_id == me(db).id,
        is_past=views.is_past(commitment),
        obstacle=commitments.obstacle(db, commitment.obstacle_code),
        form=form or known.offer(commitments.obstacles(db)),
        state_word=views.state_word,
    )
