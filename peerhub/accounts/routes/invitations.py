"""Endpoints of invitations to join."""

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.accounts import login, rules
from peerhub.accounts.actions import invitations as invitation_actions
from peerhub.accounts.forms import InviteForm, JoinForm
from peerhub.accounts.models import AccountInvitation
from peerhub.accounts.queries import invitations as invitation_queries
from peerhub.accounts.routes.blueprint import bp
from peerhub.accounts.routes.profile import offer, pages
from peerhub.base.forms.create import submit_once
from peerhub.base.forms.submit import form_status, submit
from peerhub.base.i18n.countries import country_name
from peerhub.base.i18n.translate import _, pgettext
from peerhub.base.security.passwords import hash_password
from peerhub.base.web.extensions import limiter
from peerhub.base.web.responses import page
from peerhub.base.web.transactions import end_read_session, read_session, transaction
from peerhub.people import access
from peerhub.people.actions.profile import Details
from peerhub.people.forms import ROLES
from peerhub.people.login import me, person_limit_key, public, token_limit_key
from peerhub.people.models import Person
from peerhub.people.queries import places
from peerhub.people.rules import single_zone


@bp.get("/invitations-to-join")
def invitations() -> str:
    """Open invitations to the teams that one looks after."""
    db = read_session()
    return page("accounts/invitations.html", invitations=invitation_queries.list_open(db, me(db)), roles=ROLES)


@bp.route("/invitations-to-join/new", methods=["GET", "POST"])
@limiter.limit(rules.INVITATIONS_SENT, methods=["POST"], key_func=person_limit_key)
def invite() -> str | Response | tuple[str, int]:
    """Ask somebody to join."""
    db = read_session()
    person = me(db)
    countries = places.countries_looked_after(db, person)
    roles = [role for role in ROLES if access.may_give_role(db, person, role)]
    nobody = [("", pgettext("country", "none"))] if roles else []
    form = InviteForm(country=request.args.get("country", ""), language=person.language)
    form.offer([*nobody, *((country.code, country_name(country)) for country in countries)], pages(), roles)
    listed = url_for("accounts.invitations")
    new = _new_invitation(form)
    url = submit_once(
        form, person.id, lambda db: invitation_actions.invite(db, me(db), new), lambda _invitation: listed
    )
    if url:
        flash(_("The invitation has been sent to %(address)s.", address=new.email), "good")
        return redirect(url)
    code = form.country.data if form.country.data in [country.code for country in countries] else None
    offices = invitation_queries.offices(read_session(), me(read_session()), code) if code else []
    return page("accounts/invite.html", form=form, offices=offices), form_status()


def _new_invitation(form: InviteForm) -> invitation_actions.NewInvitation:
    return invitation_actions.NewInvitation(
        email=(form.email.data or "").strip(),
        name=form.name.data or form.office.data or "",
        country_code=form.country.data or None,
        office=form.office.data or "",
        language=form.language.data,
        role=form.role.data or None,
    )


@bp.post("/invitations-to-join/<int:invitation_id>/again")
def resend(invitation_id: int) -> Response:
    """Send the email again."""
    with transaction() as db:
        address = invitation_actions.resend(db, me(db), invitation_id).email
    flash(_("The invitation has been sent to %(address)s.", address=address), "good")
    return redirect(url_for("accounts.invitations"))


@bp.post("/invitations-to-join/<int:invitation_id>/withdraw")
def withdraw(invitation_id: int) -> Response:
    """Make the link worthless."""
    with transaction() as db:
        address = invitation_actions.withdraw(db, me(db), invitation_id).email
    flash(_("The invitation to %(address)s is withdrawn. Its link no longer works.", address=address), "good")
    return redirect(url_for("accounts.invitations"))


@bp.route("/invitations-to-join/<token>", methods=["GET", "POST"])
@public
@limiter.limit(rules.LINK_TRIES, methods=["POST"], key_func=token_limit_key)
def join(token: str) -> str | Response | tuple[str, int]:
    """Accept an invitation to join."""
    invitation = invitation_queries.by_token(read_session(), token)
    if invitation is None:
        return page("accounts/join_gone.html", next=login.next_path(request.args.get("next", ""))), 404
    form = _join_form(invitation)
    if form.validate_on_submit():
        person = _accept(form, token)
        if person:
            path = login.next_path(request.args.get("next", ""))
            login.sign_in(person)
            return redirect(path)
    current = invitation_queries.by_token(read_session(), token)
    return page("accounts/join.html", form=form, invitation=current), form_status()


def _join_form(invitation: AccountInvitation) -> JoinForm:
    country = invitation.seat.country
    form = JoinForm(
        name=invitation.name,
        language=invitation.language,
        working_languages=[invitation.language],
        zone=login.chosen_zone() or single_zone(country.zones if country else []),
    )
    form.address = invitation.email
    usual = [invitation.language, *(country.official_languages if country else [])]
    offer(form, None, usual, country.zones if country else ())
    return form


def _accept(form: JoinForm, token: str) -> Person | None:
    """The account that was opened; None with the errors on the form. The hash is worked out before the transaction."""
    details = Details(form.name.data or "", form.language.data, form.chosen_languages(), form.zone.data)
    end_read_session()
    hashed = hash_password(form.new_password.data) if form.new_password.data else None
    return submit(form, lambda db: invitation_actions.accept(db, token, details, hashed))
