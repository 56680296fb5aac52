"""Doors through which the secretariat adds and corrects countries."""

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from peerhub.base.editing import attempt_edit
from peerhub.base.i18n import _, gettext
from peerhub.base.sending import attempt_once
from peerhub.base.web import form_status, page, reading
from peerhub.people.access import must_be_secretariat
from peerhub.people.actions import countries as actions
from peerhub.people.login import me
from peerhub.people.routes.blueprint import bp
from peerhub.reference import queries
from peerhub.reference.forms import CountryForm, NewCountryForm, filled, offer_regions


@bp.route("/countries/new", methods=["GET", "POST"])
def add_country() -> str | Response | tuple[str, int]:
    """Add a country by hand."""
    must_be_secretariat(reading(), me(reading()))
    form = NewCountryForm()
    _offer(form)
    made = attempt_once(
        form,
        me(reading()).id,
        lambda db: actions.add_country(db, me(db), form.code.data or "", form.facts()),
        lambda country: url_for("dashboards.country", code=country.code),
    )
    if made:
        flash(_("The country is added."), "good")
        return redirect(made)
    return page("people/country.html", form=form, country=None), form_status()


@bp.route("/countries/<code>/edit", methods=["GET", "POST"])
def change_country(code: str) -> str | Response | tuple[str, int]:
    """Correct a country by hand."""
    country = queries.country(reading(), code)
    must_be_secretariat(reading(), me(reading()))
    form = CountryForm(data=filled(country))
    _offer(form)
    saving = attempt_edit(
        form,
        lambda db: queries.country(db, code),
        lambda _db, country: CountryForm(formdata=None, data=filled(country)),
        lambda db: actions.change_country(db, me(db), code, form.facts()),
    )
    if saving:
        flash(_("The country is corrected."), "good")
        return redirect(url_for("dashboards.country", code=code))
    return page("people/country.html", form=form, country=country), form_status()


def _offer(form: CountryForm) -> None:
    offer_regions(form, [(region.code, gettext(region.name)) for region in queries.regions(reading())])
