"""Reading a filled-in questionnaire: raw form values in, values to store and sentences about errors out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from peerhub.base.i18n.marks import N_
from peerhub.base.text.plain import many_lines
from peerhub.surveys.rules.question_bank import SCALE, Kind, Question

Value = int | str | list[str]
Raw = Mapping[str, str | Sequence[str]]


class Problem(NamedTuple):
    """Why an answer can't be taken: a sentence to translate, filled with `params`."""

    words: str
    params: Mapping[str, int] = {}


class Reading(NamedTuple):
    """Answers by question key, ready for JSON, and problems by question key; a question left empty is in neither."""

    values: dict[str, Value]
    errors: dict[str, Problem]


REQUIRED: Final = Problem(N_("Answer this question."))
NOT_A_CHOICE: Final = Problem(N_("Choose from the answers shown."))
ONE_ONLY: Final = Problem(N_("Choose one answer only."))
NOT_A_DATE: Final = Problem(N_("Write the date as year, month and day, for example 2026-11-23."))
TOO_LONG: Final = N_("This is too long. Maximum number of characters: %(longest)s. You have: %(length)s.")


def read_answers(questions: Iterable[Question], raw: Raw) -> Reading:
    """Check `raw` (one text or a list of texts a key) against the questions; other keys are ignored.

    Dates stay texts (ISO 8601), choices come in the order shown, line breaks are `\\n`.
    """
    values: dict[str, Value] = {}
    errors: dict[str, Problem] = {}
    for question in questions:
        read = _read(question, _given(raw.get(question.key, "")))
        if isinstance(read, Problem):
            errors[question.key] = read
        elif read is not None:
            values[question.key] = read
    return Reading(values, errors)


def _given(raw: str | Sequence[str]) -> list[str]:
    """What was given, as clean texts, without empty ones."""
    texts = (many_lines(text) for text in ([raw] if isinstance(raw, str) else raw))
    return [text for text in texts if text]


def _read(question: Question, values: list[str]) -> Value | Problem | None:
    if not values:
        return REQUIRED if question.required else None
    if question.kind == "multiple":
        return _several(question, values)
    return _READERS[question.kind](question, values[0]) if len(values) == 1 else ONE_ONLY


def _several(question: Question, values: list[str]) -> Value | Problem:
    keys = [choice.key for choice in question.choices]
    return [key for key in keys if key in values] if set(values) <= set(keys) else NOT_A_CHOICE


def _one(question: Question, value: str) -> Value | Problem:
    return value if value in {choice.key for choice in question.choices} else NOT_A_CHOICE


def _step(_: Question, value: str) -> Value | Problem:
    return int(value) if value in {str(step) for step in SCALE} else NOT_A_CHOICE


def _prose(question: Question, value: str) -> Value | Problem:
    if len(value) > question.longest:
        return Problem(TOO_LONG, {"longest": question.longest, "length": len(value)})
    return value


def _day(_: Question, value: str) -> Value | Problem:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return NOT_A_DATE


_READERS: Final[Mapping[Kind, Callable[[Question, str], Value | Problem]]] = {
    "scale": _step,
    "single": _one,
    "text": _prose,
    "date": _day,
}
