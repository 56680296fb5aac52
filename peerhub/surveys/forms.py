"""A questionnaire as a form. What is accepted is decided by `rules.reading`; the form only carries it."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Field, HiddenField, RadioField

from peerhub.base.fields import DayField
from peerhub.base.forms import BlockField, ChoicesField, Form, SelectChoice
from peerhub.base.i18n import _
from peerhub.surveys.rules import Question
from peerhub.surveys.rules.bank import SCALE
from peerhub.surveys.rules.reading import Raw


class AnswerForm(Form):
    """The fields of one questionnaire, named by the keys of its questions; `version` counts changes of answers by name."""

    version = HiddenField(default="0")

    def raw(self, questions: Sequence[Question]) -> Raw:
        """What was filled in, by question key: all of it, also where one answer was asked for and two came."""
        return {question.key: [str(each) for each in self[question.key].raw_data or []] for question in questions}

    @property
    def seen(self) -> int:
        """The version of the answers that the form was filled with."""
        given = str(self.version.data or "")
        return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0


def answer_form(questions: Sequence[Question], kept: Mapping[str, Any], version: int) -> AnswerForm:
    """A form for these questions, in the reader's language, filled with what was kept of them by name."""
    fields = {question.key: _field(question) for question in questions}
    given = {key: value if isinstance(value, list) else str(value) for key, value in kept.items()}
    made: AnswerForm = type("Questionnaire", (AnswerForm,), fields)(data={**given, "version": str(version)})
    return made


def _field(question: Question) -> Field:
    words = _(question.words)
    if question.kind == "scale":
        return RadioField(words, choices=[SelectChoice(str(step)) for step in SCALE], validate_choice=False)
    choices = [SelectChoice(choice.key, _(choice.words)) for choice in question.choices]
    if question.kind == "single":
        return RadioField(words, choices=choices, validate_choice=False)
    if question.kind == "multiple":
        return ChoicesField(words, choices=choices, validate_choice=False)
    return BlockField(words) if question.kind == "text" else DayField(words)
