"""Doors of accounts."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base.i18n import _
from peerhub.base.web import limiter, page, reading
from peerhub.people import actions, login
from peerhub.people.forms import SignInForm

bp = Blueprint("people", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@login.public
@limiter.limit("10/minute;60/hour", methods=["POST"])
def sign_in() -> str | Response | tuple[str, int]:
    """Sign in with a password, or ask for a link by mail."""
    form = SignInForm()
    status = 200
    if form.validate_on_submit():
        person = actions.check_password(reading(), str(form.email.data), str(form.password.data))
        if person:
            login.sign_in(person)
            return redirect(_after_sign_in())
        form.form_errors.append(_("Address and password do not fit together. Try again, or ask for a link by mail."))
    if request.method == "POST":
        status = 422
    return page("people/sign_in.html", form=form, next=request.args.get("next", "")), status


@bp.post("/sign-out")
def sign_out() -> Response:
    """End the sign-in on this device."""
    login.sign_out()
    return redirect(url_for("people.sign_in"))


def _after_sign_in() -> str:
    """The page that was asked for before, if it is one of ours."""
    wanted = request.form.get("next") or request.args.get("next", "")
    parts = urlsplit(wanted)
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.netloc
    return wanted if ours else "/"
