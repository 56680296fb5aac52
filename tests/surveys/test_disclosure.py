"""What is shown, and an attacker who knows the rules, tries every table and takes every difference."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations_with_replacement
from random import Random

import pytest

from peerhub.surveys.rules.answers import Value
from peerhub.surveys.rules.disclosure import HIDDEN_WORDS, QuestionResult, results, suppress
from peerhub.surveys.rules.question_bank import BANK, QUOTE, SCALE, Choice, Question
from tests.surveys.arrange import tables

ONE_OF_THREE = Question(
    key="S",
    kind="single",
    words="Which?",
    level="reaction",
    choices=(Choice("a", "A"), Choice("b", "B"), Choice("c", "C")),
)
SOME_OF_THREE = Question(key="M", kind="multiple", words="Which?", level="access", choices=ONE_OF_THREE.choices)


def seeded() -> Random:
    """Chance that falls alike on each run."""
    return Random(5)  # noqa: S311  # no secret


def shown(question: Question, *values: Value, threshold: int = 5) -> QuestionResult:
    (result,) = results([question], [{question.key: value} for value in values], seeded(), threshold)
    return result


# ---- What is shown


def test_nothing_under_five_answers() -> None:
    for question, value in ((BANK["Q1"], 4), (BANK["R1"], "words"), (ONE_OF_THREE, "a"), (SOME_OF_THREE, ["a"])):
        assert shown(question, *[value] * 4) == QuestionResult(question.key, question.kind, hidden="too_few")
        assert shown(question, *[value] * 5).answered == 5
    assert shown(BANK["Q1"]).hidden == "too_few"


def test_a_question_left_out_by_many_is_hidden_by_itself() -> None:
    answers: list[Mapping[str, Value]] = [{"Q1": 4, "Q2": 3} for _ in range(4)]
    answers += [{"Q1": 2} for _ in range(3)]
    first, second = results([BANK["Q1"], BANK["Q2"]], answers, seeded())
    assert (first.answered, first.mean, first.hidden) == (7, 3.0, "too_few_for_distribution")
    assert (second.answered, second.mean, second.hidden) == (None, None, "too_few")


def test_the_spread_of_a_scale_needs_eight_answers_and_no_small_cell() -> None:
    assert shown(BANK["Q1"], 3, 3, 3, 3, 3, 4, 4).hidden == "too_few_for_distribution"
    assert shown(BANK["Q1"], 3, 3, 3, 3, 3, 3, 4, 4).hidden == "small_cells"
    full = shown(BANK["Q1"], *[3] * 5, *[4] * 6)
    assert (full.mean, full.hidden) == (3.5, None)
    assert full.distribution == {"1": 0, "2": 0, "3": 5, "4": 6, "5": 0}


@pytest.mark.parametrize(("end", "beside"), [(5, 4), (1, 2)])
def test_a_mean_near_the_end_does_not_show_the_one_who_differs(end: int, beside: int) -> None:
    for several in (5, 12):
        alike, dissent = shown(BANK["Q1"], *[end] * several), shown(BANK["Q1"], *[end] * (several - 1), beside)
        assert alike == dissent
        assert (alike.mean, alike.hidden, alike.near) == (None, "alike", end)


def test_a_mean_that_would_tell_the_rest_to_a_few_is_hidden() -> None:
    assert shown(BANK["Q1"], 1, 1, 1, 1, 5, 5, 5, 5) == QuestionResult("Q1", "scale", 8, hidden="lopsided")
    assert shown(BANK["Q1"], 2, 3, 3, 4, 4, 4, 5, 5).mean == 3.8


def test_choices() -> None:
    assert shown(ONE_OF_THREE, *"aaaaabb").hidden == "too_few_for_distribution"
    assert shown(ONE_OF_THREE, *"aaaaabbbbb").distribution == {"a": 5, "b": 5, "c": 0}
    hiding = shown(ONE_OF_THREE, *"aaaaaaaaaabb")
    assert (hiding.distribution, hiding.hidden) == ({"a": None, "b": None, "c": None}, "small_cells")
    several = shown(SOME_OF_THREE, *[["a", "b"]] * 5, *[["a"]] * 5, ["c", "a"])
    assert several.distribution == {"a": 11, "b": 5, "c": None}
    assert shown(SOME_OF_THREE, *[["a"]] * 9, ["b"]).distribution == {"a": None, "b": None, "c": 0}


def test_only_words_that_may_be_shown_and_in_no_order() -> None:
    answers: list[Mapping[str, Value]] = [{"R1": f"r{n}", "R3": f"s{n}", "quote": ["yes"]} for n in range(20)]
    answers += [{"R1": "private"}, {"R1": "private too", "quote": []}]
    first, second = results([BANK["R1"], BANK["R3"], QUOTE], answers, seeded())
    assert first.answered == 22
    assert sorted(first.texts) == sorted(f"r{n}" for n in range(20))
    assert [text[1:] for text in first.texts] != [text[1:] for text in second.texts]
    assert list(first.texts) != [f"r{n}" for n in range(20)]
    (unasked,) = results([BANK["R1"]], answers, seeded())
    assert len(unasked.texts) == 22
    (refused,) = results([BANK["R1"], QUOTE], answers[20:] * 3, seeded())
    assert (refused.texts, refused.hidden) == ((), "not_quotable")


def test_a_threshold_that_protects_nobody_is_refused() -> None:
    for call in (lambda: results([], [], seeded(), threshold=2), lambda: suppress({}, 2)):
        with pytest.raises(ValueError, match="protects no one"):
            call()


def test_each_reason_has_its_sentence() -> None:
    for words in HIDDEN_WORDS.values():
        assert words % {"threshold": 5, "distribution_threshold": 8, "near": "5"}


# ---- The attacker


def found_out(publish: Mapping[object, list[tuple[int, ...]]], threshold: int) -> list[tuple[object, int]]:
    """Cells of fewer than `threshold` people that follow from what was published: every table that would have been
    published in the same way has the same number there."""
    told = []
    for published, possible in publish.items():
        for cell, numbers in enumerate(zip(*possible, strict=True)):
            if len(set(numbers)) == 1 and 0 < numbers[0] < threshold:
                told.append((published, cell))
    return told


@pytest.mark.parametrize(
    ("threshold", "cells", "most"), [(3, 2, 16), (3, 3, 18), (3, 4, 16), (3, 5, 14), (5, 3, 24), (5, 4, 22)]
)
def test_no_hidden_cell_can_be_worked_out(threshold: int, cells: int, most: int) -> None:
    for people in range(threshold, most + 1):
        publish: dict[object, list[tuple[int, ...]]] = defaultdict(list)
        for table in tables(people, cells):
            kept = suppress({str(key): cell for key, cell in enumerate(table)}, threshold)
            publish[tuple(kept.values())].append(table)
        assert found_out(publish, threshold) == []


def test_the_attacker_finds_out_what_is_hidden_carelessly() -> None:
    """Without the second step he does: hiding small cells alone leaves them to a subtraction."""
    publish: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    for table in tables(9, 3):
        publish[tuple(None if 0 < cell < 5 else cell for cell in table)].append(table)
    assert found_out(publish, 5)


def test_mean_and_spread_together_tell_of_no_small_cell() -> None:
    for people in range(5, 27):
        publish: dict[object, list[tuple[int, ...]]] = defaultdict(list)
        for values in combinations_with_replacement(SCALE, people):
            result = shown(BANK["Q1"], *values)
            table = tuple(values.count(step) for step in SCALE)
            publish[(result.answered, result.mean, tuple(result.distribution.items()), result.hidden)].append(table)
        assert found_out(publish, 5) == []
