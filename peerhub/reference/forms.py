"""Input shapes of the programme's lists."""

import re
from datetime import date
from typing import cast

from babel import Locale
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import Regexp, ValidationError

from peerhub.base.forms.create import CreateForm
from peerhub.base.forms.edit import EditForm
from peerhub.base.forms.fields import DayField
from peerhub.base.forms.form import (
    BlockField,
    ChoicesField,
    Form,
    LineField,
    SelectField,
    at_most,
    required,
    required_text,
)
from peerhub.base.i18n import zones
from peerhub.base.i18n.formats import weekday_name
from peerhub.base.i18n.translate import _, pgettext
from peerhub.base.i18n.translate import lazy_gettext as _l
from peerhub.reference.actions.countries import CountryFacts, Holiday
from peerhub.reference.models import Country

_LETTERS = re.compile(r"[A-Z]{2}")


class CountryForm(EditForm):
    """Facts about a country; lists are codes with spaces between them."""

    name = LineField(_l("Name"), [required_text(), at_most(120)], description=_l("As the programme writes it."))
    region = SelectField(_l("Region"))
    languages = LineField(
        _l("Official languages"),
        [at_most(200)],
        description=_l("Codes with spaces between them, for example: fr wo"),
        render_kw={"dir": "ltr"},
    )
    zones = LineField(
        _l("Time zones"),
        [required_text(_l("Write at least one time zone, for example Africa/Dakar.")), at_most(600)],
        description=_l("Names with spaces between them, for example: Africa/Dakar"),
        render_kw={"dir": "ltr"},
    )
    weekend = ChoicesField(
        _l("Weekend"),
        coerce=int,
        description=_l(
            "If you choose nothing, the weekend comes from CLDR, the data about regions of the Unicode Consortium."
        ),
    )
    party_since = LineField(
        _l("Party since"),
        [at_most(10)],
        description=_l(
            "Day or year of the instrument, for example 2006-12-18 or 2006. Leave empty if it is not known, or "
            "not a Party."
        ),
        render_kw={"dir": "ltr"},
    )
    source = LineField(
        _l("Source"),
        [required_text(_l("Write where this can be read: a document or an address.")), at_most(500)],
        description=_l("A document or an address where all of this can be read."),
    )
    note = BlockField(_l("Note"), [at_most(1000)])

    def validate_languages(self, field: Field) -> None:
        """Every code is one that CLDR names."""
        unknown = [code for code in (field.data or "").split() if code not in Locale("en").languages]
        if unknown:
            raise ValidationError(
                _("“%(code)s” is not the code of a language. French is fr, Wolof is wo.", code=unknown[0])
            )

    def validate_zones(self, field: Field) -> None:
        """Every name is a place of the list."""
        unknown = [name for name in (field.data or "").split() if not zones.is_zone(name)]
        if unknown:
            raise ValidationError(_("There is no time zone “%(zone)s”. Write it like Africa/Dakar.", zone=unknown[0]))

    def validate_party_since(self, field: Field) -> None:
        """A day or a year."""
        if field.data and not _is_day_or_year(field.data):
            raise ValidationError(_("Write a day like 2006-12-18, or a year like 2006."))

    def facts(self) -> CountryFacts:
        """What was written."""
        return CountryFacts(
            name=self.name.data or "",
            region_code=self.region.data or None,
            official_languages=(self.languages.data or "").split(),
            zones=(self.zones.data or "").split(),
            weekend=sorted(self.weekend.data or []),
            party_since=self.party_since.data or None,
            source=self.source.data or "",
            note=self.note.data or "",
        )


class NewCountryForm(CountryForm, CreateForm):
    """The letters too."""

    code = LineField(
        _l("Two letters"),
        [
            required_text(),
            Regexp(_LETTERS.pattern + r"\Z", message=_l("Write two capital letters, as in ISO 3166: SN.")),
        ],
        render_kw={"dir": "ltr", "maxlength": "2"},
    )


class HolidayForm(Form):
    """A public holiday that the packaged calendar does not have."""

    day = DayField(_l("Day"), [required(_l("Choose a day."))])
    name = LineField(_l("Name"), [required_text(), at_most(120)])
    source = LineField(
        _l("Source"),
        [required_text(_l("Write where this can be read: a document or an address.")), at_most(500)],
    )

    def holiday(self) -> Holiday:
        """What was written."""
        return Holiday(cast("date", self.day.data), self.name.data or "", self.source.data or "")


def filled(country: Country) -> dict[str, str | list[int]]:
    """What the form shows of a country at first."""
    return {
        "name": country.name,
        "region": country.region_code or "",
        "languages": " ".join(country.official_languages),
        "zones": " ".join(country.zones),
        "weekend": country.weekend,
        "party_since": country.party_since or "",
        "source": country.source,
        "note": country.note,
    }


def offer(form: FlaskForm, regions: list[tuple[str, str]]) -> None:
    """Fill in the regions and the days of the week that can be chosen."""
    form.weekend.choices = [(weekday, weekday_name(weekday)) for weekday in range(7)]
    form.region.choices = [("", pgettext("region", "none")), *regions]


def _is_day_or_year(text: str) -> bool:
    if re.fullmatch(r"[12][0-9]{3}", text):
        return True
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
