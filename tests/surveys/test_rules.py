"""What is asked, what is accepted, and when."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerhub.reference.seed import read_yaml
from peerhub.surveys.rules.answers import Problem, read_answers
from peerhub.surveys.rules.question_bank import BANK, QUOTE, Choice, Outcome, Question, Side, session_reflection

KEPT = Question(
    key="K1",
    kind="single",
    words="Did I do what I planned?",
    level="reflection",
    choices=(Choice("yes", "Yes"), Choice("not_yet", "Not yet")),
)
DATE = Question(key="D1", kind="date", words="By when?", level="reflection")


@pytest.mark.parametrize("side", get_args(Side))
@pytest.mark.parametrize("outcome", get_args(Outcome))
def test_each_session_asks_for_its_outcome_in_eight_questions(outcome: Outcome, side: Side) -> None:
    *asked, last = session_reflection(outcome, side)
    assert len(asked) <= 8
    assert last == QUOTE
    assert outcome in {question.outcome for question in asked}
    assert [question.key for question in asked if question.required] == ["Q1"]
    assert len({question.key for question in asked}) == len(asked)
    assert BANK["R3"].words == "What will I do next, by when, with whom?"
    assert BANK["R3"] in asked
    assert (BANK["R2"] in asked) == (BANK["R2a"] in asked) == (side == "provider")


def test_the_bank_is_complete_and_its_keys_are_its_own() -> None:
    assert [*BANK] == ["Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q7", "Q7a", "R1", "R2", "R2a", "R3", "R4"]
    for question in BANK.values():
        assert bool(question.low and question.high) == (question.kind == "scale")
        assert bool(question.choices) == (question.kind in ("single", "multiple"))
        keys = [choice.key for choice in question.choices]
        assert len(set(keys)) == len(keys)
    assert len(BANK["R4"].choices) == 17


def test_codes_are_those_of_the_programme() -> None:
    toolkit, instruments = read_yaml("toolkit.yaml"), read_yaml("instruments.yaml")
    obstacles = [item["code"] for column in toolkit["obstacles"] for item in column["items"]]
    assert [choice.key for choice in BANK["R4"].choices] == obstacles
    assert [outcome["code"] for outcome in instruments["outcomes"]] == [*get_args(Outcome)]
    for wrong in (("peace", "seeker"), ("new_knowledge", "onlooker")):
        with pytest.raises(KeyError):
            session_reflection(*wrong)


def test_a_filled_in_form_is_read() -> None:
    raw = {
        "Q1": "4",
        "Q3": ["2"],
        "Q7": "",
        "Q7a": ["time", "language", "time"],
        "R1": "  One.\r\nTwo\0.  ",
        "R3": " \r\n ",
        "quote": ["yes"],
        "csrf_token": "x",
    }
    values, errors = read_answers(session_reflection("new_knowledge"), raw)
    assert errors == {}
    assert values == {"Q1": 4, "Q3": 2, "Q7a": ["language", "time"], "R1": "One.\nTwo.", "quote": ["yes"]}


@pytest.mark.parametrize(
    ("question", "given", "sentence"),
    [
        (BANK["Q1"], "", "Answer this"),
        (BANK["Q1"], "6", "shown"),
        (BANK["Q1"], "٣", "shown"),
        (BANK["Q1"], ["1", "2"], "one answer only"),
        (KEPT, "maybe", "shown"),
        (BANK["R4"], ["mistrust", "weather"], "shown"),
        (BANK["R1"], "a" * 2001, "Maximum"),
        (DATE, "2026-02-30", "year, month and day"),
        (DATE, "tomorrow", "year, month and day"),
    ],
)
def test_what_does_not_fit_is_said(question: Question, given: str | list[str], sentence: str) -> None:
    values, errors = read_answers([question], {question.key: given})
    assert values == {}
    assert sentence in errors[question.key].words % errors[question.key].params


def test_what_fits_just_so() -> None:
    values, errors = read_answers([BANK["R1"], KEPT, DATE], {"R1": "a" * 2000, "K1": "not_yet", "D1": "20261231"})
    assert values == {"R1": "a" * 2000, "K1": "not_yet", "D1": "2026-12-31"}
    assert errors == {}
    too_long = read_answers([BANK["R1"]], {"R1": "a" * 2001}).errors["R1"]
    assert too_long == Problem(
        "This is too long. Maximum number of characters: %(longest)s. You have: %(length)s.",
        {"longest": 2000, "length": 2001},
    )


@given(st.dictionaries(st.sampled_from([*BANK, "quote", "D1"]), st.text() | st.lists(st.text())))
def test_anything_can_be_sent(raw: dict[str, str | list[str]]) -> None:
    questions = [*BANK.values(), QUOTE, DATE]
    values, errors = read_answers(questions, raw)
    assert not set(values) & set(errors)
    assert set(values) | set(errors) <= {question.key for question in questions}
