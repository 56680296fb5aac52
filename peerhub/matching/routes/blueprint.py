"""The blueprint of all endpoints of matching, and what they share."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base.i18n.reader import current_zone
from peerhub.base.i18n.translate import _
from peerhub.matching import views
from peerhub.matching.forms import WORKING_DAY, StatementForm
from peerhub.matching.models import Need, Offer
from peerhub.matching.queries.statements import Choices
from peerhub.people.models import Person
from peerhub.reference.models import Theme

bp = Blueprint("matching", __name__)
bp.add_app_template_filter(views.activity_name, "activity_name")
bp.add_app_template_filter(views.state_name, "match_state")
bp.add_app_template_filter(views.hours, "match_hours")
bp.add_app_template_filter(views.languages, "match_languages")


def theme_filter(endpoint: str, themes: Iterable[Theme]) -> list[dict[str, Any]]:
    """The links that filter a list by theme."""
    return views.theme_links(themes, theme_code(), lambda code: url_for(endpoint, theme=code or None))


def theme_code() -> str:
    """The theme that was asked for."""
    return request.args.get("theme", "")


def prepare(form: StatementForm, choices: Choices, person: Person, subject: Need | Offer | None = None) -> None:
    """Fill in what can be chosen and, in a new form, what suits most people: their zone, a working day, their languages."""
    form.offer_choices(choices)
    if request.method == "GET" and subject is None:
        form.zone.data = person.zone if person.zone in choices.zones else current_zone().key
        form.hour_from.data, form.hour_to.data = WORKING_DAY
        form.languages.data = [code for code in choices.languages if code in person.working_languages]


def saved(path: str) -> Response:
    """Say that it was saved, and go to its page."""
    flash(_("Saved."), "good")
    return redirect(path)
