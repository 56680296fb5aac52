"""Results in steps: an attacker who keeps every look at them isolates nobody."""

from itertools import pairwise, product
from random import Random

from peerhub.surveys.rules import BANK, session_reflection
from peerhub.surveys.rules.reading import Value
from peerhub.surveys.rules.steps import STEP, completed, published, shown_answers

QUESTIONS = [question for question in session_reflection("new_knowledge") if question.key != "quote"]


def test_steps_are_complete_at_five_and_with_every_three_more() -> None:
    assert [number for number in range(15) if completed(number) is not None] == [5, 8, 11, 14]
    assert [completed(number) for number in (5, 8, 11)] == [0, 1, 2]
    assert [published(number) for number in (0, 4, 5, 6, 7, 8, 10, 11)] == [0, 0, 5, 5, 5, 8, 8, 11]


def looks(people: list[dict[str, Value]], key: str) -> list[int]:
    """How many answers to a question each look shows, while people answer in this order."""
    seen = []
    for answered in range(len(people) + 1):
        steps: list[list[dict[str, Value]]] = []
        for number, person in enumerate(people[: published(answered)]):
            if number == 0 or completed(number) is not None:
                steps.append([])
            steps[-1].append(person)
        seen.append(len(shown_answers([BANK[key]], steps)))
    return seen


def test_no_two_looks_differ_by_fewer_than_three_however_questions_are_skipped() -> None:
    """All ways in which ten people answer or skip one question."""
    for skipped in product((False, True), repeat=10):
        people: list[dict[str, Value]] = [{} if skip else {"Q2": 3} for skip in skipped]
        numbers = looks(people, "Q2")
        assert all(number == 0 or number >= 5 for number in numbers)
        assert all(after - before == 0 or after - before >= STEP for before, after in pairwise(numbers))


def test_without_steps_the_attack_would_succeed() -> None:
    """The same measure on looks at everything isolates the sixth person: the test above can fail."""
    naive = [number if number >= 5 else 0 for number in range(7)]
    assert any(0 < after - before < STEP for before, after in pairwise(naive))


def test_a_later_look_keeps_what_an_earlier_one_showed() -> None:
    random = Random(5)  # noqa: S311  (the same each time)
    keys = [question.key for question in QUESTIONS]
    steps: list[list[dict[str, Value]]] = []
    before: list[object] = []
    for size in (5, 3, 3, 3, 3):
        people = [{key: random.randint(1, 5) for key in keys if random.random() < 0.6} for _person in range(size)]
        steps.append([{key: value} for person in people for key, value in person.items()])
        after: list[object] = list(shown_answers(QUESTIONS, steps))
        assert all(after.count(each) >= before.count(each) for each in before)
        before = after
