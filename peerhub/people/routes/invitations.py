"""Doors of invitations to join."""

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base.i18n import _, pgettext
from peerhub.base.names import country_name
from peerhub.base.passwords import hash_password
from peerhub.base.sending import attempt_once
from peerhub.base.web import attempt, form_status, let_go, limiter, page, reading, transaction
from peerhub.people import access, login, queries
from peerhub.people.actions import invitations as actions
from peerhub.people.actions.profile import Details
from peerhub.people.forms import ROLES, InviteForm, JoinForm
from peerhub.people.login import me
from peerhub.people.models import AccountInvitation, Person
from peerhub.people.routes.blueprint import bp
from peerhub.people.routes.profile import offer, pages
from peerhub.people.rules import only_zone


@bp.get("/invitations-to-join")
def invitations() -> str:
    """Open invitations to the teams that one looks after."""
    db = reading()
    return page("people/invitations.html", invitations=queries.open_invitations(db, me(db)), roles=ROLES)


@bp.route("/invitations-to-join/new", methods=["GET", "POST"])
@limiter.limit("60/hour", methods=["POST"], key_func=login.person_key)
def invite() -> str | Response | tuple[str, int]:
    """Ask somebody to join."""
    db = reading()
    person = me(db)
    countries = queries.countries_to_invite(db, person)
    roles = [role for role in ROLES if access.may_give(db, person, role)]
    nobody = [("", pgettext("country", "none"))] if roles else []
    form = InviteForm(country=request.args.get("country", ""), language=person.language)
    form.offer([*nobody, *((country.code, country_name(country)) for country in countries)], pages(), roles)
    listed = url_for("people.invitations")
    wanted = _wanted(form)
    made = attempt_once(form, person.id, lambda db: actions.invite(db, me(db), wanted), lambda _invitation: listed)
    if made:
        flash(_("The invitation has been sent to %(address)s.", address=wanted.email), "good")
        return redirect(made)
    code = form.country.data if form.country.data in [country.code for country in countries] else None
    offices = queries.offices(reading(), me(reading()), code) if code else []
    return page("people/invite.html", form=form, offices=offices), form_status()


def _wanted(form: InviteForm) -> actions.Invited:
    return actions.Invited(
        email=(form.email.data or "").strip(),
        name=form.name.data or form.office.data or "",
        country_code=form.country.data or None,
        office=form.office.data or "",
        language=form.language.data,
        role=form.role.data or None,
    )


@bp.post("/invitations-to-join/<int:invitation_id>/again")
def resend(invitation_id: int) -> Response:
    """Send the mail again."""
    with transaction() as db:
        address = actions.resend(db, me(db), invitation_id).email
    flash(_("The invitation has been sent to %(address)s.", address=address), "good")
    return redirect(url_for("people.invitations"))


@bp.post("/invitations-to-join/<int:invitation_id>/withdraw")
def withdraw(invitation_id: int) -> Response:
    """Make the link worthless."""
    with transaction() as db:
        address = actions.withdraw(db, me(db), invitation_id).email
    flash(_("The invitation to %(address)s is withdrawn. Its link no longer works.", address=address), "good")
    return redirect(url_for("people.invitations"))


@bp.route("/invitations-to-join/<token>", methods=["GET", "POST"])
@login.public
@limiter.limit("20/minute", methods=["POST"], key_func=login.token_key)
def join(token: str) -> str | Response | tuple[str, int]:
    """Take up an invitation."""
    invitation = queries.invitation_of_token(reading(), token)
    if invitation is None:
        return page("people/join_gone.html", next=login.wanted_path(request.args.get("next", ""))), 404
    form = _join_form(invitation)
    if form.validate_on_submit():
        person = _accept(form, token)
        if person:
            wanted = login.wanted_path(request.args.get("next", ""))
            login.sign_in(person)
            return redirect(wanted)
    found = queries.invitation_of_token(reading(), token)
    return page("people/join.html", form=form, invitation=found), form_status()


def _join_form(invitation: AccountInvitation) -> JoinForm:
    country = invitation.seat.country
    form = JoinForm(
        name=invitation.name,
        language=invitation.language,
        working_languages=[invitation.language],
        zone=login.chosen_zone() or only_zone(country.zones if country else []),
    )
    form.address = invitation.email
    usual = [invitation.language, *(country.official_languages if country else [])]
    offer(form, None, usual, country.zones if country else ())
    return form


def _accept(form: JoinForm, token: str) -> Person | None:
    """The account that was opened; None with the errors on the form. The hash is worked out before the transaction."""
    details = Details(form.name.data or "", form.language.data, form.chosen_languages(), form.zone.data)
    let_go()
    hashed = hash_password(form.new_password.data) if form.new_password.data else None
    return attempt(form, lambda db: actions.accept(db, token, details, hashed))
