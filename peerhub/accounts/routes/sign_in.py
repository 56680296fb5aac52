"""Endpoints of signing in and out. Whoever was on the way to a page arrives there, by every way of signing in."""

from flask import redirect, request, url_for
from flask_limiter import RateLimitExceeded
from werkzeug.wrappers import Response

from peerhub.accounts import devices, login, rules
from peerhub.accounts.actions import sign_in_links as sign_in_link_actions
from peerhub.accounts.forms import LinkForm, SignInForm
from peerhub.accounts.queries import sign_in_links
from peerhub.accounts.routes.blueprint import bp
from peerhub.base.forms.submit import form_status, submit
from peerhub.base.i18n.translate import _
from peerhub.base.security.passwords import Busy
from peerhub.base.web.errors import problem_page, sentence
from peerhub.base.web.extensions import limiter
from peerhub.base.web.responses import Page, page, wants_json
from peerhub.base.web.transactions import read_session, transaction
from peerhub.people.login import public, token_limit_key


def too_many_guesses() -> str:
    """The sentence for too many wrong passwords; it names the other way to sign in, for the owner of the account."""
    return _(
        "There were many attempts to sign in to this account from unknown devices. Ask for a link by email. It "
        "works at once."
    )


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@limiter.limit(rules.SIGN_INS_OF_REQUESTER, methods=["POST"], key_func=devices.requester_limit_key)
@limiter.limit(
    rules.SIGN_INS_TO_ACCOUNT, methods=["POST"], key_func=devices.account_limit_key, error_message=too_many_guesses
)
def sign_in() -> Page:
    """Sign in with a password."""
    form = SignInForm()
    if form.validate_on_submit():
        person = login.person_of_password(str(form.email.data), str(form.password.data))
        if person:
            path = login.next_path(request.form.get("next", ""))
            login.sign_in(person)
            return redirect(path)
        form.form_errors.append(_("The email address or password is incorrect. Try again, or ask for a link by email."))
    return _sign_in_page(form), form_status()


def _sign_in_page(form: SignInForm) -> str:
    return page("accounts/sign_in.html", form=form, next=request.values.get("next", ""))


@bp.errorhandler(429)
def too_often(refusal: RateLimitExceeded) -> Page:
    """Whoever tries too often finds the other way here, and what they typed."""
    if request.endpoint != "accounts.sign_in" or wants_json():
        return problem_page(429, sentence(429))
    form = SignInForm()
    crowded = _("Too many people are signing in from your network. Wait a minute, or ask for a link by email.")
    form.form_errors.append(str(refusal.description) if refusal.limit.error_message else crowded)
    return _sign_in_page(form), 429


@bp.errorhandler(Busy)
def busy(_refusal: Busy) -> Page:
    """Too many passwords wait to be checked. What was typed is shown again, but for the passwords."""
    if request.endpoint != "accounts.sign_in" or wants_json():
        return problem_page(503, sentence(503))
    form = SignInForm()
    form.form_errors.append(_("Many people are signing in. Wait a moment and try again, or ask for a link by email."))
    return _sign_in_page(form), 503


@bp.post("/sign-out")
def sign_out() -> Response:
    """End the sign-in on this device."""
    login.sign_out()
    return redirect(url_for("accounts.sign_in"))


@bp.route("/sign-in/link", methods=["GET", "POST"])
@public
@limiter.limit(rules.LINK_REQUESTS, methods=["POST"], key_func=devices.requester_limit_key)
def ask_for_link() -> Page:
    """Ask for a link by email; the answer is the same whether the address has an account or not."""
    form = LinkForm()
    path = login.next_path(request.values.get("next", ""))
    if form.validate_on_submit():
        submit(form, lambda db: sign_in_link_actions.send(db, str(form.email.data), path))
        return page("accounts/link_sent.html", email=form.email.data, next=path)
    return page("accounts/ask_for_link.html", form=form, next=path), form_status()


@bp.get("/sign-in/link/<token>")
@public
def link(token: str) -> Page:
    """What a link in an email opens: a button. Programs that look at links before people do change nothing."""
    usable = sign_in_links.usable(read_session(), token) is not None
    return _link_page(token, usable=usable), 200 if usable else 404


def _link_page(token: str, *, usable: bool) -> str:
    return page("accounts/link.html", token=token, usable=usable, next=sign_in_links.path_of(read_session(), token))


@bp.post("/sign-in/link/<token>")
@public
@limiter.limit(rules.LINK_TRIES, key_func=token_limit_key)
def use_link(token: str) -> Page:
    """Sign in with the link."""
    with transaction() as db:
        person = sign_in_link_actions.use(db, token)
    if person is None:
        return _link_page(token, usable=False), 404
    path = login.next_path(sign_in_links.path_of(read_session(), token))
    login.sign_in(person)
    return redirect(path)
