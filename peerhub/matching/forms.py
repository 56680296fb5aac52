"""Input shapes of needs, offers and proposals."""

from typing import Any

from wtforms import RadioField, URLField
from wtforms.validators import Optional, ValidationError

from peerhub.base import clock
from peerhub.base.forms.create import CreateForm
from peerhub.base.forms.edit import EditForm
from peerhub.base.forms.fields import DayField, NumberField
from peerhub.base.forms.form import BlockField, ChoicesField, Form, SelectField, at_most, required, required_text
from peerhub.base.i18n import zones
from peerhub.base.i18n.countries import country_name
from peerhub.base.i18n.languages import language_name
from peerhub.base.i18n.reader import current_zone
from peerhub.base.i18n.translate import _, lazy_pgettext, pgettext
from peerhub.base.i18n.translate import lazy_gettext as _l
from peerhub.base.text.address_checks import is_https
from peerhub.matching.actions.statements import NeedText, OfferText
from peerhub.matching.queries.statements import Choices
from peerhub.reference.models import Country

WORKING_DAY = (9, 17)
MOST_EXCHANGES = 10


class StatementForm(EditForm, CreateForm):
    """What needs and offers have in common."""

    theme_code = RadioField(_l("Theme"), [required(_l("Choose a theme."))])
    activities = ChoicesField(_l("Roadmap activities"), [required(_l("Choose at least one roadmap activity."))])
    languages = ChoicesField(
        _l("Languages you can work in"),
        [required(_l("Choose at least one language you can work in."))],
    )
    hour_from = SelectField(_l("Suitable hours, from"), coerce=int)
    hour_to = SelectField(_l("Suitable hours, until"), coerce=int)
    zone = SelectField(_l("Time zone of these hours"))

    def offer_choices(self, choices: Choices) -> None:
        """Fill in what can be chosen, in the reader's language."""
        self.theme_code.choices = [(theme.code, _(theme.short)) for theme in choices.themes]
        self.activities.choices = [
            (activity.code, f"{activity.code} {_(activity.text)}") for activity in choices.activities
        ]
        self.languages.choices = [(code, language_name(code)) for code in choices.languages]
        self.zone.choices = zones.choices([], choices.zones)
        self.hour_from.choices = [(hour, f"{hour:02}:00") for hour in range(24)]
        self.hour_to.choices = [(hour, f"{hour:02}:00") for hour in range(1, 25)]

    def common(self) -> dict[str, Any]:
        """The values of these fields."""
        names = ("theme_code", "activities", "languages", "zone", "hour_from", "hour_to")
        return {name: self[name].data for name in names}


class NeedForm(StatementForm):
    """What a country seeks."""

    challenge = BlockField(
        _l("What do you want to learn?"),
        [required_text(_l("Write one or two sentences about what your country wants to learn.")), at_most(600)],
        description=_l(
            "Two sentences: what you are working on, and what you want to learn from a country that has done it."
        ),
    )
    outcome_code = RadioField(_l("What outcome do you want?"), [required(_l("Choose the outcome you want."))])
    until = DayField(
        _l("Until when would this be useful?"), [Optional()], description=_l("Leave empty if there is no end date.")
    )

    def offer_choices(self, choices: Choices) -> None:
        """Fill in what can be chosen, in the reader's language."""
        super().offer_choices(choices)
        self.outcome_code.choices = [
            (outcome.code, f"{_(outcome.name)}: {_(outcome.text)}") for outcome in choices.outcomes
        ]

    def validate_until(self, field: DayField) -> None:
        """An end that is over makes no sense, unless it was there before."""
        today = clock.now().astimezone(current_zone()).date()
        if field.data and field.data != field.object_data and field.data < today:
            raise ValidationError(_("This date is in the past. Choose a later one, or leave it empty."))

    def text(self) -> NeedText:
        """What was written."""
        return NeedText(
            challenge=str(self.challenge.data), outcome_code=self.outcome_code.data, until=self.until.data,
            **self.common(),
        )  # fmt: skip


class OfferForm(StatementForm):
    """What a country can show others."""

    done = BlockField(
        _l("What did you do?"),
        [required_text(_l("Write one or two sentences about what your country has done.")), at_most(800)],
    )
    result = BlockField(
        _l("What was the result?"), [required_text(_l("Describe the result in one sentence.")), at_most(600)]
    )  # fmt: skip
    year = NumberField(
        _l("In which year?"),
        [Optional()],
        least=1950,
        most=2100,
        sentence=_l("Write a year, for example 2021."),
        description=_l("Leave empty if it is still going on."),
    )
    link = URLField(
        _l("Where can people read about it?"), [at_most(500)], description=_l("A link that begins with https://")
    )
    lesson = BlockField(_l("What would you do differently today?"), [at_most(600)])
    capacity = NumberField(
        _l("How many exchanges at a time?"),
        [required(_l("Write how many exchanges your team can run at a time."))],
        least=1,
        most=MOST_EXCHANGES,
    )

    def validate_link(self, field: URLField) -> None:
        """A link that can be opened safely."""
        if field.data and any(sign in field.data for sign in ' "<>\n\r\t'):
            raise ValidationError(_("A link has no spaces, quotation marks or brackets. Copy it again."))
        if field.data and not is_https(field.data):
            raise ValidationError(_("Write a link that begins with https://, or leave it empty."))

    def text(self) -> OfferText:
        """What was written."""
        return OfferText(
            done=str(self.done.data), result=str(self.result.data), year=self.year.data,
            link=str(self.link.data or "").strip(), lesson=str(self.lesson.data or ""),
            capacity=int(self.capacity.data or 1), **self.common(),
        )  # fmt: skip


class ProposalForm(CreateForm):
    """What to write to the other country."""

    message = BlockField(
        lazy_pgettext("proposal", "Your message"),
        [required_text(_l("Write a short message to the other team.")), at_most(1500)],
        description=_l("Who you are, what you would like to ask, and when would suit you."),
    )


class DeclineForm(Form):
    """Why not, and who else."""

    reason = BlockField(
        _l("Why not now?"),
        [at_most(800)],
        description=_l("One sentence is enough. Only the team that asked you reads it."),
    )
    named_code = SelectField(_l("Another country that could help"), description=_l("If you know one."))

    def offer_countries(self, countries: list[Country]) -> None:
        """Fill in what can be chosen."""
        self.named_code.choices = [
            ("", pgettext("country", "None")),
            *((country.code, country_name(country)) for country in countries),
        ]
