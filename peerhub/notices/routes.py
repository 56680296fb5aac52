"""Endpoints of notices and of the outbox."""

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base.i18n.translate import _
from peerhub.base.web.numbers import whole_number
from peerhub.base.web.origin import own_path
from peerhub.base.web.responses import page
from peerhub.base.web.transactions import read_session, transaction
from peerhub.notices import views
from peerhub.notices.actions import notices as notice_actions
from peerhub.notices.actions import outbox as outbox_actions
from peerhub.notices.queries import notices
from peerhub.notices.queries import outbox as outbox_queries
from peerhub.people.login import me

bp = Blueprint("notices", __name__)


@bp.get("/notices")
def show() -> str:
    """The bell: newest first, unread ones marked."""
    db = read_session()
    notice_page = notices.page(db, me(db), request.args.get("before", type=whole_number))
    return page("notices/show.html", page=notice_page, lines=[views.line(notice) for notice in notice_page.notices])


@bp.get("/notices/<int:notice_id>")
def open_notice(notice_id: int) -> Response:
    """Mark a line read and go where it leads."""
    with transaction() as db:
        path = notice_actions.open(db, me(db), notice_id)
    return redirect(own_path(path))


@bp.post("/notices/read")
def read_all() -> Response:
    """Mark everything read that was on the page."""
    with transaction() as db:
        notice_actions.read_all(db, me(db), request.form.get("up_to", 0, type=whole_number))
    return redirect(url_for("notices.show"))


@bp.get("/outbox")
def outbox() -> str:
    """What emails left, to whom, when, and why not."""
    db = read_session()
    chosen = request.args.get("state", "")
    state = chosen if chosen in views.STATES else ""
    outbox_page = outbox_queries.page(db, me(db), state, request.args.get("before", type=whole_number))
    lines = [(mail, views.subject(mail)) for mail in outbox_page.mails]
    shown = {"lines": lines, "older": outbox_page.older, "private": outbox_page.private.value}
    return page("notices/outbox.html", **shown, state=state, states=views.STATES)


@bp.post("/outbox/<int:mail_id>/again")
def try_mail_again(mail_id: int) -> Response:
    """Let a failed email start over."""
    with transaction() as db:
        outbox_actions.try_again(db, me(db), mail_id)
    flash(_("The email will be sent again within a minute."), "good")
    return redirect(url_for("notices.outbox"))
