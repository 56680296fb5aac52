"""Endpoints of notices and of the outbox."""

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base.forms.edit import submit_edit
from peerhub.base.forms.submit import form_status
from peerhub.base.i18n.translate import _
from peerhub.base.mail.models import ERASED, OutgoingMail
from peerhub.base.mail.preview import Preview, html_page
from peerhub.base.mail.refusals import FAILURES
from peerhub.base.web.extensions import limiter
from peerhub.base.web.numbers import whole_number
from peerhub.base.web.origin import own_path
from peerhub.base.web.responses import page
from peerhub.base.web.transactions import read_session, transaction
from peerhub.notices import access, views
from peerhub.notices.actions import choices as choice_actions
from peerhub.notices.actions import notices as notice_actions
from peerhub.notices.actions import outbox as outbox_actions
from peerhub.notices.forms import EmailsForm
from peerhub.notices.queries import choices as choice_queries
from peerhub.notices.queries import notices
from peerhub.notices.queries import outbox as outbox_queries
from peerhub.notices.rules import NEVER, TOPICS
from peerhub.people.login import me, token_limit_key, with_token

bp = Blueprint("notices", __name__)
bp.add_app_template_filter(views.in_groups, "in_groups")


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


@bp.route("/notices/emails", methods=["GET", "POST"])
def emails() -> str | Response | tuple[str, int]:
    """Which emails I get, and when."""
    db = read_session()
    form = EmailsForm.of(choice_queries.choices_of(db, me(db)))
    saving = submit_edit(
        form,
        me,
        lambda db, person: EmailsForm.of(choice_queries.choices_of(db, person), formdata=None),
        lambda db: choice_actions.choose(db, me(db), form.frequencies, form.quiet),
    )
    if saving:
        flash(_("Saved."), "good")
        return redirect(url_for("notices.emails"))
    return page("notices/emails.html", form=form, names=TOPICS), form_status()


@bp.post("/notices/address-works")
def address_works() -> Response:
    """Let news be sent to my address again, at which emails did not arrive."""
    with transaction() as db:
        choice_actions.address_works(db, me(db))
    flash(_("Emails are sent to your address again."), "good")
    return redirect(url_for("notices.emails"))


@bp.get("/emails/stop/<token>")
@with_token(access.person_of_token)
@limiter.limit("120/minute", key_func=token_limit_key)
def stop_emails(token: str) -> str:
    """Stop the emails that this link came with, or let them come again. Looking changes nothing."""
    return _stop_page(token)


def _stop_page(token: str) -> str:
    db = read_session()
    person, topics = access.emails_of_token(db, token)
    chosen = choice_queries.choices_of(db, person).frequencies
    form = EmailsForm(formdata=None)
    names = [form[topic].label.text for topic in topics]
    stopped = all(chosen[topic] == NEVER for topic in topics)
    return page("notices/stop.html", person=person, names=names, token=token, stopped=stopped)


@bp.post("/emails/stop/<token>")
@with_token(access.person_of_token)
@limiter.limit("60/minute", key_func=token_limit_key)
def stop_or_resume_emails(token: str) -> str | Response:
    """The button of that page; and that of mail programs, which send `List-Unsubscribe=One-Click` and follow no redirect (RFC 8058,
    section 3.1)."""
    with transaction() as db:
        if request.form.get("again"):
            choice_actions.resume_from_email(db, token)
        else:
            choice_actions.stop_from_email(db, token)
    if request.form.get("List-Unsubscribe") == "One-Click":
        return _stop_page(token)
    return redirect(url_for("notices.stop_emails", token=token))


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
    return page("notices/outbox.html", **shown, state=state, states=views.STATES, failures=FAILURES)


@bp.get("/outbox/<int:mail_id>")
def outbox_mail(mail_id: int) -> str:
    """An email as its reader sees it, for the secretariat."""
    db = read_session()
    return _mail_page(*outbox_queries.shown(db, me(db), mail_id), own=False)


@bp.get("/outbox/<int:mail_id>/html")
def outbox_html(mail_id: int) -> Response:
    """The same as an email program shows it."""
    db = read_session()
    return html_page(outbox_queries.shown(db, me(db), mail_id)[1])


@bp.get("/notices/emails/sent")
def own_emails() -> str:
    """The emails that were sent to me, or wait."""
    db = read_session()
    own = outbox_queries.own_page(db, me(db), request.args.get("before", type=whole_number))
    lines = [(mail, views.subject(mail)) for mail in own.mails]
    return page("notices/own_emails.html", lines=lines, older=own.older, states=views.STATES, failures=FAILURES)


@bp.get("/notices/emails/sent/<int:mail_id>")
def own_mail(mail_id: int) -> str:
    """One of them."""
    db = read_session()
    return _mail_page(*outbox_queries.own_shown(db, me(db), mail_id), own=True)


@bp.get("/notices/emails/sent/<int:mail_id>/html")
def own_html(mail_id: int) -> Response:
    """The same as an email program shows it."""
    db = read_session()
    return html_page(outbox_queries.own_shown(db, me(db), mail_id)[1])


def _mail_page(mail: OutgoingMail, preview: Preview | None, *, own: bool) -> str:
    html_url = url_for("notices.own_html" if own else "notices.outbox_html", mail_id=mail.id)
    shown = {"states": views.STATES, "failures": FAILURES, "kept": mail.state not in ERASED}
    return page("notices/mail.html", mail=mail, preview=preview, html_url=html_url, own=own, **shown)


@bp.post("/outbox/<int:mail_id>/again")
def try_mail_again(mail_id: int) -> Response:
    """Let a failed email start over."""
    with transaction() as db:
        outbox_actions.try_again(db, me(db), mail_id)
    flash(_("The email will be sent again within a minute."), "good")
    return redirect(url_for("notices.outbox"))
