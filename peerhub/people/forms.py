"""Input shapes about accounts."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, Field, PasswordField, RadioField
from wtforms.validators import Length, Optional, ValidationError

from peerhub.base import guessing
from peerhub.base.editing import EditForm, Values
from peerhub.base.forms import ChoicesField, Form, LineField, SelectField, at_most, known_zone, needed, needed_text
from peerhub.base.i18n import _, language_name, pgettext
from peerhub.base.i18n import lazy_gettext as _l
from peerhub.base.sending import MakingForm
from peerhub.base.zones import choices as zone_choices
from peerhub.people.models import ADMINISTRATOR, FOCAL_POINT, SECRETARIAT
from peerhub.people.rules import LONGEST_PASSWORD, SHORTEST_PASSWORD, holds_address, holds_name, is_address, words_of
from peerhub.reference.rules import UNITED_NATIONS

SITE = "PeerHub"
LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3
LONGEST_NAME = 120
ROLES = {
    FOCAL_POINT: _l("Focal point of the country"),
    SECRETARIAT: _l("Secretariat"),
    ADMINISTRATOR: _l("Administrator"),
}


def address_like(_form: FlaskForm, field: Field) -> None:
    """The field holds one mail address."""
    if not is_address(str(field.data)):
        raise ValidationError(_("This is not an email address. Write it like name@ministry.example."))


class SignInForm(Form):
    """Address and password."""

    email = EmailField(
        _l("Email address"),
        [needed_text(_l("Write the email address of your account.")), Length(max=LONGEST_ADDRESS)],
        render_kw={"autocomplete": "username", "dir": "ltr"},
    )
    password = PasswordField(
        _l("Password"),
        [needed(_l("Write your password, or ask for a link by email instead.")), Length(max=LONGEST_PASSWORD)],
        render_kw={"autocomplete": "current-password"},
    )


class LinkForm(Form):
    """Where to send a link."""

    email = EmailField(
        _l("Email address"),
        [needed_text(_l("Write the email address of your account.")), Length(max=LONGEST_ADDRESS)],
        render_kw={"autocomplete": "username", "dir": "ltr"},
    )


class InviteForm(MakingForm):
    """Whom to ask to join, and where they will sit."""

    email = EmailField(
        _l("Email address"),
        [needed_text(_l("Write the email address of the person.")), at_most(LONGEST_ADDRESS), address_like],
        render_kw={"autocomplete": "off", "dir": "ltr"},
    )
    country = SelectField(_l("Country"), validate_choice=True)
    office = LineField(
        _l("Office"),
        [
            needed_text(_l("Write the office they will have a seat in, for example Statistics office.")),
            at_most(LONGEST_NAME),
        ],
        render_kw={"list": "offices", "autocomplete": "off"},
    )
    name = LineField(
        _l("Name"),
        [at_most(LONGEST_NAME)],
        description=_l("The name others will see. The person can change it. If you leave it empty, it is the office."),
    )
    language = SelectField(_l("Language of the email"))
    role = SelectField(_l("Role"), default="")

    def offer(self, countries: list[tuple[str, str]], pages: list[tuple[str, str]], roles: list[str]) -> None:
        """Fill in what the inviter can choose."""
        self.country.choices = countries
        self.language.choices = pages
        self.role.choices = [("", pgettext("role", "none")), *((role, ROLES[role]) for role in roles)]


def new_password_field(*validators: Any) -> PasswordField:
    """A password that is typed for the first time."""
    return PasswordField(_l("New password"), [*validators, fair_password], render_kw={"autocomplete": "new-password"})


def fair_password(form: FlaskForm, field: Field) -> None:
    """Long enough, hard to guess, and without the name (the form's `called`) or the address (its `address`) of whoever sets it.
    All passwords are set through this check: joining, and changing one on the profile."""
    if not SHORTEST_PASSWORD <= len(field.data) <= LONGEST_PASSWORD:
        raise ValidationError(
            _(
                "Use %(least)s to %(most)s characters. Several words are easy to remember.",
                least=SHORTEST_PASSWORD,
                most=LONGEST_PASSWORD,
            )
        )
    if holds_address(field.data, form.address):
        raise ValidationError(_("The password must not contain your email address. Choose other words."))
    if holds_name(field.data, form.called) or holds_name(field.data, SITE):
        raise ValidationError(
            _("The password must not contain your name or the name of this site. Choose other words.")
        )
    if guessing.is_guessable(field.data, words_of(form.called, form.address)):
        raise ValidationError(
            _("This password is easy to guess. Put together several words that only you would think of.")
        )


class DetailsForm(Form):
    """What a person says about themselves."""

    name = LineField(
        _l("Name"),
        [needed_text(_l("Write the name others will see beside your messages.")), at_most(LONGEST_NAME)],
        description=_l("Others see it beside your messages. It can be your office."),
    )
    working_languages = ChoicesField(_l("Languages you work in"), [needed(_l("Choose at least one language."))])
    another_language = SelectField(_l("Another language"), default="")
    language = SelectField(_l("Language of the pages and emails"))
    zone = SelectField(
        _l("Time zone"),
        [needed_text(_l("Choose your time zone.")), known_zone],
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


class JoinForm(DetailsForm):
    """Taking up an invitation; without a password one signs in by links sent by mail."""

    address = ""
    new_password = new_password_field(Optional(strip_whitespace=False))

    @property
    def called(self) -> str:
        """The name that is being given."""
        return self.name.data or ""


class ChangePasswordForm(Form):
    """A new password instead of the old one, if there is an old one."""

    address = called = ""

    old_password = PasswordField(
        _l("Current password"), [Length(max=LONGEST_PASSWORD)], render_kw={"autocomplete": "current-password"}
    )
    new_password = new_password_field(needed(_l("Write the new password.")))


class CloseForm(Form):
    """Making sure that it is really them: the password, or the address where there is no password."""

    password = PasswordField(
        _l("Password"), [Length(max=LONGEST_PASSWORD)], render_kw={"autocomplete": "current-password"}
    )
    email = EmailField(
        _l("Your email address"), [at_most(LONGEST_ADDRESS)], render_kw={"autocomplete": "off", "dir": "ltr"}
    )


class HandOverForm(Form):
    """Who sits there from now on."""

    person = RadioField(_l("Who takes over the seat"), [needed(_l("Choose somebody."))], coerce=int)


class RoleForm(Form):
    """A role to give."""

    role = SelectField(_l("Role"), [needed()])
    country = SelectField(_l("Country"), default="")

    def offer(self, roles: list[str], countries: list[tuple[str, str]]) -> None:
        """Fill in what can be chosen."""
        self.role.choices = [(role, ROLES[role]) for role in roles]
        self.country.choices = [("", pgettext("country", "none")), *countries]
