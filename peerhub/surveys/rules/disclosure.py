"""What may be shown of the answers, so that nobody can find out what one person said.

Four locks. Below `threshold` answers nothing is shown. A *cell* (the number of people who chose something) is hidden
where fewer than `threshold` people stand behind it, and others with it, until neither subtraction nor knowledge of
these rules tells it. Where nearly everybody chose one end of a scale, that is said in words instead of a number. And no
mean is given that would tell somebody's answer to those who know others (`means`). `tests/surveys/test_disclosure.py` and
`test_means.py` try every table of a size and every difference, knowing the rules.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Final, Literal

from peerhub.base.i18n.marks import N_
from peerhub.surveys.rules import means
from peerhub.surveys.rules.answers import Value
from peerhub.surveys.rules.question_bank import QUOTE, SCALE, Kind, Question

Answers = Sequence[Mapping[str, Value]]
Hidden = Literal[
    "too_few", "too_few_for_distribution", "small_cells", "alike", "lopsided", "not_quotable", "for_facilitator"
]

THRESHOLD: Final = 5
DISTRIBUTION_THRESHOLD: Final = 8
FLOOR: Final = 3

HIDDEN_WORDS: Final[Mapping[str, str]] = {
    "too_few": N_("Fewer than %(threshold)s people have answered. Results are shown from %(threshold)s answers on."),
    "too_few_for_distribution": N_("How the answers are spread is shown from %(distribution_threshold)s answers on."),
    "small_cells": N_("Some answers were given by fewer than %(threshold)s people, so their numbers are not shown."),
    "alike": N_("Nearly everyone chose %(near)s, so no numbers are shown."),
    "lopsided": N_("The numbers could reveal what individual people said, so they are not shown."),
    "not_quotable": N_("No one agreed to have these words shown."),
    "for_facilitator": N_("People agreed that only the facilitator reads their own words."),
}


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """What may be shown of one question; what is None or empty must not be shown, and `hidden` says why.

    `answered` is None below the threshold. `distribution` has a number for each step or choice, None where it's hidden.
    `near` is the end of the scale that nearly everybody chose.
    """

    key: str
    kind: Kind
    answered: int | None = None
    mean: float | None = None
    distribution: Mapping[str, int | None] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    hidden: Hidden | None = None
    near: int | None = None


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

    `random` shuffles texts, each question anew, so that no two texts can be laid at one endpoint. Where the questionnaire
    asks for consent (`QUOTE`), only the words of those who gave it are shown. Never call this for parts of the answers:
    a part and the whole together would tell of the rest. Raises ValueError for a threshold under 3.
    """
    _must_protect(threshold)
    limits = _Limits(threshold, max(threshold, distribution_threshold))
    question_list = list(questions)
    asks_consent = QUOTE in question_list
    values: dict[str, list[Value]] = {question.key: [] for question in question_list}
    quotable: dict[str, list[str]] = {
        question.key: [] for question in question_list if question.kind in ("text", "date")
    }
    for answer in answers:
        consents = not asks_consent or bool(answer.get(QUOTE.key))
        for key, value in answer.items():
            if key in values:
                values[key].append(value)
            if consents and key in quotable:
                quotable[key].append(str(value))
    return [
        _result(question, values[question.key], quotable.get(question.key, []), limits, random)
        for question in question_list
        if question != QUOTE
    ]


def _must_protect(threshold: int) -> None:
    if threshold < FLOOR:
        raise ValueError(f"A threshold under {FLOOR} protects no one.")


def _result(
    question: Question, values: list[Value], quotable: list[str], limits: _Limits, random: Random
) -> QuestionResult:
    if len(values) < limits.threshold:
        return QuestionResult(question.key, question.kind, hidden="too_few")
    if question.kind in ("text", "date"):
        return _texts(question, len(values), quotable, random)
    if question.kind == "scale":
        return _scale(question, Counter(map(_step, values)), limits)
    return _choices(question, values, limits)


def _step(value: Value) -> int:
    return value if isinstance(value, int) else int(str(value))


def _texts(question: Question, answered: int, texts: list[str], random: Random) -> QuestionResult:
    random.shuffle(texts)
    hidden: Hidden | None = None if texts else "not_quotable"
    return QuestionResult(question.key, question.kind, answered, texts=tuple(texts), hidden=hidden)


def _scale(question: Question, counted: Mapping[int, int], limits: _Limits) -> QuestionResult:
    """A mean, and the spread if none of its cells needs hiding: mean and number together would give a cell away."""
    cells = tuple(counted.get(step, 0) for step in SCALE)
    blank = QuestionResult(question.key, question.kind, sum(cells))
    if (near := means.near_end(cells)) is not None:
        return replace(blank, hidden="alike", near=near)
    if means.is_lopsided(cells):
        return replace(blank, hidden="lopsided")
    with_mean = replace(blank, mean=means.mean(cells))
    if sum(cells) < limits.distribution:
        return replace(with_mean, hidden="too_few_for_distribution")
    spread = {str(step): cell for step, cell in zip(SCALE, cells, strict=True)}
    if None in suppress(spread, limits.threshold).values():
        return replace(with_mean, hidden="small_cells")
    return replace(with_mean, distribution=spread)


def _choices(question: Question, values: list[Value], limits: _Limits) -> QuestionResult:
    if len(values) < limits.distribution:
        return QuestionResult(question.key, question.kind, len(values), hidden="too_few_for_distribution")
    chosen = Counter(key for value in values for key in (value if isinstance(value, list) else [str(value)]))
    cells = {choice.key: chosen[choice.key] for choice in question.choices}
    is_single = question.kind == "single"
    distribution = suppress(cells, limits.threshold) if is_single else _several(cells, len(values), limits.threshold)
    hidden: Hidden | None = "small_cells" if None in distribution.values() else None
    return QuestionResult(question.key, question.kind, len(values), distribution=distribution, hidden=hidden)


def _several(cells: Mapping[str, int], answered: int, threshold: int) -> dict[str, int | None]:
    """Each choice as a table of its own: those who chose it, and those who did not.

    Everybody chose something. A number hidden alone would follow where the others leave some people without a choice: then
    the next smallest is hidden with it.
    """
    shown = {
        key: suppress({"chosen": cell, "left": answered - cell}, threshold)["chosen"] for key, cell in cells.items()
    }
    others = [key for key, cell in shown.items() if cell]
    if others and list(shown.values()).count(None) == 1 and answered not in cells.values():
        shown[min(others, key=lambda key: cells[key])] = None
    return shown


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
