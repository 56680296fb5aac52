"""A questionnaire as a form. What is accepted is decided by `rules.answers`; the form only carries it."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Field, RadioField

from peerhub.base.forms.edit import EditForm
from peerhub.base.forms.fields import DayField
from peerhub.base.forms.form import BlockField, ChoicesField, Form, SelectChoice
from peerhub.base.i18n.translate import _
from peerhub.surveys.rules.answers import Raw
from peerhub.surveys.rules.question_bank import SCALE, Question


class StepsField(RadioField):
    """Radio buttons. Where none is sent none is chosen, whatever was kept."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was sent."""
        self.data = None
        super().process_formdata(valuelist)


class AnswerForm(Form):
    """The fields of one questionnaire, named by the keys of its questions."""

    def raw(self, questions: Sequence[Question]) -> Raw:
        """What was filled in, by question key: all of it, also where one answer was asked for and two came."""
        return {question.key: [str(value) for value in self[question.key].raw_data or []] for question in questions}


class NamedAnswerForm(EditForm, AnswerForm):
    """The same for answers by name, which may be changed in several windows."""


def answer_form(questions: Sequence[Question]) -> AnswerForm:
    """A form for these questions, in the reader's language."""
    form: AnswerForm = type("Questionnaire", (AnswerForm,), _fields(questions))()
    return form


def named_form(questions: Sequence[Question], answers: Mapping[str, Any], **more: Any) -> NamedAnswerForm:
    """A form for these questions, in the reader's language, filled with the answers stored by name. `more` as for forms."""
    filled = {question.key: _filled(question, answers.get(question.key)) for question in questions}
    form: NamedAnswerForm = type("NamedQuestionnaire", (NamedAnswerForm,), _fields(questions))(data=filled, **more)
    return form


def _fields(questions: Sequence[Question]) -> dict[str, Field]:
    return {question.key: _field(question) for question in questions}


def _filled(question: Question, value: Any) -> Any:
    if question.kind == "multiple":
        return value or []
    return None if value is None else str(value)


def _field(question: Question) -> Field:
    words = _(question.words)
    if question.kind == "scale":
        return StepsField(words, choices=[SelectChoice(str(step)) for step in SCALE], validate_choice=False)
    choices = [SelectChoice(choice.key, _(choice.words)) for choice in question.choices]
    if question.kind == "single":
        return StepsField(words, choices=choices, validate_choice=False)
    if question.kind == "multiple":
        return ChoicesField(words, choices=choices, validate_choice=False)
    return BlockField(words) if question.kind == "text" else DayField(words)
