"""The forms of signing in, joining and passwords."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import EmailField, Field, PasswordField
from wtforms.validators import Length, Optional, ValidationError

from peerhub.accounts.engines import common_passwords
from peerhub.accounts.rules import (
    LONGEST_ADDRESS,
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    contains_address,
    contains_name,
    guessable_words,
    is_email_address,
)
from peerhub.base.forms.create import CreateForm
from peerhub.base.forms.form import Form, LineField, SelectField, at_most, required, required_text
from peerhub.base.i18n.translate import _, pgettext
from peerhub.base.i18n.translate import lazy_gettext as _l
from peerhub.people.forms import LONGEST_NAME, ROLES, DetailsForm

SITE = "PeerHub"


def email_address(_form: FlaskForm, field: Field) -> None:
    """The field holds one email address."""
    if not is_email_address(str(field.data)):
        raise ValidationError(_("This is not an email address. Write it like name@ministry.example."))


class SignInForm(Form):
    """Address and password."""

    email = EmailField(
        _l("Email address"),
        [required_text(_l("Write the email address of your account.")), Length(max=LONGEST_ADDRESS)],
        render_kw={"autocomplete": "username", "dir": "ltr"},
    )
    password = PasswordField(
        _l("Password"),
        [required(_l("Write your password, or ask for a link by email instead.")), Length(max=LONGEST_PASSWORD)],
        render_kw={"autocomplete": "current-password"},
    )


class LinkForm(Form):
    """Where to send a link."""

    email = EmailField(
        _l("Email address"),
        [required_text(_l("Write the email address of your account.")), Length(max=LONGEST_ADDRESS)],
        render_kw={"autocomplete": "username", "dir": "ltr"},
    )


class InviteForm(CreateForm):
    """Whom to ask to join, and where they will sit."""

    email = EmailField(
        _l("Email address"),
        [required_text(_l("Write the email address of the person.")), at_most(LONGEST_ADDRESS), email_address],
        render_kw={"autocomplete": "off", "dir": "ltr"},
    )
    country = SelectField(_l("Country"), validate_choice=True)
    office = LineField(
        _l("Office"),
        [
            required_text(_l("Write the office they will have a seat in, for example Statistics office.")),
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
    return PasswordField(
        _l("New password"), [*validators, acceptable_password], render_kw={"autocomplete": "new-password"}
    )


def acceptable_password(form: FlaskForm, field: Field) -> None:
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
    if contains_address(field.data, form.address):
        raise ValidationError(_("The password must not contain your email address. Choose other words."))
    if contains_name(field.data, form.called) or contains_name(field.data, SITE):
        raise ValidationError(
            _("The password must not contain your name or the name of this site. Choose other words.")
        )
    if common_passwords.is_guessable(field.data, guessable_words(form.called, form.address)):
        raise ValidationError(
            _("This password is easy to guess. Put together several words that only you would think of.")
        )


class JoinForm(DetailsForm):
    """Taking up an invitation; without a password one signs in by links sent by email."""

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
    new_password = new_password_field(required(_l("Write the new password.")))


class CloseForm(Form):
    """Making sure that it is really them: the password, or the address where there is no password."""

    password = PasswordField(
        _l("Password"), [Length(max=LONGEST_PASSWORD)], render_kw={"autocomplete": "current-password"}
    )
    email = EmailField(
        _l("Your email address"), [at_most(LONGEST_ADDRESS)], render_kw={"autocomplete": "off", "dir": "ltr"}
    )


class AddressForm(Form):
    """Another email address, and the password of who asks for it, if they have one."""

    password = PasswordField(
        _l("Password"), [Length(max=LONGEST_PASSWORD)], render_kw={"autocomplete": "current-password"}
    )
    new_email = EmailField(
        _l("New email address"),
        [required_text(_l("Write the new email address.")), at_most(LONGEST_ADDRESS), email_address],
        render_kw={"autocomplete": "email", "dir": "ltr"},
    )
