"""The base of all forms, and the checks that several share."""

from typing import Any

import wtforms
from flask import g
from flask_wtf import FlaskForm
from markupsafe import Markup, escape
from wtforms import Field, FieldList, FormField, SelectMultipleField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, Select

from peerhub.base.forms.error_messages import Sentences
from peerhub.base.i18n import translate, zones
from peerhub.base.i18n.translate import lazy_gettext as _l
from peerhub.base.text import plain
from peerhub.base.web.submitted import MADE


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form whose sentences are ours and translated."""

    def __init__(self, *args: Any, **values: Any) -> None:
        """Leave the class where a refusal of this request finds the labels of what was typed."""
        super().__init__(*args, **values)
        g.setdefault(MADE, []).append(type(self))

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Where the fields get their sentences."""

        def get_translations(self, _form: Any) -> Sentences:
            """Ours."""
            return Sentences()


class Rows(PlainForm):
    """Some fields that come again and again inside a form."""

    class Meta:
        """Where the fields get their sentences."""

        def get_translations(self, _form: Any) -> Sentences:
            """Ours."""
            return Sentences()


class LineField(StringField):
    """One line of text: composed letters, no control characters; see `plain`."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean what came in."""
        if valuelist:
            self.data = self.clean(str(valuelist[0]))

    @staticmethod
    def clean(text: str) -> str:
        """The text as it is kept."""
        return plain.one_line(plain.normalized("NFC", text))


class BlockField(TextAreaField):
    """Several lines of text: composed letters, no control characters; see `plain`."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean what came in."""
        if valuelist:
            self.data = self.clean(str(valuelist[0]))

    @staticmethod
    def clean(text: str) -> str:
        """The text as it is kept."""
        return plain.many_lines(plain.normalized("NFC", text))


class Options(Select):
    """A list of choices. The library's own takes several times as long for each, and the form of a session has thousands."""

    @classmethod
    def render_option(  # type: ignore[override]  # the stubs are older
        cls, choice: SelectChoice, **kwargs: Any
    ) -> Markup:
        """One choice, as the library renders it."""
        if kwargs or choice.render_kw:
            option: Markup = super().render_option(choice, **kwargs)
            return option
        selected = " selected" if choice.selected else ""
        label = escape(choice.label or choice.value)
        return Markup(f'<option{selected} value="{escape(choice.value)}">{label}</option>')  # noqa: S704  (all of it is escaped)


class SelectField(wtforms.SelectField):  # noqa: TID251  (this is the one to use)
    """One of a list."""

    widget = Options()


class ChoicesField(SelectMultipleField):
    """Several choices as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def required(sentence: Any = None) -> InputRequired:
    """The field must be filled; `sentence` says what to write."""
    return InputRequired(sentence or _l("Fill this in."))


def required_text(sentence: Any = None) -> DataRequired:
    """The field must hold something that can be seen: our fields are empty otherwise."""
    return DataRequired(sentence or _l("Fill this in."))


def at_most(length: int) -> Length:
    """No more than `length` characters; the sentence names the limit."""
    return Length(max=length, message=_l("This is too long. Maximum number of characters: %(length)s.", length=length))


def known_zone(_form: FlaskForm, field: Field) -> None:
    """The field names a place of the list of time zones."""
    if not zones.is_zone(field.data):
        raise ValidationError(
            translate._("There is no such time zone. Choose one from the list, for example Africa/Kampala.")
        )


def check_filled(form: FlaskForm) -> bool:
    """Check a form that comes back before it is finished, as by “Add lines”: what was filled in gets its sentences, what is
    still empty none. True when nothing is wrong so far."""
    form.validate()
    for field in form:
        _spare_empty(field)
    return not form.errors


def _spare_empty(field: Field) -> None:
    if isinstance(field, FormField):
        for part in field.form:
            _spare_empty(part)
    elif isinstance(field, FieldList):
        for entry in field.entries:
            _spare_empty(entry)
        wrong = [entry.errors for entry in field.entries]
        field.errors = wrong if any(wrong) else []
    elif not any(str(value).strip() for value in field.raw_data or ()):
        field.errors = []


__all__ = [
    "BlockField",
    "ChoicesField",
    "Form",
    "LineField",
    "Rows",
    "SelectChoice",
    "at_most",
    "check_filled",
    "known_zone",
    "required",
    "required_text",
]
