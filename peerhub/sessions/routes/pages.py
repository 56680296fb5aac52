"""The list of sessions, and one session with what those invited do there."""

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from peerhub.base.i18n import _
from peerhub.base.web import let_forms_lead_out, page, reading, transaction, whole
from peerhub.people.login import me
from peerhub.reference import queries as reference
from peerhub.sessions import actions, queries, views
from peerhub.sessions.forms import CancelForm, MinutesForm
from peerhub.sessions.routes.blueprint import bp

BACK = {"/", "/sessions"}


@bp.get("/sessions")
def index() -> str:
    """What waits for an answer, what is next, drafts, and what is past."""
    db = reading()
    theme = request.args.get("theme") or None
    return page(
        "sessions/index.html",
        lists=queries.session_lists(db, me(db), theme),
        themes=reference.themes(db),
        theme=theme,
    )


@bp.get("/sessions/<int:session_id>")
def show(session_id: int) -> str:
    """One session; a draft shows the preview."""
    return shown(session_id)


def shown(session_id: int, cancel: CancelForm | None = None, minutes: MinutesForm | None = None) -> str:
    """The page of a session, with forms that came back with a sentence."""
    db = reading()
    found = queries.session_page(db, me(db), session_id)
    if found.joinable:
        let_forms_lead_out()
    return page(
        "sessions/show.html",
        it=found,
        session=found.session,
        times=views.time_rows(found.parts),
        cancel_form=cancel or CancelForm(formdata=None),
        minutes_form=minutes or MinutesForm(formdata=None, notes=found.session.notes),
    )


@bp.post("/sessions/<int:session_id>/answer")
def answer(session_id: int) -> Answer:
    """Accept, tentatively accept or decline."""
    given, seen, reason = (
        request.form.get("answer", ""),
        request.form.get("seen", type=whole),
        request.form.get("reason"),
    )
    with transaction() as db:
        actions.respond(db, me(db), session_id, given, seen, reason)
    flash(_("Thank you. Your answer is saved. You can change it until the session is over."))
    back = request.form.get("back", "")
    return redirect(back if back in BACK else url_for("sessions.show", session_id=session_id))


@bp.post("/sessions/<int:session_id>/join")
def join(session_id: int) -> Answer:
    """Note that the person came, and lead on to the meeting."""
    with transaction() as db:
        link = actions.join(db, me(db), session_id)
    return redirect(link, 303)


@bp.get("/sessions/<int:session_id>.ics")
def download(session_id: int) -> Response:
    """The session as a file for a calendar."""
    db = reading()
    body = queries.one_entry(db, me(db), session_id)
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename=session-{session_id}.ics"
    response.headers["Cache-Control"] = "private, no-store"
    return response
