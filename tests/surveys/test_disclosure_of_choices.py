"""What choices tell to an attacker who knows the rules and four answers: he tries every table and takes every difference."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from functools import cache
from itertools import combinations
from random import Random

import pytest

from peerhub.surveys.rules import disclosure
from peerhub.surveys.rules.answers import Value
from peerhub.surveys.rules.disclosure import QuestionResult, results, suppress
from peerhub.surveys.rules.question_bank import Choice, Question
from tests.surveys.arrange import tables

Table = tuple[int, ...]  # how many people gave each of the possible answers
Published = Mapping[Hashable, list[Table]]  # every table by what is published of it
Trait = frozenset[int]  # what one may know of a person: their answer is one of these
KNOWN = 4  # the attacker and three accomplices
CHOICES = (Choice("a", "A"), Choice("b", "B"), Choice("c", "C"), Choice("d", "D"))
SINGLE = Question(key="S", kind="single", words="Which?", level="reaction", choices=CHOICES)


def shown_of(question: Question, answers: Sequence[Value], table: Table) -> QuestionResult:
    given = [{question.key: answer} for answer, people in zip(answers, table, strict=True) for _ in range(people)]
    (result,) = results([question], given, Random(5))  # noqa: S311  # no secret
    return result


def published(question: Question, answers: Sequence[Value], people: int) -> Published:
    """Every table of so many people by all that is shown of it."""
    groups: dict[Hashable, list[Table]] = defaultdict(list)
    for table in tables(people, len(answers)):
        found = shown_of(question, answers, table)
        groups[found.answered, found.mean, found.near, tuple(found.distribution.items()), found.hidden].append(table)
    return groups


# ---- What four people find out of a fifth


@cache
def coalitions(cells: int) -> list[Table]:
    return list(tables(KNOWN, cells))


def is_within(table: Table, trait: Trait) -> bool:
    return all(not people or cell in trait for cell, people in enumerate(table))


def told(groups: Published, traits: Collection[Trait]) -> set[tuple[Table, Trait]]:
    """The answers of four people who are then certain of another person's trait, though not everybody has it.

    They are certain of one person when they are of all whom they don't know: nothing tells these apart. Fewer people
    know less: what they are certain of, they are still when more of those whom they were certain of join them.
    """
    return {
        (known, trait)
        for possible in groups.values()
        for known, rests in _rests(possible).items()
        for trait in traits
        if not is_within(known, trait) and all(is_within(rest, trait) for rest in rests)
    }


def _rests(possible: Iterable[Table]) -> Mapping[Table, list[Table]]:
    """What may be left of the tables when four people take their answers off, by these answers."""
    rests: dict[Table, list[Table]] = defaultdict(list)
    for table in possible:
        for known in coalitions(len(table)):
            rest = tuple(all_ - own for all_, own in zip(table, known, strict=True))
            if min(rest) >= 0:
                rests[known].append(rest)
    return rests


def each(answers: Sequence[Value]) -> list[Trait]:
    return [frozenset({cell}) for cell in range(len(answers))]


@pytest.mark.parametrize("people", range(5, 17))
def test_four_people_are_certain_of_nobody_else_in_a_choice(people: int) -> None:
    answers = [choice.key for choice in CHOICES]
    assert not told(published(SINGLE, answers, people), each(answers))


def certain_in_several(choices: int, people: int) -> set[tuple[Table, Trait]]:
    """Of whom they are certain that a choice is among theirs, or isn't. Everybody chose something."""
    question = Question(key="M", kind="multiple", words="Which?", level="access", choices=CHOICES[:choices])
    keys = [choice.key for choice in question.choices]
    answers = [list(some) for size in range(1, choices + 1) for some in combinations(keys, size)]
    traits = [
        frozenset(cell for cell, answer in enumerate(answers) if (key in answer) == chosen)
        for key in keys
        for chosen in (True, False)
    ]
    return told(published(question, answers, people), traits)


@pytest.mark.parametrize(("choices", "people"), [*((2, people) for people in range(5, 19)), (3, 8), (3, 10)])
def test_four_people_are_certain_of_nobody_else_in_several_choices(choices: int, people: int) -> None:
    assert not certain_in_several(choices, people)


def test_one_of_several_choices_hidden_alone_would_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    def carelessly(cells: Mapping[str, int], answered: int, threshold: int) -> dict[str, int | None]:
        return {key: suppress({"in": cell, "out": answered - cell}, threshold)["in"] for key, cell in cells.items()}

    monkeypatch.setattr(disclosure, "_several", carelessly)
    assert certain_in_several(2, 10)


def test_hiding_small_cells_alone_would_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    def carelessly(cells: Mapping[str, int], threshold: int = 5) -> dict[str, int | None]:
        return {key: None if 0 < cell < threshold else cell for key, cell in cells.items()}

    monkeypatch.setattr(disclosure, "suppress", carelessly)
    answers = [choice.key for choice in CHOICES]
    assert told(published(SINGLE, answers, 10), each(answers))
