"""What a mean tells to somebody who knows the rules and several answers: never what one other person said.

The attacker here shares no line with the rules but what they publish.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations, combinations_with_replacement
from random import Random

import pytest

from peerhub.surveys.rules import means as rules
from peerhub.surveys.rules.disclosure import results
from peerhub.surveys.rules.question_bank import BANK, SCALE

Answers = tuple[int, ...]
Publish = Callable[[Answers], object]


def published(answers: Answers) -> object:
    """What the page says about these answers; None where it says in words that nearly all are alike."""
    drawn = [{"Q1": answer} for answer in answers]
    (result,) = results([BANK["Q1"]], drawn, Random(5))  # noqa: S311  (no secret)
    return None if result.near else (result.mean, tuple(result.distribution.items()), result.hidden)


def tenths(answers: Answers) -> object:
    """A careless page: a mean to a tenth for any number, unless nearly all are alike."""
    return None if published(answers) is None else round(sum(answers) / len(answers), 1)


def half_points(answers: Answers) -> object:
    """A page that rounds to half points and does no more."""
    return None if published(answers) is None else round(2 * sum(answers) / len(answers))


def without(answers: Answers, known: Answers) -> Answers:
    rest = list(answers)
    for each in known:
        rest.remove(each)
    return tuple(rest)


def named(publish: Publish, people: int, known: int) -> list[tuple[Answers, Answers]]:
    """What some know and what all others then must have said, where that is one and the same."""
    possible: dict[tuple[object, Answers], set[Answers]] = defaultdict(set)
    for answers in combinations_with_replacement(SCALE, people):
        if (said := publish(answers)) is not None:
            for coalition in set(combinations(answers, known)):
                possible[said, coalition].add(without(answers, coalition))
    found = []
    for (_said, coalition), rests in possible.items():
        (rest,) = rests if len(rests) == 1 else [()]
        if rest and len(set(rest)) == 1 and len(set(rest + coalition)) > 1:
            found.append((coalition, rest))
    return found


@pytest.mark.parametrize(
    ("people", "known"),
    [(people, 3) for people in range(5, 8)] + [(people, 4) for people in range(8, 19)],
)
def test_nobody_is_named_to_those_who_know_others(people: int, known: int) -> None:
    assert named(published, people, known) == []


@pytest.mark.parametrize(
    ("publish", "people", "known"), [(tenths, 5, 1), (tenths, 8, 3), (half_points, 5, 3), (half_points, 7, 3)]
)
def test_the_attacker_names_people_without_these_rules(publish: Publish, people: int, known: int) -> None:
    assert named(publish, people, known)


def cells(answers: Answers) -> rules.Cells:
    return tuple(answers.count(step) for step in SCALE)


def drawn(people: int, weights: tuple[int, ...]) -> Iterator[Answers]:
    random = Random(people)  # noqa: S311  (no secret)
    return (tuple(random.choices(SCALE, weights, k=people)) for _time in range(400))


@pytest.mark.parametrize(
    ("people", "most"), [(5, 0.5), (6, 0.4), (7, 0.25), (8, 0.45), (9, 0.25), (10, 0.15), (40, 0.01)]
)
def test_most_surveys_still_have_a_mean(people: int, most: float) -> None:
    """Answers as people give them: few disagree, most agree."""
    asked = list(drawn(people, (0, 5, 20, 45, 30)))
    hidden = sum(rules.near_end(cells(answers)) is None and rules.is_lopsided(cells(answers)) for answers in asked)
    assert hidden / len(asked) <= most


def test_means_are_rounded_half_up_to_halves_and_tenths() -> None:
    assert rules.mean(cells((3, 3, 3, 4, 4, 4))) == 3.5
    assert rules.mean(cells((3, 3, 3, 3, 4))) == 3.0
    assert rules.mean(cells((3, 3, 3, 4, 4))) == 3.5
    assert rules.mean(cells((3,) * 7 + (4,))) == 3.1
