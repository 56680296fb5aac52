"""Endpoints through which the secretariat adds and corrects countries."""

from datetime import date

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base.errors import NotFound
from peerhub.base.forms.create import submit_once
from peerhub.base.forms.edit import submit_edit
from peerhub.base.forms.submit import form_status, submit
from peerhub.base.i18n.translate import _, gettext
from peerhub.base.web.responses import page
from peerhub.base.web.transactions import read_session, transaction
from peerhub.people.access import must_be_secretariat
from peerhub.people.actions import countries as country_actions
from peerhub.people.login import me
from peerhub.people.queries import holidays as holiday_queries
from peerhub.people.routes.blueprint import bp
from peerhub.reference.forms import CountryForm, HolidayForm, NewCountryForm, filled, offer
from peerhub.reference.queries import countries


@bp.route("/countries/new", methods=["GET", "POST"])
def add_country() -> str | Response | tuple[str, int]:
    """Add a country by hand."""
    must_be_secretariat(read_session(), me(read_session()))
    form = NewCountryForm()
    _offer(form)
    url = submit_once(
        form,
        me(read_session()).id,
        lambda db: country_actions.add(db, me(db), form.code.data or "", form.facts()),
        lambda country: url_for("dashboards.country", code=country.code),
    )
    if url:
        flash(_("The country is added."), "good")
        return redirect(url)
    return page("people/country.html", form=form, country=None), form_status()


@bp.route("/countries/<code>/edit", methods=["GET", "POST"])
def edit_country(code: str) -> str | Response | tuple[str, int]:
    """Correct a country by hand."""
    country = countries.by_code(read_session(), code)
    must_be_secretariat(read_session(), me(read_session()))
    form = CountryForm(data=filled(country))
    _offer(form)
    saving = submit_edit(
        form,
        lambda db: countries.by_code(db, code),
        lambda _db, country: CountryForm(formdata=None, data=filled(country)),
        lambda db: country_actions.edit(db, me(db), code, form.facts()),
    )
    if saving:
        flash(_("The country is saved."), "good")
        return redirect(url_for("dashboards.country", code=code))
    return page("people/country.html", form=form, country=country), form_status()


@bp.route("/countries/<code>/holidays", methods=["GET", "POST"])
def holidays(code: str) -> str | Response | tuple[str, int]:
    """The public holidays of a country, this year's and next year's; the secretariat adds one."""
    form = HolidayForm()
    if submit(form, lambda db: country_actions.add_holiday(db, me(db), code, form.holiday())):
        flash(_("The public holiday is added."), "good")
        return redirect(url_for("people.holidays", code=code))
    db = read_session()
    holidays_page = holiday_queries.page(db, me(db), code)
    return page("people/holidays.html", form=form, page=holidays_page), form_status()


@bp.post("/countries/<code>/holidays/remove")
def remove_holiday(code: str) -> Response:
    """Say that a day of the packaged calendar is no public holiday there."""
    with transaction() as db:
        country_actions.remove_holiday(db, me(db), code, _day())
    return redirect(url_for("people.holidays", code=code))


@bp.post("/countries/<code>/holidays/restore")
def restore_holiday(code: str) -> Response:
    """Take back what was put right about a day."""
    with transaction() as db:
        country_actions.restore_holiday(db, me(db), code, _day())
    return redirect(url_for("people.holidays", code=code))


def _day() -> date:
    """The day that a button names. Raises NotFound for anything else."""
    try:
        return date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        raise NotFound from None


def _offer(form: CountryForm) -> None:
    offer(form, [(region.code, gettext(region.name)) for region in countries.regions(read_session())])
