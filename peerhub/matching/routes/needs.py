"""Endpoints of needs and of what is suggested for them."""

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base.errors import Conflict
from peerhub.base.forms.create import submit_once
from peerhub.base.forms.edit import show_again, submit_edit
from peerhub.base.forms.submit import form_status
from peerhub.base.i18n.translate import _
from peerhub.base.web.numbers import whole_number
from peerhub.base.web.responses import page
from peerhub.base.web.transactions import read_session, transaction
from peerhub.matching import access, views
from peerhub.matching.actions import proposals as proposal_actions
from peerhub.matching.actions import statements as statement_actions
from peerhub.matching.forms import NeedForm, ProposalForm
from peerhub.matching.queries import proposals as proposal_queries
from peerhub.matching.queries import statements as statement_queries
from peerhub.matching.queries import suggestions
from peerhub.matching.routes.blueprint import bp, prepare, saved, theme_code, theme_filter
from peerhub.people.login import me
from peerhub.reference.queries import lists


@bp.get("/needs")
def needs() -> str:
    """What countries seek."""
    db = read_session()
    person = me(db)
    return page(
        "matching/needs.html",
        listing=statement_queries.needs(db, person, theme_code(), request.args.get("before", type=whole_number)),
        themes=theme_filter("matching.needs", lists.themes(db)),
        theme=theme_code(),
        may_state=access.may_add_statement(person),
        waiting=proposal_queries.waiting_for_me(db, person),
    )


@bp.route("/needs/new", methods=["GET", "POST"])
def new_need() -> str | Response | tuple[str, int]:
    """State a need."""
    db = read_session()
    person = me(db)
    access.must_have_seat(person)
    form = NeedForm()
    prepare(form, statement_queries.choices(db, person), person)
    url = submit_once(
        form,
        person.id,
        lambda db: statement_actions.add_need(db, me(db), form.text()),
        lambda need: url_for("matching.need", need_id=need.id),
    )
    if url:
        return saved(url)
    return page("matching/need_form.html", form=form, need=None), form_status()


@bp.get("/needs/<int:need_id>")
def need(need_id: int) -> str:
    """A need; for its team what is suggested for it, with reasons."""
    db = read_session()
    person = me(db)
    stored = access.need_for(db, person, need_id)
    suggested = suggestions.suggestions(db, person, stored)
    areas = statement_queries.area_names(db) if suggested else {}
    return page(
        "matching/need.html",
        need=stored,
        outcome=statement_queries.outcome(db, stored),
        activities=lists.activities(db, stored.activities),
        suggested=suggested,
        why=lambda suggestion: views.explain(suggestion, areas),
        cause=views.unsuitable_reason,
        proposals=proposal_queries.of_need(db, person, stored),
        may_edit=access.may_edit(db, person, stored),
        may_propose=access.may_propose(db, person, stored),
    )


@bp.route("/needs/<int:need_id>/edit", methods=["GET", "POST"])
def edit_need(need_id: int) -> str | Response | tuple[str, int]:
    """Change what a need says."""
    db = read_session()
    person = me(db)
    stored = access.need_to_edit(db, person, need_id)
    form = NeedForm(obj=stored)
    prepare(form, statement_queries.choices(db, person, stored), person, stored)
    saving = submit_edit(
        form,
        lambda db: access.need_to_edit(db, me(db), need_id),
        lambda db, need: NeedForm(formdata=None, obj=need),
        lambda db: statement_actions.edit_need(db, me(db), need_id, form.text()),
    )
    if saving:
        return saved(url_for("matching.need", need_id=need_id))
    return page("matching/need_form.html", form=form, need=stored), form_status()


@bp.post("/needs/<int:need_id>/state")
def set_need_state(need_id: int) -> Response | tuple[str, int]:
    """Open, pause, meet or withdraw a need."""
    try:
        with transaction() as db:
            statement_actions.set_need_state(
                db, me(db), need_id, request.form.get("state", ""), request.form.get("seen")
            )
    except Conflict as refusal:
        return show_again(refusal, lambda: need(need_id))
    return saved(url_for("matching.need", need_id=need_id))


@bp.route("/needs/<int:need_id>/propose/<int:offer_id>", methods=["GET", "POST"])
def propose(need_id: int, offer_id: int) -> str | Response | tuple[str, int]:
    """Propose an exchange to the country of an offer, with a message."""
    db = read_session()
    person = me(db)
    need = access.need_to_propose_for(db, person, need_id)
    suggested = suggestions.suggestion(db, person, need_id, offer_id)
    form = ProposalForm()
    url = submit_once(
        form,
        person.id,
        lambda db: proposal_actions.propose(db, me(db), need_id, offer_id, str(form.message.data)),
        lambda proposal: url_for("matching.proposal", proposal_id=proposal.id),
    )
    if url:
        flash(_("The proposal has been sent. The other team gets an email."), "good")
        return redirect(url)
    return page(
        "matching/propose.html",
        form=form,
        need=need,
        offer=suggested.offer,
        why=views.explain(suggested, statement_queries.area_names(db))
        if isinstance(suggested, suggestions.Suggested)
        else None,
        cause=views.unsuitable_reason(suggested) if isinstance(suggested, suggestions.Rejected) else "",
    ), form_status()
