"""What facilitators do: withdraw, cancel, end, note who came, write the minutes."""

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base import markdown
from peerhub.base.editing import attempt_edit
from peerhub.base.i18n import _
from peerhub.base.web import attempt, form_status, let_go, page, reading, transaction, whole
from peerhub.people.login import me
from peerhub.sessions import actions, queries, views
from peerhub.sessions.forms import CancelForm, MinutesForm
from peerhub.sessions.routes.blueprint import bp
from peerhub.sessions.routes.pages import shown

Page = Response | tuple[str, int]


@bp.post("/sessions/<int:session_id>/withdraw/<int:person_id>")
def withdraw(session_id: int, person_id: int) -> Response:
    """Take back one person's invitation."""
    with transaction() as db:
        actions.withdraw(db, me(db), session_id, person_id)
    flash(_("The invitation is withdrawn. Only this person is told."))
    return _back(session_id)


@bp.post("/sessions/<int:session_id>/cancel")
def cancel(session_id: int) -> Page:
    """Call the session off."""
    form = CancelForm()
    if attempt(form, lambda db: actions.cancel_session(db, me(db), session_id, form.reason.data or "")):
        flash(_("The session is cancelled. Everybody invited gets an email."))
        return _back(session_id)
    return shown(session_id, cancel=form), 422


@bp.post("/sessions/<int:session_id>/end")
def end(session_id: int) -> Response:
    """End a running session, with who came where the form says it."""
    came, read = _came() if "noting" in request.form else (None, None)
    with transaction() as db:
        actions.end_session(db, me(db), session_id, came, read)
    flash(_("The session has ended. Write down the results."))
    return _back(session_id)


@bp.post("/sessions/<int:session_id>/attendance")
def attendance(session_id: int) -> Response:
    """Note who came."""
    came, read = _came()
    with transaction() as db:
        actions.note_attendance(db, me(db), session_id, came, read)
    flash(_("Attendance is saved."))
    return _back(session_id)


@bp.post("/sessions/<int:session_id>/minutes")
def minutes(session_id: int) -> Page:
    """Keep or publish the minutes."""
    db = reading()
    queries.session_to_change(db, me(db), session_id)  # before any work on the text
    form = MinutesForm()
    publish = bool(form.publish.data)
    if form.validate_on_submit():
        let_go()
        markdown.drawn(form.notes.data or "")  # before the transaction, so that nobody waits for its lock meanwhile
    saving = attempt_edit(
        form,
        lambda db: queries.session_to_change(db, me(db), session_id),
        lambda _db, session: MinutesForm(formdata=None, notes=session.notes),
        lambda db: actions.save_minutes(db, me(db), session_id, form.notes.data or "", publish=publish),
    )
    if saving:
        flash(_("The minutes are saved."))
        return _back(session_id)
    return shown(session_id, minutes=form), form_status()


@bp.get("/sessions/<int:session_id>/minutes/versions")
def minutes_versions(session_id: int) -> str:
    """What the minutes said before, and what each change did."""
    db = reading()
    session, kept = queries.minutes_versions(db, me(db), session_id)
    return page("sessions/minutes.html", session=session, changes=views.minutes_changes(kept))


def _came() -> tuple[set[int], set[int] | None]:
    """Who is ticked, and who was when the page was drawn; None where a program does not say."""
    read = set(request.form.getlist("read", type=whole)) if "read" in request.form else None
    return set(request.form.getlist("came", type=whole)), read


def _back(session_id: int) -> Response:
    return redirect(url_for("sessions.show", session_id=session_id))
