"""A questionnaire as a form. What is accepted is decided by `rules.reading`; the form only carries it."""

from collections.abc import Sequence
from typing import Any

from wtforms import Field, RadioField

from peerhub.base.fields import DayField
from peerhub.base.forms import BlockField, ChoicesField, Form, SelectChoice
from peerhub.base.i18n import _
from peerhub.surveys.rules import Question
from peerhub.surveys.rules.bank import SCALE
from peerhub.surveys.rules.reading import Raw


class AnswerForm(Form):
    """The fields of one questionnaire, named by the keys of its questions."""

    def raw(self, questions: Sequence[Question]) -> Raw:
        """What was filled in, by question key."""
        return {question.key: _text_or_list(self[question.key].data) for question in questions}


def answer_form(questions: Sequence[Question]) -> AnswerForm:
    """A form for these questions, in the reader's language."""
    fields = {question.key: _field(question) for question in questions}
    made: AnswerForm = type("Questionnaire", (AnswerForm,), fields)()
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


def _text_or_list(data: Any) -> str | list[str]:
    return [str(each) for each in data] if isinstance(data, list) else str(data or "")
