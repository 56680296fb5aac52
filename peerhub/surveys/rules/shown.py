"""What may be shown of the answers, so that nobody can find out what one person said.

Three locks. Below `threshold` answers nothing is shown. A *cell* (the number of people who chose something) is hidden
where fewer than `threshold` people stand behind it, and others with it, until neither subtraction nor knowledge of
these rules tells it. A mean near the end of a scale is given as the end. `tests/surveys/test_shown.py` tries every
table of a size and every difference, knowing the rules.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final, Literal

from peerhub.base.words import N_
from peerhub.surveys.rules.bank import QUOTE, SCALE, Kind, Question
from peerhub.surveys.rules.reading import Value

Answers = Sequence[Mapping[str, Value]]
Hidden = Literal["too_few", "too_few_for_distribution", "small_cells", "alike", "not_quotable", "for_facilitator"]

THRESHOLD: Final = 5
DISTRIBUTION_THRESHOLD: Final = 8
FLOOR: Final = 3

HIDDEN_WORDS: Final[Mapping[str, str]] = {
    "too_few": N_("Fewer than %(threshold)s people have answered. Results are shown from %(threshold)s answers on."),
    "too_few_for_distribution": N_("How the answers are spread is shown from %(distribution_threshold)s answers on."),
    "small_cells": N_("Some answers were given by fewer than %(threshold)s people, so their numbers are not shown."),
    "alike": N_("Nearly everybody gave the same answer, so the numbers are not shown."),
    "not_quotable": N_("Nobody agreed to have these words shown."),
    "for_facilitator": N_("People agreed that the facilitator reads their own words, and nobody else."),
}


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """What may be shown of one question; what is None or empty must not be shown, and `hidden` says why.

    `answered` is None below the threshold. `distribution` has a number for each step or choice, None where it's hidden.
    """

    key: str
    kind: Kind
    answered: int | None = None
    mean: float | None = None
    distribution: Mapping[str, int | None] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    hidden: Hidden | None = None


@dataclass(frozen=True, slots=True)
class _Limits:
    threshold: int
    distribution: int


def results(
    questions: Iterable[Question],
    answers: Answers,
    random: Random,
    threshold: int = THRESHOLD,
    distribution_threshold: int = DISTRIBUTION_THRESHOLD,
) -> list[QuestionResult]:
    """What may be shown of each question in the questions' order.

    `random` shuffles texts, each question anew, so that no two texts can be laid at one door. Where the questionnaire
    asks for consent (`QUOTE`), only the words of those who gave it are shown. Never call this for parts of the answers:
    a part and the whole together would tell of the rest. Raises ValueError for a threshold under 3.
    """
    _must_protect(threshold)
    limits = _Limits(threshold, max(threshold, distribution_threshold))
    asked = list(questions)
    quotable = [each for each in answers if each.get(QUOTE.key)] if QUOTE in asked else answers
    return [_result(question, answers, quotable, limits, random) for question in asked if question != QUOTE]


def _must_protect(threshold: int) -> None:
    if threshold < FLOOR:
        raise ValueError(f"A threshold under {FLOOR} protects nobody.")


def _result(question: Question, answers: Answers, quotable: Answers, limits: _Limits, random: Random) -> QuestionResult:
    given = [each[question.key] for each in answers if question.key in each]
    if len(given) < limits.threshold:
        return QuestionResult(question.key, question.kind, hidden="too_few")
    if question.kind in ("text", "date"):
        return _texts(
            question, len(given), [str(each[question.key]) for each in quotable if question.key in each], random
        )
    if question.kind == "scale":
        return _scale(question, _steps(question, answers), limits)
    return _choices(question, given, limits)


def _texts(question: Question, answered: int, texts: list[str], random: Random) -> QuestionResult:
    random.shuffle(texts)
    hidden: Hidden | None = None if texts else "not_quotable"
    return QuestionResult(question.key, question.kind, answered, texts=tuple(texts), hidden=hidden)


def _scale(question: Question, steps: list[int], limits: _Limits) -> QuestionResult:
    """A mean, and the spread if none of its cells needs hiding: mean and number together would give a cell away."""
    cells = {str(step): steps.count(step) for step in SCALE}
    distribution: Mapping[str, int | None] = {}
    hidden: Hidden | None = None
    if len(steps) < limits.distribution:
        hidden = "too_few_for_distribution"
    elif _near_end(steps):
        hidden = "alike"
    elif None in suppress(cells, limits.threshold).values():
        hidden = "small_cells"
    else:
        distribution = cells
    return QuestionResult(question.key, question.kind, len(steps), _mean(steps), distribution, hidden=hidden)


def _choices(question: Question, given: list[Value], limits: _Limits) -> QuestionResult:
    if len(given) < limits.distribution:
        return QuestionResult(question.key, question.kind, len(given), hidden="too_few_for_distribution")
    chosen = Counter(key for value in given for key in (value if isinstance(value, list) else [str(value)]))
    cells = {choice.key: chosen[choice.key] for choice in question.choices}
    if question.kind == "single":
        distribution = suppress(cells, limits.threshold)
    else:  # each choice is a table of its own: those who chose it, and those who didn't
        distribution = {
            key: suppress({"chosen": cell, "left": len(given) - cell}, limits.threshold)["chosen"]
            for key, cell in cells.items()
        }
    hidden: Hidden | None = "small_cells" if None in distribution.values() else None
    return QuestionResult(question.key, question.kind, len(given), distribution=distribution, hidden=hidden)


def suppress(cells: Mapping[str, int], threshold: int = THRESHOLD) -> dict[str, int | None]:
    """The cells of one table whose sum is known, those that would tell of fewer than `threshold` people hidden (None).

    Hides each cell from 1 to `threshold` - 1. If there is one, empty cells are hidden too, so that nobody knows how
    many of the hidden ones are small; then the next smallest, until the hidden people are at least `threshold` and
    their number can't be split in one way only.
    """
    _must_protect(threshold)
    hidden = {key for key, cell in cells.items() if 0 < cell < threshold}
    if not hidden:
        return dict(cells)
    hidden |= {key for key, cell in cells.items() if not cell}
    shown = sorted((key for key in cells if key not in hidden), key=lambda key: cells[key])
    while shown and not threshold <= sum(cells[key] for key in hidden) < len(hidden) * (threshold - 1):
        hidden.add(shown.pop(0))
    return {key: None if key in hidden else cell for key, cell in cells.items()}


def _mean(steps: list[int]) -> float:
    """The mean to one decimal. One step short of an end counts as the end: else a single dissenter would show."""
    if _near_end(steps):
        return float(SCALE[0] if steps.count(SCALE[0]) >= len(steps) - 1 else SCALE[-1])
    return round(sum(steps) / len(steps), 1)


def _near_end(steps: list[int]) -> bool:
    """Whether everybody chose one end of the scale, or all but one person who chose the step beside it."""
    return sum(steps) - SCALE[0] * len(steps) <= 1 or SCALE[-1] * len(steps) - sum(steps) <= 1


def _steps(question: Question, answers: Answers) -> list[int]:
    return [int(str(each[question.key])) for each in answers if question.key in each]
