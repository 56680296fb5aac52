"""Input shapes about accounts."""

from wtforms import BooleanField, RadioField

from peerhub.base.forms.edit import EditForm, Values
from peerhub.base.forms.form import (
    ChoicesField,
    Form,
    LineField,
    SelectField,
    at_most,
    known_zone,
    required,
    required_text,
)
from peerhub.base.i18n.languages import language_name
from peerhub.base.i18n.translate import _, pgettext
from peerhub.base.i18n.translate import lazy_gettext as _l
from peerhub.base.i18n.zones import choices as zone_choices
from peerhub.people.models import ADMINISTRATOR, FOCAL_POINT, SECRETARIAT
from peerhub.reference.rules import UNITED_NATIONS

LONGEST_NAME = 120
ROLES = {
    FOCAL_POINT: _l("Focal point of the country"),
    SECRETARIAT: _l("Secretariat"),
    ADMINISTRATOR: _l("Administrator"),
}


class DetailsForm(Form):
    """What a person says about themselves."""

    name = LineField(
        _l("Name"),
        [required_text(_l("Write the name others will see beside your messages.")), at_most(LONGEST_NAME)],
        description=_l("Others see it beside your messages. It can be your office."),
    )
    working_languages = ChoicesField(_l("Languages you work in"), [required(_l("Choose at least one language."))])
    another_language = SelectField(_l("Another language"), default="")
    language = SelectField(_l("Language of the pages and emails"))
    zone = SelectField(
        _l("Time zone"),
        [required_text(_l("Choose your time zone.")), known_zone],
        validate_choice=False,
        description=_l("All times are shown in this time zone."),
    )

    def offer(
        self, *, pages: list[tuple[str, str]], languages: list[str], usual: list[str], zones: list[str], near: list[str]
    ) -> None:
        """Fill in what can be chosen: languages of the pages, languages to work in (the usual ones as boxes), zones."""
        boxes = list(dict.fromkeys([*UNITED_NATIONS, *usual, *(self.working_languages.data or [])]))
        boxes = [code for code in boxes if code in languages]
        # What was chosen stays a choice: the same form, sent again after its answer was lost, finds it among the boxes.
        others = [code for code in languages if code not in boxes or code == self.another_language.data]
        rest = sorted(((code, language_name(code)) for code in others), key=lambda pair: pair[1])
        self.working_languages.choices = [(code, language_name(code)) for code in boxes]
        self.another_language.choices = [("", pgettext("language", "none")), *rest]
        self.language.choices = pages
        chosen = [] if self.zone.data else [("", _("Choose your time zone"))]
        self.zone.choices = [*chosen, *zone_choices([*zones, self.zone.data or "UTC"], near)]

    def chosen_languages(self) -> list[str]:
        """The boxes and the other one."""
        return sorted(
            {
                *(self.working_languages.data or []),
                *([self.another_language.data] if self.another_language.data else []),
            }
        )


class ProfileForm(EditForm, DetailsForm):
    """One's own account."""

    low_data = BooleanField(
        _l("Use less data: no live updates. Pages are refreshed when you open them"),
    )

    def written(self) -> Values:
        """The fields; another language is one of those to work in."""
        values = super().written()
        del values["another_language"]
        return values | {"working_languages": self.chosen_languages()}

    def sent(self, values: Values) -> list[tuple[str, str]]:
        """Another language is a box of its own from now on."""
        return super().sent(values | {"another_language": ""})


class HandOverForm(Form):
    """Who sits there from now on."""

    person = RadioField(_l("Who takes over the seat"), [required(_l("Choose someone."))], coerce=int)


class RoleForm(Form):
    """A role to give."""

    role = SelectField(_l("Role"), [required()])
    country = SelectField(_l("Country"), default="")

    def offer(self, roles: list[str], countries: list[tuple[str, str]]) -> None:
        """Fill in what can be chosen."""
        self.role.choices = [(role, ROLES[role]) for role in roles]
        self.country.choices = [("", pgettext("country", "none")), *countries]
