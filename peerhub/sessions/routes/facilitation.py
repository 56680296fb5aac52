"""What facilitators do: withdraw, cancel, end, note who came, write the minutes."""

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base.errors import Invalid
from peerhub.base.forms.edit import submit_edit
from peerhub.base.forms.submit import form_status, submit
from peerhub.base.i18n.translate import _
from peerhub.base.text import markdown
from peerhub.base.web.extensions import limiter
from peerhub.base.web.numbers import whole_number
from peerhub.base.web.responses import Page, page
from peerhub.base.web.transactions import end_read_session, read_session, transaction
from peerhub.people.login import me, person_limit_key
from peerhub.sessions import access, views
from peerhub.sessions.actions import attendance as attendance_actions
from peerhub.sessions.actions import calendar_requests, changes, ending, notes
from peerhub.sessions.actions import minutes as minutes_actions
from peerhub.sessions.forms.facilitation import CancelForm, MinutesForm
from peerhub.sessions.queries import minutes as minutes_queries
from peerhub.sessions.routes.blueprint import bp
from peerhub.sessions.routes.pages import session_page


@bp.post("/sessions/<int:session_id>/withdraw/<int:person_id>")
def withdraw(session_id: int, person_id: int) -> Response:
    """Take back one person's invitation."""
    with transaction() as db:
        changes.withdraw(db, me(db), session_id, person_id)
    flash(_("The invitation is withdrawn. Only this person is notified."))
    return _back(session_id)


@bp.post("/sessions/<int:session_id>/cancel")
def cancel(session_id: int) -> Page:
    """Cancel the session."""
    form = CancelForm()
    if submit(form, lambda db: changes.cancel(db, me(db), session_id, form.reason.data or "")):
        flash(_("The session is cancelled. Everyone who knows of it gets an email."))
        return _back(session_id)
    return session_page(session_id, cancel=form), 422


@bp.post("/sessions/<int:session_id>/end")
def end(session_id: int) -> Response:
    """End a running session, with who came where the form says it."""
    came, read = _came() if "noting" in request.form else (None, None)
    with transaction() as db:
        ending.end(db, me(db), session_id, came, read)
    flash(_("The session has ended. Write down the results."))
    return _back(session_id)


@bp.post("/sessions/<int:session_id>/attendance")
def attendance(session_id: int) -> Response:
    """Note who came."""
    came, read = _came()
    with transaction() as db:
        attendance_actions.record(db, me(db), session_id, came, read)
    flash(_("Attendance is saved."))
    return _back(session_id)


@bp.post("/sessions/<int:session_id>/minutes")
def minutes(session_id: int) -> Page:
    """Save or publish the minutes."""
    db = read_session()
    access.session_to_run(db, me(db), session_id)  # before any work on the text
    form = MinutesForm()
    publish = bool(form.publish.data)
    if form.validate_on_submit():
        end_read_session()
        markdown.render(form.notes.data or "")  # before the transaction, so that nobody waits for its lock meanwhile
    saving = submit_edit(
        form,
        lambda db: access.session_to_run(db, me(db), session_id),
        lambda _db, session: MinutesForm(formdata=None, notes=session.notes),
        lambda db: minutes_actions.save(db, me(db), session_id, form.notes.data or "", publish=publish),
    )
    if saving:
        flash(_("The minutes are saved."))
        return _back(session_id)
    return session_page(session_id, minutes=form), form_status()


@bp.get("/sessions/<int:session_id>/minutes/versions")
def minutes_versions(session_id: int) -> str:
    """What the minutes said before, and what each change did."""
    db = read_session()
    session, versions = minutes_queries.minutes_versions(db, me(db), session_id)
    return page("sessions/minutes.html", session=session, changes=views.minutes_changes(versions))


@bp.post("/sessions/<int:session_id>/requests")
@limiter.limit("120/hour", key_func=person_limit_key)  # each invitation is an email
def decide(session_id: int) -> Response:
    """Decide on an answer that came by email: invite who wrote it, count it for somebody, or do nothing."""
    decision, mark = request.form.get("decision", ""), request.form.get("request", "")
    told = False
    with transaction() as db:
        access.session_to_run(db, me(db), session_id)
        if decision == "invite":
            calendar_requests.invite(db, me(db), session_id, mark)
        elif decision == "count":
            person_id = request.form.get("person", type=whole_number)
            calendar_requests.count(db, me(db), session_id, mark, person_id)
        elif decision == "dismiss":
            told = calendar_requests.dismiss(db, me(db), session_id, mark)
        else:
            raise Invalid(_("Choose what to do with this answer."))
    done = _("The time stays. Who proposed another one gets an email.") if told else _("The answer is dismissed.")
    said = {"invite": _("The invitation is on its way."), "count": _("The answer counts.")}
    flash(said.get(decision, done))
    return _back(session_id)


@bp.post("/sessions/<int:session_id>/notes/<int:note_id>/delete")
def delete_note(session_id: int, note_id: int) -> Response:
    """Delete what somebody who is invited wrote by email."""
    with transaction() as db:
        notes.delete(db, me(db), session_id, note_id)
    flash(_("The note is deleted."))
    return _back(session_id)


def _came() -> tuple[set[int], set[int] | None]:
    """Who is ticked, and who was when the page was rendered; None where a program does not say."""
    read = set(request.form.getlist("read", type=whole_number)) if "read" in request.form else None
    return set(request.form.getlist("came", type=whole_number)), read


def _back(session_id: int) -> Response:
    return redirect(url_for("sessions.show", session_id=session_id))
