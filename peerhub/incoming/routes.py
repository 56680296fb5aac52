"""Endpoints of incoming emails, for the secretariat."""

from flask import Blueprint, current_app, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base.database.current import database
from peerhub.base.database.engine import Db
from peerhub.base.errors import Conflict
from peerhub.base.forms.submit import form_status, submit
from peerhub.base.i18n.translate import _
from peerhub.base.web.numbers import whole_number
from peerhub.base.web.responses import page
from peerhub.base.web.transactions import end_read_session, read_session, transaction
from peerhub.incoming import views
from peerhub.incoming.actions import deciding, handling
from peerhub.incoming.forms import HandleAsForm
from peerhub.incoming.queries import mails
from peerhub.incoming.rules import Handlers, Letter, Outcome
from peerhub.people.login import me

bp = Blueprint("incoming", __name__)


@bp.get("/incoming")
def index() -> str:
    """What emails came in, and what became of them."""
    db = read_session()
    chosen = request.args.get("state", "")
    state = chosen if chosen in views.STATES else ""
    found = mails.page(db, me(db), state, request.args.get("before", type=whole_number))
    shown = {"mails": found.mails, "older": found.older, "reason": views.reason, "subject": views.subject}
    return page("incoming/index.html", **shown, state_of=views.state, state=state, states=views.STATES)


@bp.route("/incoming/<int:mail_id>", methods=["GET", "POST"])
def show(mail_id: int) -> str | Response | tuple[str, int]:
    """One email, and what can be done with it. Sending the form says what it is."""
    db = read_session()
    mail, content = deciding.mail_to_read(db, me(db), mail_id)
    end_read_session()
    found = deciding.read(database().settings, _handlers(), mail, content)
    db = read_session()
    mail, letter = deciding.letter_of(db, me(db), _handlers(), mail_id, found)
    form = HandleAsForm(data={"email": letter.sender if letter else ""})
    if form.is_submitted() and letter is None:
        raise Conflict(_("This email has been handled already."))
    if letter and (outcome := submit(form, lambda db: _handle_as(db, mail_id, letter, form))):
        flash(str(views.reason(outcome.reason)), "good")
        return redirect(url_for("incoming.show", mail_id=mail_id))
    words = {"state_of": views.state, "reason": views.reason, "short": views.short, "subject": views.subject}
    html = page("incoming/show.html", mail=mail, letter=letter, form=form, **words)
    return html, form_status()


def _handle_as(db: Db, mail_id: int, letter: Letter, form: HandleAsForm) -> Outcome:
    chosen = str(form.purpose.data), form.number, str(form.email.data or "")
    return deciding.handle_as(db, me(db), _handlers(), letter, mail_id, *chosen)


def _handlers() -> Handlers:
    handlers: Handlers = current_app.extensions[handling.HANDLERS]
    return handlers


@bp.post("/incoming/<int:mail_id>/again")
def handle_again(mail_id: int) -> Response:
    """Handle it as if it had just arrived."""
    with transaction() as db:
        deciding.handle_again(db, me(db), mail_id)
    flash(_("The email will be handled again within a minute."), "good")
    return redirect(url_for("incoming.index"))


@bp.post("/incoming/<int:mail_id>/dismiss")
def dismiss(mail_id: int) -> Response:
    """Nothing is to be done with it."""
    with transaction() as db:
        deciding.dismiss(db, me(db), mail_id)
    return redirect(url_for("incoming.index", state="held"))
