"""Who gets which questionnaire, and how long it is."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from peerhub.surveys.rules.disclosure import THRESHOLD
from peerhub.surveys.rules.question_bank import BANK, QUOTE, Question, session_reflection

SECONDS_A_QUESTION: Final = 30


def question_sides(sides: Mapping[int, str]) -> dict[int, str]:
    """The side whose questions each person gets. A side of fewer than five would be known by its own questions: it gets the other's."""
    sizes = Counter(sides.values())
    if all(size >= THRESHOLD for size in sizes.values()):
        return dict(sides)
    larger = "provider" if sizes["provider"] > sizes["seeker"] else "seeker"
    return dict.fromkeys(sides, larger)


def questions_for(outcome_code: str | None, side: str, *, by_name: bool = False) -> tuple[Question, ...]:
    """What one side is asked; without an intended outcome nothing is asked about one, and by name nothing about consent."""
    questions = session_reflection(outcome_code or "new_improved_actions", side)
    return tuple(question for question in questions if question != QUOTE) if by_name else questions


def all_questions(outcome_code: str | None, sides: Collection[str]) -> list[Question]:
    """What anybody is asked, in the order of the bank, without the consent."""
    keys = {question.key for side in sides for question in questions_for(outcome_code, side)}
    return [question for key, question in BANK.items() if key in keys]


def length_of(questions: Sequence[Question]) -> tuple[int, int]:
    """How many questions, and about how many minutes. Asking for consent is no question."""
    number = sum(question.level != "consent" for question in questions)
    return number, -(-number * SECONDS_A_QUESTION // 60)
