"""Writing a session down, looking at it, sending it out."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base.database.engine import Db
from peerhub.base.errors import Conflict
from peerhub.base.forms.create import submit_once
from peerhub.base.forms.edit import show_again, submit_edit
from peerhub.base.forms.form import check_filled
from peerhub.base.forms.submit import form_status
from peerhub.base.i18n import zones
from peerhub.base.i18n.translate import _
from peerhub.base.web.extensions import limiter
from peerhub.base.web.numbers import whole_number
from peerhub.base.web.responses import Page, page
from peerhub.base.web.transactions import read_session, transaction
from peerhub.people.login import me, person_limit_key
from peerhub.people.queries import places
from peerhub.sessions import access, views
from peerhub.sessions.actions import changes, drafts, invitations
from peerhub.sessions.forms import initial_values
from peerhub.sessions.forms.session import SessionForm
from peerhub.sessions.models import DRAFT, Session
from peerhub.sessions.queries import calendar_requests
from peerhub.sessions.queries import choices as choice_queries
from peerhub.sessions.routes.blueprint import bp
from peerhub.sessions.routes.pages import session_page


@bp.route("/sessions/new", methods=["GET", "POST"])
def new() -> Page:
    """A new session, filled in with what is usual, or with an earlier session (`?copy=12`)."""
    db = read_session()
    person, copied = me(db), request.args.get("copy", type=whole_number)
    choices = choice_queries.choices(db, person)
    if copied is None:
        values = initial_values.new_session_values(person)
    else:
        written = choice_queries.plan_of_visible(db, person, copied)
        values = initial_values.existing_session_values(written, copied=True, scheduler=person)
        if not access.leads(db, person, written.session):
            values["join_link"] = ""

    def save(form: SessionForm) -> str | None:
        return submit_once(form, person.id, lambda db: drafts.create(db, me(db), form.plan()), _page_of)

    return _plan(_form(db, choices, values), choices, save, None)


@bp.route("/sessions/<int:session_id>/edit", methods=["GET", "POST"])
@limiter.limit("120/hour", methods=["POST"], key_func=person_limit_key)  # each change can mail everybody invited
def edit(session_id: int) -> Page:
    """Change a draft or a session that people know of already."""
    db = read_session()
    person = me(db)
    session = access.session_to_run(db, person, session_id)
    choices = choice_queries.choices_for(db, person, session)

    def filled_from(db: Db, session: Session) -> dict[str, Any]:
        return initial_values.existing_session_values(
            choice_queries.plan_of(db, session), copied=False, scheduler=person
        )

    def save(form: SessionForm) -> str | None:
        return submit_edit(
            form,
            lambda db: access.session_to_run(db, me(db), session_id),
            lambda db, session: _form(db, choices, filled_from(db, session), formdata=None),
            lambda db: _page_of(changes.change(db, me(db), session_id, form.plan())),
        )

    form, proposed = _form(db, choices, filled_from(db, session)), request.args.get("proposal", type=whole_number)
    if proposed is not None and request.method == "GET":
        proposal = calendar_requests.proposal(db, person, session_id, proposed)
        form.propose(proposal.starts_at, proposal.ends_at)
    return _plan(form, choices, save, session)


def _page_of(session: Session) -> str:
    return url_for("sessions.show", session_id=session.id)


def _form(db: Db, choices: choice_queries.Choices, values: dict[str, Any], **sent: Any) -> SessionForm:
    """The form, filled with `values` and with what was sent (`formdata=None`: without), its lists offered."""
    people = values.pop("people", [])
    offered = choice_queries.team_of(db, [country["code"] for country in values.get("countries", [])])
    form = SessionForm(**sent, **values, people=people, offered=",".join(str(person.id) for person in offered))
    form.offer(choices)
    every, near = places.zones(db, me(db))
    form.zone.choices = zones.choices([*every, form.zone.data or ""], near)
    form.seat(choice_queries.team_of(db, form.codes()), choices.without_country)
    form.remember()
    return form


def _plan(
    form: SessionForm,
    choices: choice_queries.Choices,
    save: Callable[[SessionForm], str | None],
    session: Session | None,
) -> Page:
    """Show the form, add rows to it, or save it."""
    status = 200
    if more := request.form.get("more"):
        status = 200 if check_filled(form) else 422
        form.grow(more)
    elif request.method == "POST":
        state = session.state if session else DRAFT
        if done := save(form):
            if state != DRAFT:
                flash(_("The change is saved. Everyone affected gets an email."))
            return redirect(done)
        status = form_status()
    teams = choice_queries.team_of(read_session(), form.codes())
    if form.conflict:
        form.offered.data = ",".join(str(person.id) for person in teams)  # nobody new: both have chosen already
        form.offer(choices)
        form.seat(teams, choices.without_country)
    everybody = views.groups([*teams, *choices.without_country], choices.countries)
    return page("sessions/form.html", form=form, groups=everybody, session=session), status


@bp.post("/sessions/<int:session_id>/send")
@limiter.limit("60/hour", key_func=person_limit_key)
def send(session_id: int) -> Page:
    """Send the invitations; a draft that says something else by now is shown again first."""
    try:
        with transaction() as db:
            invitations.send(db, me(db), session_id, request.form.get("seen"))
    except Conflict as refusal:
        return show_again(refusal, lambda: session_page(session_id))
    flash(_("The invitations are on their way."))
    return redirect(url_for("sessions.show", session_id=session_id))


@bp.post("/sessions/<int:session_id>/delete")
def delete(session_id: int) -> Response:
    """Delete a draft."""
    with transaction() as db:
        drafts.delete(db, me(db), session_id)
    flash(_("The draft is deleted. No one was notified."))
    return redirect(url_for("sessions.index"))
