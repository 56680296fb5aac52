"""Showing results while answers still come in, without the next look telling what the last person said.

Answers are published in steps: the first when `THRESHOLD` people have answered, a further one with every `STEP` more.
Questions may be skipped, so a step of three people can hold one answer to a question. Each question therefore grows by
steps of its own: what a step adds to it waits until enough people stand behind it. The last few may never be shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from peerhub.surveys.rules.bank import Question
from peerhub.surveys.rules.reading import Value
from peerhub.surveys.rules.shown import FLOOR, THRESHOLD, QuestionResult

STEP: Final = FLOOR
Answers = Sequence[Mapping[str, Value]]


def completed(answered: int) -> int | None:
    """Which step is complete with the `answered`-th person, counted from 0; None where none is."""
    step, rest = divmod(answered - THRESHOLD, STEP)
    return step if answered >= THRESHOLD and not rest else None


def published(answered: int) -> int:
    """Of how many people the answers are in complete steps when `answered` have answered."""
    return 0 if answered < THRESHOLD else answered - (answered - THRESHOLD) % STEP


def shown_answers(questions: Iterable[Question], steps: Sequence[Answers]) -> list[Mapping[str, Value]]:
    """The answers that may stand in the results. `steps` holds the answers of each complete step, in order.

    A later call with more steps gives for each question the same answers, or at least `STEP` more.
    """
    return [answer for question in questions for answer in _shown(question.key, steps)]


def _shown(key: str, steps: Sequence[Answers]) -> list[Mapping[str, Value]]:
    shown: list[Mapping[str, Value]] = []
    waiting: list[Mapping[str, Value]] = []
    for step in steps:
        waiting += [answer for answer in step if key in answer]
        if len(waiting) >= (STEP if shown else THRESHOLD):
            shown, waiting = shown + waiting, []
    return shown


def without_spread(result: QuestionResult) -> QuestionResult:
    """A result without how the answers are spread, nor why that would be hidden: for a survey that is still open."""
    keeps = result.kind in ("text", "date") or result.hidden == "too_few"
    return result if keeps else replace(result, distribution={}, hidden=None)
