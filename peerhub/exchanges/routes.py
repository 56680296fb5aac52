"""Endpoints of exchanges."""

from typing import Literal

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base.forms.create import create_once
from peerhub.base.forms.edit import submit_edit
from peerhub.base.forms.submit import form_status, submit
from peerhub.base.i18n.translate import _
from peerhub.base.web.responses import page
from peerhub.base.web.transactions import read_session, transaction
from peerhub.exchanges import access, views
from peerhub.exchanges.actions import planning, teams, work
from peerhub.exchanges.forms import FacilitatorForm, GoalForm, LessonsForm, PersonForm, SessionForm
from peerhub.exchanges.models import CLOSED
from peerhub.exchanges.queries import exchanges as exchange_queries
from peerhub.exchanges.queries import workspace
from peerhub.matching.queries import proposals
from peerhub.people.login import me
from peerhub.people.models import Person

bp = Blueprint("exchanges", __name__)
bp.add_app_template_filter(views.phase_name, "phase_name")
bp.add_app_template_filter(views.phase_number, "phase_number")
bp.add_app_template_filter(views.detail, "exchange_detail")
bp.add_app_template_filter(views.sources, "sources")


@bp.get("/exchanges")
def exchanges() -> str:
    """Mine, those that run, those that are over."""
    db = read_session()
    return page(
        "exchanges/list.html",
        listing=exchange_queries.list_page(db, me(db)),
        waiting=proposals.waiting_for_me(db, me(db)),
        phases=views.phase_names(),
    )


@bp.get("/exchanges/<int:exchange_id>")
def exchange(exchange_id: int) -> str:
    """One exchange: for everybody what it is about, for its teams the place to work."""
    return _exchange_page(exchange_id)


@bp.get("/proposals/<int:proposal_id>/exchange")
def of_proposal(proposal_id: int) -> Response:
    """Go from an accepted proposal to the exchange that it opened."""
    db = read_session()
    opened = exchange_queries.of_proposal(db, me(db), proposal_id)
    return redirect(url_for("exchanges.exchange", exchange_id=opened.id))


@bp.route("/exchanges/<int:exchange_id>/goal", methods=["GET", "POST"])
def goal(exchange_id: int) -> str | Response | tuple[str, int]:
    """Say what it is about and what should come of it."""
    db = read_session()
    stored = access.exchange_to_work_on(db, me(db), exchange_id)
    form = GoalForm(obj=stored)
    subject, text = str(form.subject.data), str(form.goal.data or "")
    saving = submit_edit(
        form,
        lambda db: access.exchange_to_work_on(db, me(db), exchange_id),
        lambda db, exchange: GoalForm(formdata=None, obj=exchange),
        lambda db: work.write_goal(db, me(db), exchange_id, subject, text),
    )
    if saving:
        return _back(exchange_id, _("Saved."))
    return page("exchanges/goal.html", form=form, exchange=stored), form_status()


@bp.post("/exchanges/<int:exchange_id>/ticks")
def tick(exchange_id: int) -> Response:
    """Tick a line of the checklist, or take the tick back."""
    code = request.form.get("item", "")
    with transaction() as db:
        work.tick_item(db, me(db), exchange_id, code, request.form.get("done") == "1")
    return redirect(url_for("exchanges.exchange", exchange_id=exchange_id, _anchor="checklist"))


@bp.post("/exchanges/<int:exchange_id>/phase")
def move(exchange_id: int) -> Response:
    """Go to another phase."""
    to = request.form.get("to", "")
    if to == CLOSED:
        return redirect(url_for("exchanges.close", exchange_id=exchange_id))
    with transaction() as db:
        work.move(db, me(db), exchange_id, to)
    return _back(exchange_id, _("Both teams have been notified."))


@bp.route("/exchanges/<int:exchange_id>/close", methods=["GET", "POST"])
def close(exchange_id: int) -> str | Response | tuple[str, int]:
    """Close it with what was learned."""
    db = read_session()
    stored = access.exchange_to_work_on(db, me(db), exchange_id)
    form = LessonsForm(obj=stored)
    if submit(form, lambda db: work.move(db, me(db), exchange_id, CLOSED, str(form.lessons.data))):
        return _back(exchange_id, _("The exchange is closed. Thank you for sharing what you learned."))
    return page("exchanges/close.html", form=form, exchange=stored), form_status()


@bp.post("/exchanges/<int:exchange_id>/team")
def add_person(exchange_id: int) -> Response | tuple[str, int]:
    """Add a colleague to the team."""
    form = _person_form(_inside(exchange_id, "colleagues"))
    if submit(form, lambda db: teams.add_person(db, me(db), exchange_id, form.person_id.data)):
        return _back(exchange_id, _("Added. They have been notified."))
    return _exchange_page(exchange_id, colleague_form=form), 422


@bp.post("/exchanges/<int:exchange_id>/team/<int:person_id>/remove")
def remove_person(exchange_id: int, person_id: int) -> Response:
    """Remove somebody from the team."""
    with transaction() as db:
        teams.remove_person(db, me(db), exchange_id, person_id)
    return _back(exchange_id, _("Removed from the team and its room."))


@bp.post("/exchanges/<int:exchange_id>/facilitator")
def add_facilitator(exchange_id: int) -> Response | tuple[str, int]:
    """Choose who helps both teams."""
    form = _facilitator_form(_inside(exchange_id, "facilitators"))
    if submit(form, lambda db: teams.add_facilitator(db, me(db), exchange_id, form.person_id.data)):
        return _back(exchange_id, _("Facilitator chosen. They have been notified."))
    return _exchange_page(exchange_id, facilitator_form=form), 422


@bp.post("/exchanges/<int:exchange_id>/sessions/new")
def new_session(exchange_id: int) -> Response:
    """Write a draft with what the exchange knows, and go to its form; nobody is invited before it is sent."""
    with transaction() as db:
        person = me(db)
        exchange = access.exchange_to_plan(db, person, exchange_id)
        plan = views.first_plan(exchange, person, workspace.members(db, person, exchange))
        path = create_once(
            db,
            person.id,
            request.form.get("key", ""),
            lambda: url_for("sessions.edit", session_id=planning.draft_session(db, person, exchange_id, plan).id),
        )
    return redirect(path)


@bp.post("/exchanges/<int:exchange_id>/sessions")
def link_session(exchange_id: int) -> Response | tuple[str, int]:
    """Note that one of my sessions belongs to this exchange."""
    db = read_session()
    stored = access.exchange_to_plan(db, me(db), exchange_id)
    form = SessionForm()
    inside = workspace.page(db, me(db), stored)
    form.offer_sessions(inside.own_sessions if inside else [])
    if submit(form, lambda db: planning.plan_session(db, me(db), exchange_id, form.session_id.data)):
        return _back(exchange_id, _("The session is now part of this exchange."))
    return _exchange_page(exchange_id, session_form=form), 422


def _exchange_page(
    exchange_id: int,
    colleague_form: PersonForm | None = None,
    facilitator_form: FacilitatorForm | None = None,
    session_form: SessionForm | None = None,
) -> str:
    db = read_session()
    person = me(db)
    progress = exchange_queries.page(db, person, exchange_id)
    stored = progress.exchange
    inside = workspace.page(db, person, stored)
    if inside:
        colleague_form = colleague_form or _person_form(inside.colleagues)
        facilitator_form = facilitator_form or _facilitator_form(inside.facilitators)
        session_form = session_form or _session_form(inside)
    return page(
        "exchanges/show.html",
        progress=progress,
        exchange=stored,
        inside=inside,
        share=views.step_share(progress, inside),
        groups=views.groups(inside.steps) if inside else [],
        origin=views.origin,
        phases=views.phase_names(),
        moves=[(to, views.move_name(stored.phase, to)) for to in access.moves_of(db, person, stored)],
        may_work=access.may_work(db, person, stored),
        may_plan=access.may_plan(db, person, stored),
        part=access.part_of(db, person, stored),
        colleague_form=colleague_form,
        facilitator_form=facilitator_form,
        session_form=session_form,
    )


def _inside(exchange_id: int, name: Literal["colleagues", "facilitators"]) -> list[Person]:
    """Who can be chosen; empty for a person who may not choose, whom the action then refuses."""
    db = read_session()
    inside = workspace.page(db, me(db), exchange_queries.page(db, me(db), exchange_id).exchange)
    return (inside.colleagues if name == "colleagues" else inside.facilitators) if inside else []


def _person_form(people: list[Person]) -> PersonForm:
    form = PersonForm()
    form.offer_people(people)
    return form


def _facilitator_form(people: list[Person]) -> FacilitatorForm:
    form = FacilitatorForm()
    form.offer_people(people)
    return form


def _session_form(inside: workspace.Workspace) -> SessionForm:
    form = SessionForm()
    form.offer_sessions(inside.own_sessions)
    return form


def _back(exchange_id: int, text: str) -> Response:
    flash(text, "good")
    return redirect(url_for("exchanges.exchange", exchange_id=exchange_id))
