"""Doors of signing in and out."""

import hashlib

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base.i18n import _
from peerhub.base.web import attempt, form_status, limiter, page, reading, transaction
from peerhub.people import login, queries
from peerhub.people.actions import sign_in as actions
from peerhub.people.forms import LinkForm, SignInForm
from peerhub.people.routes.blueprint import bp
from peerhub.people.rules import own_path


def _account_asked_for() -> str:
    """Counts tries per address, known or not, so that the answer tells nothing; hashed, so that none is kept."""
    email = request.form.get("email", "").strip().casefold()
    return hashlib.sha256(email.encode(errors="replace")).hexdigest()


@bp.route("/sign-in", methods=["GET", "POST"])
@login.public
@limiter.limit("20/minute;120/hour", methods=["POST"])
@limiter.limit("8/minute;30/hour", methods=["POST"], key_func=_account_asked_for)
def sign_in() -> str | Response | tuple[str, int]:
    """Sign in with a password."""
    form = SignInForm()
    if form.validate_on_submit():
        person = login.person_of_password(str(form.email.data), str(form.password.data))
        if person:
            login.sign_in(person)
            return redirect(own_path(request.form.get("next", "")))
        form.form_errors.append(_("Address and password do not fit together. Try again, or ask for a link by mail."))
    wanted = request.values.get("next", "")
    return page("people/sign_in.html", form=form, next=wanted), form_status()


@bp.post("/sign-out")
def sign_out() -> Response:
    """End the sign-in on this device."""
    login.sign_out()
    return redirect(url_for("people.sign_in"))


@bp.route("/sign-in/link", methods=["GET", "POST"])
@login.public
@limiter.limit("5/minute;30/hour", methods=["POST"])
def ask_for_link() -> str | tuple[str, int]:
    """Ask for a link by mail; the answer is the same whether the address has an account or not."""
    form = LinkForm()
    asked = form.validate_on_submit()
    if asked:
        attempt(form, lambda db: actions.send_link(db, str(form.email.data)))
        return page("people/link_sent.html", email=form.email.data)
    return page("people/ask_for_link.html", form=form), form_status()


@bp.get("/sign-in/link/<token>")
@login.public
def link(token: str) -> str | tuple[str, int]:
    """What a link in a mail opens: a button. Programs that look at links before people do change nothing."""
    usable = queries.sign_in_link(reading(), token) is not None
    return page("people/link.html", token=token, usable=usable), 200 if usable else 404


@bp.post("/sign-in/link/<token>")
@login.public
@limiter.limit("20/minute")
def use_link(token: str) -> str | Response | tuple[str, int]:
    """Sign in with the link."""
    with transaction() as db:
        person = actions.use_link(db, token)
    if person is None:
        return page("people/link.html", token=token, usable=False), 404
    login.sign_in(person)
    return redirect("/")
