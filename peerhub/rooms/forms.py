"""What comes in to rooms."""

from collections.abc import Iterable

from wtforms import HiddenField, IntegerField, SelectField
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import HiddenInput

from peerhub.base.forms import BlockField, Form, LineField, at_most, needed_text
from peerhub.base.i18n import language_name
from peerhub.base.i18n import lazy_gettext as _l
from peerhub.base.web import LARGEST_NUMBER
from peerhub.people.models import Person
from peerhub.rooms import rules

KIND_NAMES = {
    "discussion": _l("Discussion"),
    "question": _l("Question"),
    "experience": _l("Experience"),
    "announcement": _l("Announcement"),
}


class HiddenNumber(IntegerField):
    """A number that the page carries."""

    widget = HiddenInput()


class MessageForm(Form):
    """A reply. The length is checked by the verb, which says how long the text is."""

    body = BlockField(_l("Your reply"), [needed_text(_l("There is nothing to send yet. Write your message first."))])
    language = SelectField(_l("Written in"), validate_choice=False)
    key = HiddenField()
    seen = HiddenNumber(validators=[Optional()])


class ThreadForm(Form):
    """A new thread with its first message."""

    title = LineField(
        _l("Title"),
        [
            needed_text(_l("Give the thread a title: the question or the topic in one line.")),
            at_most(rules.LONGEST_TITLE),
        ],
    )
    kind = SelectField(_l("Kind"), validate_choice=False)
    body = BlockField(_l("First message"), [needed_text(_l("There is nothing to send yet. Write your message first."))])
    activity = SelectField(_l("Roadmap activity"), validate_choice=False)
    language = SelectField(_l("Written in"), validate_choice=False)
    key = HiddenField()


class EditForm(Form):
    """Another text for a message. `read_at` says which text the writer saw."""

    body = BlockField(_l("Your message"), [needed_text(_l("There is nothing to send yet. Write your message first."))])
    read_at = HiddenField()


class AnswerForm(Form):
    """Which message answers; without a number none does."""

    number = IntegerField(validators=[Optional(), NumberRange(1, LARGEST_NUMBER)])


def language_choices(person: Person, site_languages: Iterable[str]) -> list[tuple[str, str]]:
    """The languages that a person may say they write in: their working languages first, then those of the site."""
    codes = dict.fromkeys([*person.working_languages, person.language, *site_languages])
    return [(code, language_name(code)) for code in codes]
