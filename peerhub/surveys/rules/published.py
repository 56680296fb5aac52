"""Results as they are kept once published, and as somebody reads them whom the words are not for."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from random import SystemRandom
from typing import Any

from peerhub.surveys.rules.disclosure import QuestionResult, results
from peerhub.surveys.rules.question_bank import BANK, QUOTE


def compute(payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A task for a worker: the results, as plain values, of the `answers` to the `questions` with these keys."""
    questions = [*(BANK[key] for key in payload["questions"]), QUOTE]
    return [to_json(result) for result in results(questions, payload["answers"], SystemRandom())]


def to_json(result: QuestionResult) -> dict[str, Any]:
    """A result as plain values."""
    return asdict(result)


def from_json(result: Mapping[str, Any]) -> QuestionResult:
    """The result that `plain` was given."""
    return QuestionResult(**{**result, "texts": tuple(result["texts"])})


def without_words(result: QuestionResult) -> QuestionResult:
    """People agreed that the facilitator reads their words; nobody else does, or learns whether there are any."""
    is_words = result.kind in {"text", "date"} and result.answered is not None
    return replace(result, texts=(), hidden="for_facilitator") if is_words else result
