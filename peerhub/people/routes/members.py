"""Endpoints of the list of people, their pages, roles and seats."""

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base import clock
from peerhub.base.forms.submit import form_status, submit
from peerhub.base.i18n.countries import country_name
from peerhub.base.i18n.translate import _
from peerhub.base.web.numbers import whole_number
from peerhub.base.web.responses import page
from peerhub.base.web.transactions import read_session, transaction
from peerhub.people import access
from peerhub.people.actions import closing, roles, seats
from peerhub.people.forms import ROLES, HandOverForm, RoleForm
from peerhub.people.login import me
from peerhub.people.queries import people, places, teams
from peerhub.people.routes.blueprint import bp


@bp.get("/people")
def index() -> str:
    """All accounts, for the secretariat."""
    db = read_session()
    country, words = request.args.get("country", ""), request.args.get("words", "").strip()
    people_page = people.list_page(db, me(db), country, words, request.args.get("before", type=whole_number))
    countries = places.countries_looked_after(db, me(db))
    return page("people/index.html", page=people_page, countries=countries, country=country, words=words, roles=ROLES)


@bp.get("/people/<int:person_id>")
def show(person_id: int) -> str:
    """A member, as the others see them."""
    return _member(person_id, _role_form())


@bp.post("/people/<int:person_id>/roles")
def give_role(person_id: int) -> str | Response | tuple[str, int]:
    """Let a person hold a role."""
    form = _role_form()
    if form.validate_on_submit():
        role, country = form.role.data, form.country.data or None
        submit(form, lambda db: roles.give(db, me(db), person_id, role, country))
        if not form.errors:
            flash(_("The role is given."), "good")
            return redirect(url_for("people.show", person_id=person_id))
    return _member(person_id, form), 422


@bp.post("/people/roles/<int:role_id>/remove")
def remove_role(role_id: int) -> Response:
    """Take a role away."""
    with transaction() as db:
        person_id = roles.remove(db, me(db), role_id)
    flash(_("The role is removed."), "good")
    return redirect(url_for("people.show", person_id=person_id))


@bp.route("/people/<int:person_id>/close", methods=["GET", "POST"])
def close_account(person_id: int) -> str | Response:
    """Close the account of another, after being asked once more."""
    if request.method == "GET":
        db = read_session()
        person = access.person_to_close(db, me(db), person_id)
        return page("people/close.html", person=person, alone=access.sits_alone(db, person))
    with transaction() as db:
        closing.close_account(db, me(db), person_id)
    flash(_("The account is closed. What was written stays with the seat."), "good")
    return redirect(url_for("people.show", person_id=person_id))


@bp.route("/seats/<int:seat_id>/hand-over", methods=["GET", "POST"])
def hand_over(seat_id: int) -> str | Response | tuple[str, int]:
    """Seat another person in an office."""
    db = read_session()
    seat, others = teams.seat_page(db, me(db), seat_id)
    form = HandOverForm()
    form.person.choices = [(person.id, person.name) for person in others]
    if form.validate_on_submit():
        successor = form.person.data
        submit(form, lambda db: seats.hand_over(db, me(db), seat_id, successor))
        if not form.errors:
            flash(_("The seat is handed over."), "good")
            return redirect(url_for("people.show", person_id=successor))
    return page("people/hand_over.html", form=form, seat=seat, others=others), form_status()


def _role_form() -> RoleForm:
    db = read_session()
    person = me(db)
    form = RoleForm()
    secretariat = access.is_secretariat(db, person)
    countries = places.countries_looked_after(db, person) if secretariat else []
    form.offer(
        [role for role in ROLES if access.may_give_role(db, person, role)],
        [(country.code, country_name(country)) for country in countries],
    )
    return form


def _member(person_id: int, form: RoleForm) -> str:
    db = read_session()
    member = people.page(db, me(db), person_id)
    return page("people/show.html", member=member, person=member.person, form=form, roles=ROLES, now=clock.now())
