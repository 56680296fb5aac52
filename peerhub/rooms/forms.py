"""What comes in to rooms."""

from collections.abc import Iterable
from datetime import UTC

from wtforms import BooleanField, Field, HiddenField
from wtforms.validators import Optional

from peerhub.base.forms.edit import EditForm
from peerhub.base.forms.fields import HiddenNumberField, MomentField, NumberField
from peerhub.base.forms.form import BlockField, Form, LineField, SelectField, at_most, required_text
from peerhub.base.i18n.languages import language_name
from peerhub.base.i18n.reader import current_zone
from peerhub.base.i18n.translate import _
from peerhub.base.i18n.translate import lazy_gettext as _l
from peerhub.base.web.numbers import LARGEST_NUMBER
from peerhub.people.models import Person
from peerhub.rooms import rules
from peerhub.rooms.actions.polls import NewPoll

KIND_NAMES = {
    "discussion": _l("Discussion"),
    "question": _l("Question"),
    "experience": _l("Experience"),
    "announcement": _l("Announcement"),
}


class PollPart:
    """A poll under what is written. The lengths are checked by the verb."""

    poll_question = LineField(_l("Question of the poll"))
    poll_options = BlockField(_l("Answers, one on each line"))
    poll_several = BooleanField(_l("Several answers can be chosen"))
    poll_closes = MomentField(
        _l("Closes at"), [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
    )


def new_poll(form: "MessageForm | ThreadForm") -> NewPoll | None:
    """The poll that was typed, None when there is none. The closing time is in the writer's time zone."""
    question, options = str(form.poll_question.data or ""), str(form.poll_options.data or "")
    if not question and not options:
        return None
    closes = form.poll_closes.data
    at = closes.replace(tzinfo=current_zone()).astimezone(UTC) if closes else None
    return NewPoll(question, tuple(options.splitlines()), bool(form.poll_several.data), at)


class MessageForm(PollPart, Form):
    """A reply. The length is checked by the verb, which says how long the text is."""

    body = BlockField(_l("Your reply"), [required_text(_l("There is nothing to send yet. Write your message first."))])
    language = SelectField(_l("Written in"), validate_choice=False)
    key = HiddenField()
    seen = HiddenNumberField(validators=[Optional()], least=0, most=LARGEST_NUMBER)


class MailedReplyForm(Form):
    """A reply by email that waits."""

    body = BlockField(_l("Your reply"), [required_text(_l("There is nothing to send yet. Write your message first."))])


class ThreadForm(PollPart, Form):
    """A new thread with its first message."""

    title = LineField(
        _l("Title"),
        [
            required_text(_l("Write a title: the question or the topic in one line.")),
            at_most(rules.LONGEST_TITLE),
        ],
    )
    kind = SelectField(_l("Kind"), validate_choice=False)
    body = BlockField(
        _l("First message"), [required_text(_l("There is nothing to send yet. Write your message first."))]
    )
    activity = SelectField(_l("Roadmap activity"), validate_choice=False)
    language = SelectField(_l("Written in"), validate_choice=False)
    key = HiddenField()


class RewriteForm(EditForm):
    """Another text for a message."""

    body = BlockField(
        _l("Your message"), [required_text(_l("There is nothing to send yet. Write your message first."))]
    )


class LanguageForm(Form):
    """The language of a message."""

    language = SelectField(_l("Written in"), validate_choice=False)


class AnswerForm(Form):
    """Which message answers; without a number none does."""

    number = NumberField(validators=[Optional()], least=1, most=LARGEST_NUMBER)


class FacilitatorForm(Form):
    """Whom to name."""

    who = LineField(
        _l("Name or email address"),
        [required_text(_l("Write the person’s name as others see it, or their email address.")), at_most(254)],
        render_kw={"list": "names", "autocomplete": "off"},
    )


class DescribeForm(EditForm):
    """What a room says of itself; a subclass has the fields of each language."""

    def said(self, code: str) -> tuple[str, str]:
        """Purpose and ground rules in a language."""
        return str(self[f"purpose_{code}"].data or ""), str(self[f"ground_rules_{code}"].data or "")


def describe_form(languages: Iterable[str], present: dict[str, str], *, sent: bool = True) -> DescribeForm:
    """The form with two fields for each language, filled in with what is there; `sent`: with what came in."""
    fields: dict[str, Field] = {}
    for code in languages:
        limit = {"dir": "auto", "lang": code}
        fields[f"purpose_{code}"] = BlockField(_l("What the room is for"), [at_most(600)], render_kw=limit)
        fields[f"ground_rules_{code}"] = BlockField(_l("Ground rules"), [at_most(4000)], render_kw=limit)
    form_class: type[DescribeForm] = type("DescribeForm", (DescribeForm,), fields)
    return form_class(data=present) if sent else form_class(formdata=None, data=present)


def writing_choices(person: Person, site_languages: Iterable[str]) -> list[tuple[str, str]]:
    """The same for something new, whose language need not be named."""
    return [("", _("the language PeerHub recognises")), *language_choices(person, site_languages)]


def language_choices(person: Person, site_languages: Iterable[str]) -> list[tuple[str, str]]:
    """The languages that a person may say they write in: their working languages first, then those of the site."""
    codes = dict.fromkeys([*person.working_languages, person.language, *site_languages])
    return [(code, language_name(code)) for code in codes]
