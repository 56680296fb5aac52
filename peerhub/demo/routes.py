"""Endpoints of the demonstration: its emails, its clock, and the parts that pages are made of."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base import clock
from peerhub.base.database.current import database
from peerhub.base.errors import NotFound
from peerhub.base.i18n.translate import _
from peerhub.base.mail.preview import sandboxed
from peerhub.base.mail.transport import mail_folder
from peerhub.base.web.responses import page
from peerhub.base.web.transactions import read_session, transaction
from peerhub.demo import accounts
from peerhub.demo.gallery import gallery
from peerhub.demo.replies import PARTSTATS, calendar_answer, reply_to
from peerhub.demo.rules import StoredMail, read_mail, stored_mails
from peerhub.demo.timing import next_session, step_to
from peerhub.incoming.actions import handling, store
from peerhub.people import login

bp = Blueprint("demo", __name__)

LATEST = 200
LONGEST_REPLY = 20_000  # characters
STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1), "back": timedelta(0)}
SESSION_STEPS = ("next", "end")


@bp.app_context_processor
def places() -> dict[str, Any]:
    """What the foot of every page links to while this is a demonstration."""
    paths = {"/demo/accounts": _("Accounts"), "/demo/mail": _("Emails"), "/demo/clock": _("Clock")}
    return {"demo_places": list(paths.items())}


@bp.get("/demo/accounts")
@login.public
def list_accounts() -> str:
    """The accounts of the demonstration, those worth trying first on top; each signs in with one button."""
    shown = [accounts.shown(row) for row in accounts.rows()]
    return page("demo/accounts.html", accounts=sorted(shown, key=lambda account: not account["first"]))


@bp.get("/demo/mail")
@login.public
def inbox() -> str:
    """The emails of the demonstration, newest first."""
    address = request.args.get("to", "").strip().casefold()
    settings = database().settings
    mails = stored_mails(mail_folder(settings), LATEST + 1, address)
    shown = {"mails": mails[:LATEST], "more": len(mails) > LATEST, "is_sent": bool(settings.smtp_host)}
    return page("demo/inbox.html", **shown, address=address)


@bp.get("/demo/mail/<name>")
@login.public
def mail(name: str) -> str:
    """One email, as text."""
    return page("demo/mail.html", mail=_kept(name))


@bp.get("/demo/mail/<name>/html")
@login.public
def mail_html(name: str) -> Response:
    """One email as an email program shows it: without scripts or anything from elsewhere, but with the styles that emails carry."""
    return sandboxed(_kept(name).html)


@bp.post("/demo/mail/<name>/reply")
@login.public
def reply(name: str) -> Response:
    """Answer an email as its reader would, by writing or with their calendar."""
    kept, text, answer = _kept(name), request.form.get("text", "").strip(), request.form.get("answer", "")
    if answer in PARTSTATS and kept.asks_calendar:
        to, message = calendar_answer(kept, answer)
    elif text and kept.reply_to:
        to, message = reply_to(kept, text[:LONGEST_REPLY])
    else:
        flash(_("Write your reply first."), "warn")
        return redirect(url_for("demo.mail", name=name))
    with transaction() as db:
        store.store(db, to, kept.address, message.as_bytes(), str(message["Message-ID"]))
    handling.handle_due(database(), current_app.extensions[handling.HANDLERS])
    flash(_("The reply has arrived. The secretariat sees under Incoming emails what became of it."), "good")
    return redirect(url_for("demo.mail", name=name))


def _kept(name: str) -> StoredMail:
    path = mail_folder(database().settings) / f"{name}.eml"
    if not name.isalnum() or not path.exists():
        raise NotFound
    return read_mail(path)


@bp.route("/demo/clock", methods=["GET"])
@login.public
def show_clock() -> str:
    """What time the demonstration takes it to be."""
    return page("demo/clock.html", now=clock.now(), moved=clock.offset(), ahead=next_session(read_session()))


@bp.post("/demo/clock")
@login.public
def move_clock() -> Response:
    """Move the demonstration's clock on, or back to the true time."""
    step = request.form.get("step", "")
    if step in SESSION_STEPS:
        target = step_to(read_session(), step)
        if target is None:
            flash(_("There are no upcoming sessions. Schedule one first."), "warn")
            return redirect(url_for("demo.show_clock"))
        by = target[0]
        flash(_("The clock is now at this session: “%(title)s”.", title=target[1].title), "good")
    elif step in STEPS:
        by = STEPS[step] if step != "back" else -clock.offset()
    else:
        raise NotFound
    clock.move(by)
    flash(_("The demonstration’s clock was moved. Emails that are due are sent within seconds."), "good")
    return redirect(url_for("demo.show_clock"))


@bp.get("/design")
@login.public
def design() -> str:
    """Every part that pages are made of, for those who build pages."""
    return page("design/gallery.html", **gallery(read_session()))
