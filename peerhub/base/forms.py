"""The base of all forms, and the checks that several share."""

from typing import Any
from unicodedata import normalize

from flask_wtf import FlaskForm
from wtforms import DateField, Field, SelectMultipleField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from peerhub.base import i18n, plain
from peerhub.base.i18n import lazy_gettext as _l
from peerhub.base.sentences import Sentences


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form whose sentences are ours and translated."""

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
            self.data = plain.one_line(normalize("NFC", str(valuelist[0])))


class BlockField(TextAreaField):
    """Several lines of text: composed letters, no control characters; see `plain`."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Clean what came in."""
        if valuelist:
            self.data = plain.many_lines(normalize("NFC", str(valuelist[0])))


class ChoicesField(SelectMultipleField):
    """Several choices as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def needed(sentence: Any = None) -> InputRequired:
    """The field must be filled; `sentence` says what to write."""
    return InputRequired(sentence or _l("Please fill this in."))


def needed_text(sentence: Any = None) -> DataRequired:
    """The field must hold something that can be seen: our fields are empty otherwise."""
    return DataRequired(sentence or _l("Please fill this in."))


def at_most(length: int) -> Length:
    """No more than `length` characters; the sentence names the limit."""
    return Length(max=length, message=_l("This is too long: at most %(length)s characters.", length=length))


def known_zone(_form: FlaskForm, field: Field) -> None:
    """The field names an IANA time zone."""
    if i18n.zone_info(field.data).key != field.data:
        raise ValidationError(
            i18n._("There is no such time zone. Choose one from the list, for example Africa/Kampala.")
        )


__all__ = [
    "BlockField",
    "ChoicesField",
    "DateField",
    "Form",
    "LineField",
    "Rows",
    "SelectChoice",
    "at_most",
    "known_zone",
    "needed",
    "needed_text",
]
