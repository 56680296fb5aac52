"""How large the place for an answer must be, so that the longest one fits and the size reveals nothing."""

import json
from collections.abc import Collection, Mapping
from typing import Any, Final

from peerhub.surveys.rules.answers import Value
from peerhub.surveys.rules.question_bank import BANK, QUOTE, SCALE, Question

LARGEST_CHARACTER: Final = 4  # bytes in UTF-8; an escaped quotation mark or line break takes two
A_DAY: Final = "2026-11-23"


def answer_sizes(groups: Collection[tuple[int, Collection[Question]]]) -> dict[str, tuple[int, int]]:
    """For each question how many people are asked it, and the bytes of the longest answer. `numbers`: people, questions."""
    numbers: dict[str, int] = {}
    for people, questions in groups:
        for question in questions:
            if question != QUOTE:
                numbers[question.key] = numbers.get(question.key, 0) + people
    return {key: (number, _longest(BANK[key])) for key, number in numbers.items()}


def split_by_question(values: Mapping[str, Value]) -> list[tuple[str, dict[str, Value]]]:
    """The answers of one person, question by question, so that words in which somebody can be recognised do not give away
    the rest. Of words that nobody may read it is kept only that there were some: were they kept, those of the one person who
    does not agree would be joined by that alone."""
    agrees = {QUOTE.key: values[QUOTE.key]} if values.get(QUOTE.key) else {}
    answers = [(key, value) for key, value in values.items() if key != QUOTE.key]
    return [(key, _words(key, value, agrees) if BANK[key].kind == "text" else {key: value}) for key, value in answers]


def _words(key: str, value: Value, agrees: Mapping[str, Value]) -> dict[str, Value]:
    return {key: value, **agrees} if agrees else {key: ""}


def _longest(question: Question) -> int:
    words: Any = ""
    if question.kind == "scale":
        words = SCALE[-1]
    elif question.kind == "date":
        words = A_DAY
    elif question.kind == "single":
        words = max((choice.key for choice in question.choices), key=len)
    elif question.kind == "multiple":
        words = [choice.key for choice in question.choices]
    consent = {QUOTE.key: [choice.key for choice in QUOTE.choices]} if question.kind == "text" else {}
    room = question.longest * LARGEST_CHARACTER if question.kind == "text" else 0
    return room + len(json.dumps({question.key: words} | consent))
