"""Endpoints of links in emails and calendars, without signing in: the address is signed and good for one invitation."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base.web.extensions import limiter
from peerhub.base.web.headers import let_forms_lead_out
from peerhub.base.web.numbers import whole_number
from peerhub.base.web.responses import page
from peerhub.base.web.transactions import read_session, transaction
from peerhub.people.login import token_limit_key, with_token
from peerhub.sessions import views
from peerhub.sessions.actions import attendance, rsvp
from peerhub.sessions.models import ANSWERS
from peerhub.sessions.queries import session_page
from peerhub.sessions.routes.blueprint import bp


@bp.get("/invitations/<token>")
@with_token(session_page.person_invited)
@limiter.limit("120/minute", key_func=token_limit_key)
def invitation(token: str) -> str:
    """The session and the answer given so far. Looking changes nothing."""
    return _invitation_page(token)


def _invitation_page(token: str) -> str:
    details = session_page.invitation_page(read_session(), token)
    if details.joinable:
        let_forms_lead_out()
    chosen = request.args.get("answer", "")
    return page(
        "sessions/invitation.html",
        details=details,
        session=details.session,
        times=views.local_time_rows(details.parts),
        token=token,
        chosen=chosen if chosen in ANSWERS else "",
    )


@bp.post("/invitations/<token>")
@with_token(session_page.person_invited)
@limiter.limit("60/minute", key_func=token_limit_key)
def answer_invitation(token: str) -> Response:
    """Save the answer."""
    response, seen, reason = (
        request.form.get("answer", ""),
        request.form.get("seen", type=whole_number),
        request.form.get("reason"),
    )
    with transaction() as db:
        rsvp.respond_from_mail(db, token, response, seen, reason)
    return redirect(url_for("sessions.invitation", token=token))


@bp.get("/invitations/<token>/join")
@with_token(session_page.person_invited)
@limiter.limit("120/minute", key_func=token_limit_key)
def meeting(token: str) -> str:
    """Where a calendar leads to: the button that joins. Calendars and mail programs follow links, so looking changes nothing."""
    return _invitation_page(token)


@bp.post("/invitations/<token>/join")
@with_token(session_page.person_invited)
@limiter.limit("60/minute", key_func=token_limit_key)
def join_from_mail(token: str) -> Response:
    """Note that the person came, and lead on to the meeting."""
    with transaction() as db:
        link = attendance.join_from_mail(db, token)
    return redirect(link, 303)
