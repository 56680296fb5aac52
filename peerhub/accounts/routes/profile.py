"""Endpoints of one's own account."""

from collections.abc import Sequence

from flask import current_app, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.accounts import login, rules
from peerhub.accounts.actions import passwords
from peerhub.accounts.actions import sign_ins as sign_in_actions
from peerhub.accounts.forms import ChangePasswordForm, CloseForm
from peerhub.accounts.queries import sign_ins
from peerhub.accounts.routes.blueprint import bp
from peerhub.base.database.current import database
from peerhub.base.forms.edit import submit_edit
from peerhub.base.forms.submit import form_status, submit
from peerhub.base.i18n.languages import LANGUAGE_NAMES
from peerhub.base.i18n.translate import _
from peerhub.base.security.passwords import hash_password
from peerhub.base.web.extensions import limiter
from peerhub.base.web.origin import own_path
from peerhub.base.web.responses import page
from peerhub.base.web.transactions import end_read_session, read_session, transaction
from peerhub.people import access
from peerhub.people.actions import closing
from peerhub.people.actions import profile as profile_actions
from peerhub.people.forms import DetailsForm, ProfileForm
from peerhub.people.login import me, public, viewer
from peerhub.people.models import Person
from peerhub.people.queries import places as place_queries
from peerhub.reference.queries import countries as country_queries

YEAR = 365 * 24 * 60 * 60


def pages() -> list[tuple[str, str]]:
    """The languages of the pages, each by its own name."""
    return [(code, LANGUAGE_NAMES.get(code, code)) for code in database().settings.languages]


def offer(form: DetailsForm, person: Person | None, usual: list[str], places: Sequence[str] = ()) -> None:
    """Fill in what a person can choose about themselves. `places`: time zones to name first."""
    db = read_session()
    every, near = place_queries.zones(db, person)
    form.offer(
        pages=pages(), languages=country_queries.language_codes(db), usual=usual, zones=every, near=[*places, *near]
    )


@bp.post("/language")
@public
def choose_language() -> Response:
    """Read the site in another language: kept with the account, or by the browser of a stranger."""
    code = request.form.get("language", "")
    answer = redirect(own_path(request.form.get("next", "")))
    if code not in database().settings.languages:
        return answer
    if viewer(read_session()):
        with transaction() as db:
            profile_actions.change_language(db, me(db), code)
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    answer.set_cookie("language", code, max_age=YEAR, secure=secure, httponly=True, samesite="Lax")
    return answer


@bp.route("/profile", methods=["GET", "POST"])
def profile() -> str | Response | tuple[str, int]:
    """What others read about me, and how I read the site."""
    person = me(read_session())
    form = ProfileForm(obj=person)
    offer(form, person, [*person.working_languages, *(person.country.official_languages if person.country else [])])
    saving = submit_edit(
        form, me, lambda _db, person: ProfileForm(formdata=None, obj=person),
        lambda db: profile_actions.edit(db, me(db), _details(form)),
    )  # fmt: skip
    if saving:
        flash(_("Saved."), "good")
        return redirect(url_for("accounts.profile"))
    if form.conflict:
        offer(form, person, form.working_languages.data or [])
    db = read_session()
    where = sign_ins.own(db, me(db))
    return page(
        "accounts/profile.html", form=form, person=me(db), sign_ins=where, this=login.sign_in_id()
    ), form_status()


def _details(form: ProfileForm) -> profile_actions.Details:
    return profile_actions.Details(
        form.name.data or "", form.language.data, form.chosen_languages(), form.zone.data, bool(form.low_data.data)
    )


@bp.post("/profile/first-steps/hide")
def hide_steps() -> Response:
    """Show the first steps no more."""
    with transaction() as db:
        profile_actions.hide_steps(db, me(db))
    return redirect("/")


@bp.route("/profile/password", methods=["GET", "POST"])
@limiter.limit(rules.OWNER_CHECKS, methods=["POST"], key_func=login.sign_in_limit_key)
def change_password() -> str | Response | tuple[str, int]:
    """A new password; all other sign-ins end."""
    person = me(read_session())
    form = ChangePasswordForm()
    form.address, form.called = person.email, person.name
    if form.validate_on_submit():
        if login.is_owner(person, form.old_password.data or ""):
            return _keep_password(str(form.new_password.data))
        if person.password_hash:
            wrong = _("This is not your current password. If you do not know it, sign in by email.")
            form.old_password.errors = [wrong]
        else:
            form.form_errors.append(_("You signed in more than 10 minutes ago. Sign in again by email first."))
    has_one = me(read_session()).password_hash is not None
    return page(
        "accounts/password.html", form=form, has_one=has_one, must_sign_in=not has_one and not login.signed_in_lately()
    ), form_status()


@bp.post("/profile/sign-out-everywhere")
def sign_out_everywhere() -> Response:
    """End the sign-ins on all devices."""
    with transaction() as db:
        sign_in_actions.end_all(db, me(db))
    login.sign_out()
    flash(_("You are signed out on all devices."), "good")
    return redirect(url_for("accounts.sign_in"))


@bp.post("/profile/sign-ins/<int:sign_in_id>/end")
def end_sign_in(sign_in_id: int) -> Response:
    """End one sign-in, on this device or another."""
    own = sign_in_id == login.sign_in_id()
    with transaction() as db:
        sign_in_actions.end_one(db, me(db), sign_in_id)
    if own:
        login.sign_out()
    flash(_("You are signed out there."), "good")
    return redirect(url_for("accounts.sign_in" if own else "accounts.profile"))


@bp.post("/profile/sign-ins/end-others")
def end_other_sign_ins() -> Response:
    """End all sign-ins but this one."""
    with transaction() as db:
        sign_in_actions.end_others(db, me(db), login.sign_in_id())
    flash(_("You are signed out on all other devices."), "good")
    return redirect(url_for("accounts.profile"))


@bp.route("/profile/close", methods=["GET", "POST"])
@limiter.limit(rules.OWNER_CHECKS, methods=["POST"], key_func=login.sign_in_limit_key)
def close_own() -> str | Response | tuple[str, int]:
    """Close my account."""
    person = me(read_session())
    form = CloseForm()
    if form.validate_on_submit():
        if login.confirms(person, form.password.data or "", form.email.data or ""):
            submit(form, lambda db: closing.close_own(db, me(db)))
            if not form.errors:
                login.sign_out()
                flash(_("Your account is closed. Thank you for what you shared."), "good")
                return redirect(url_for("accounts.sign_in"))
        else:
            form.form_errors.append(_("This does not match your account. Nothing was changed."))
    has_one = person.password_hash is not None
    alone = access.sits_alone(read_session(), me(read_session()))
    return page("accounts/close_own.html", form=form, has_one=has_one, alone=alone), form_status()


def _keep_password(password: str) -> Response:
    end_read_session()
    hashed = hash_password(password)
    with transaction() as db:
        person = me(db)
        passwords.change(db, person, hashed)
    login.sign_in(person)
    flash(_("Your password is changed. All other devices are signed out."), "good")
    return redirect(url_for("accounts.profile"))
