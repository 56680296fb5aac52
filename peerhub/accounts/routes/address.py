"""Endpoints of one's own email address."""

from contextlib import suppress

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.accounts import devices, login, rules
from peerhub.accounts.actions import addresses as address_actions
from peerhub.accounts.actions import kept_addresses as kept_address_actions
from peerhub.accounts.forms import AddressForm
from peerhub.accounts.queries import addresses, kept_addresses
from peerhub.accounts.routes.blueprint import bp
from peerhub.base.errors import Invalid, NotFound
from peerhub.base.forms.submit import form_status, submit
from peerhub.base.i18n.translate import _
from peerhub.base.web.extensions import limiter
from peerhub.base.web.responses import Page, page
from peerhub.base.web.transactions import read_session, transaction
from peerhub.people.login import me, token_limit_key, with_token


@bp.route("/profile/address", methods=["GET", "POST"])
@limiter.limit(rules.OWNER_CHECKS, methods=["POST"], key_func=login.sign_in_limit_key)
def change_address() -> Page:
    """Ask for another email address; it counts once it is confirmed."""
    person = me(read_session())
    form = AddressForm()
    if form.validate_on_submit():
        if not login.is_owner(person, form.password.data or ""):
            form.form_errors.append(
                _("This does not match your account. Nothing was changed.")
                if person.password_hash
                else _("You signed in more than 10 minutes ago. Sign in again by email first.")
            )
        elif change := submit(form, lambda db: address_actions.ask(db, me(db), str(form.new_email.data)).email):
            flash(_("We sent a link to %(address)s. Open it in this browser, within 24 hours.", address=change))
            return redirect(url_for("accounts.change_address"))
    db = read_session()
    has_one = me(db).password_hash is not None
    waiting = addresses.waiting(db, me(db))
    return page(
        "accounts/address.html", form=form, person=me(db), has_one=has_one, waiting=waiting,
        must_sign_in=not has_one and not login.signed_in_lately(),
    ), form_status()  # fmt: skip


@bp.post("/profile/address/keep")
def keep_address() -> Response:
    """Think better of it: the link is worth nothing any more."""
    with transaction() as db:
        address_actions.drop(db, me(db))
    flash(_("Your email address stays as it is."), "good")
    return redirect(url_for("accounts.profile"))


@bp.get("/profile/address/<token>")
def new_address(token: str) -> Page:
    """What the link in the email opens: a button. Whoever opens it is signed in to the account that asked: an address that was
    mistyped gives its owner nothing."""
    change = addresses.by_token(read_session(), me(read_session()), token)
    return page("accounts/new_address.html", token=token, change=change), 200 if change else 404


@bp.post("/profile/address/<token>")
@limiter.limit(rules.OWNER_CHECKS, key_func=login.sign_in_limit_key)
def confirm_address(token: str) -> Page:
    """Let the new address count."""
    try:
        with transaction() as db:
            address = address_actions.confirm(db, me(db), token, login.sign_in_id())
    except NotFound:
        return page("accounts/new_address.html", token=token, change=None), 404
    devices.remember(address)
    flash(_("Your email address is changed. All other devices are signed out."), "good")
    return redirect(url_for("accounts.profile"))


@bp.route("/keep-address/<token>", methods=["GET", "POST"])
@with_token(kept_addresses.person_of_token)
@limiter.limit(rules.LINK_TRIES, methods=["POST"], key_func=token_limit_key)
def keep_old_address(token: str) -> Page:
    """What the email to the old address opens: a button that keeps it. Programs that look at links before people do change nothing."""
    if request.method == "POST":
        back = None
        with suppress(Invalid), transaction() as db:  # the page says why not
            back = kept_address_actions.keep(db, token)
        if back is not None:
            return page("accounts/kept_address.html", back=back, kept=True, why="", change=None)
    db = read_session()
    change, person = kept_addresses.change_of_token(db, token), kept_addresses.person_of_token(db, token)
    state = kept_addresses.state_of(db, change, person)
    why = "" if state == kept_addresses.OPEN else kept_addresses.sentence(state)
    done = state == kept_addresses.DONE
    shown = page("accounts/kept_address.html", token=token, change=change, why=why, done=done, kept=False, back=False)
    return shown, 410 if why else 200
