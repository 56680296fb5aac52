"""The emails of a session, for those who run it: how far they are, and what an invitation looks like before it is sent."""

from flask import request
from werkzeug.wrappers import Response

from peerhub.base.database.current import database
from peerhub.base.i18n.languages import LANGUAGE_NAMES
from peerhub.base.mail.preview import html_page
from peerhub.base.web.numbers import whole_number
from peerhub.base.web.responses import page
from peerhub.base.web.transactions import read_session
from peerhub.people.login import me
from peerhub.sessions.queries import invitation_email
from peerhub.sessions.queries import sending as sending_queries
from peerhub.sessions.queries.invitation_email import InvitationEmail
from peerhub.sessions.routes.blueprint import bp


@bp.get("/sessions/<int:session_id>/sending")
def sending(session_id: int) -> str:
    """How far the emails of a session have left; the page is loaded again by itself until they have."""
    db = read_session()
    session, progress = sending_queries.sending_page(db, me(db), session_id)
    return page("sessions/sending.html", session=session, sending=progress)


@bp.get("/sessions/<int:session_id>/email")
def email(session_id: int) -> str:
    """The invitation as one of those invited will read it (`?to=12`), in their language or in another (`?language=fr`)."""
    shown, chosen = _chosen(session_id), request.args.get("language", "")
    offered = {code: LANGUAGE_NAMES.get(code, code) for code in database().settings.languages}
    return page("sessions/email.html", shown=shown, chosen=chosen, offered=offered)


@bp.get("/sessions/<int:session_id>/email/html")
def email_html(session_id: int) -> Response:
    """The same as an email program shows it."""
    return html_page(_chosen(session_id).preview)


def _chosen(session_id: int) -> InvitationEmail:
    db, person_id = read_session(), request.args.get("to", type=whole_number)
    return invitation_email.invitation_email(db, me(db), session_id, person_id, request.args.get("language", ""))
