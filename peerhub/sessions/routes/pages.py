"""The list of sessions, and one session with what those invited do there."""

from collections.abc import Callable
from functools import lru_cache

from flask import Response, flash, get_template_attribute, redirect, request, url_for
from markupsafe import Markup

from peerhub.base.i18n.reader import language_tag
from peerhub.base.i18n.translate import _
from peerhub.base.mail.refusals import FAILURES
from peerhub.base.web.headers import let_forms_lead_out
from peerhub.base.web.numbers import whole_number
from peerhub.base.web.responses import Page, page
from peerhub.base.web.transactions import read_session, transaction
from peerhub.people.login import me
from peerhub.reference.queries import lists
from peerhub.sessions import views
from peerhub.sessions.actions import attendance, rsvp
from peerhub.sessions.forms.facilitation import CancelForm, MinutesForm
from peerhub.sessions.queries import calendar_entries
from peerhub.sessions.queries import calendar_requests as request_queries
from peerhub.sessions.queries import lists as list_queries
from peerhub.sessions.queries import session_page as session_page_queries
from peerhub.sessions.routes.blueprint import bp

BACK = {"/", "/sessions"}


@bp.get("/sessions")
def index() -> str:
    """What waits for an answer, what is next, drafts, and what is past."""
    db = read_session()
    theme = request.args.get("theme") or None
    return page(
        "sessions/index.html",
        lists=list_queries.list_page(db, me(db), theme),
        themes=lists.themes(db),
        theme=theme,
    )


@bp.get("/sessions/<int:session_id>")
def show(session_id: int) -> str:
    """One session; a draft shows the preview."""
    return session_page(session_id)


def session_page(session_id: int, cancel: CancelForm | None = None, minutes: MinutesForm | None = None) -> str:
    """The page of a session, with forms that came back with a sentence."""
    db = read_session()
    viewer = me(db)
    details = session_page_queries.page(db, viewer, session_id)
    if details.joinable:
        let_forms_lead_out()
    session = details.session
    return page(
        "sessions/show.html",
        details=details,
        session=session,
        failures=FAILURES,
        times=views.local_time_rows(details.parts),
        by_email=request_queries.from_emails(db, viewer, details) if details.runs else None,
        cancel_form=cancel,
        minutes_form=minutes or (MinutesForm(formdata=None, notes=session.notes) if details.runs else None),
        blank_reason=_blank_reason(language_tag()) if details.runs and not cancel else None,
        blank_minutes=None
        if minutes or session.notes or not details.runs
        else _blank_minutes(language_tag(), is_published=session.notes_published_at is not None),
    )


@lru_cache(maxsize=64)
def _blank_reason(_language: str) -> Markup:
    """The field of an empty form for cancelling: the same for everybody who reads in this language."""
    return _fields("reason")(CancelForm(formdata=None))


@lru_cache(maxsize=64)
def _blank_minutes(_language: str, *, is_published: bool) -> Markup:
    """The fields of a form in which no minutes are written yet."""
    return _fields("minutes")(MinutesForm(formdata=None), is_published)


def _fields(name: str) -> Callable[..., Markup]:
    fields: Callable[..., Markup] = get_template_attribute("sessions/_desk_fields.html", name)
    return fields


@bp.post("/sessions/<int:session_id>/answer")
def answer(session_id: int) -> Page:
    """Accept, tentatively accept or decline."""
    response, seen, reason = (
        request.form.get("answer", ""),
        request.form.get("seen", type=whole_number),
        request.form.get("reason"),
    )
    with transaction() as db:
        rsvp.respond(db, me(db), session_id, response, seen, reason)
    flash(_("Thank you. Your answer is saved. You can change it until the session is over."))
    back = request.form.get("back", "")
    return redirect(back if back in BACK else url_for("sessions.show", session_id=session_id))


@bp.post("/sessions/<int:session_id>/join")
def join(session_id: int) -> Page:
    """Note that the person came, and lead on to the meeting."""
    with transaction() as db:
        link = attendance.join(db, me(db), session_id)
    return redirect(link, 303)


@bp.get("/sessions/<int:session_id>.ics")
def download(session_id: int) -> Response:
    """The session as a file for a calendar."""
    db = read_session()
    body = calendar_entries.one_entry(db, me(db), session_id)
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename=session-{session_id}.ics"
    response.headers["Cache-Control"] = "private, no-store"
    return response
