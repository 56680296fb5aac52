"""Who may take an exchange from which phase to which."""

from itertools import product

import pytest

from peerhub.exchanges.rules import (
    MOVES,
    PART_WORDS,
    PHASE_WORDS,
    PHASES,
    REFUSAL_WORDS,
    Part,
    Phase,
    Readiness,
    Refusal,
    is_open,
    next_phases,
    refusal_of_move,
)

READY = Readiness(need_stated=True, seekers=1, providers=2)
PARTS: tuple[Part, ...] = ("seeker", "provider", "facilitator")


def test_every_move_by_everybody() -> None:
    allowed = {
        (one, to, part)
        for one, to, part in product(PHASES, PHASES, PARTS)
        if not refusal_of_move(one, to, {part}, READY)
    }
    assert allowed == {
        ("prepare", "exchange", "seeker"),
        ("prepare", "exchange", "provider"),
        ("prepare", "exchange", "facilitator"),
        ("exchange", "follow_up", "seeker"),
        ("follow_up", "exchange", "seeker"),
        ("follow_up", "closed", "seeker"),
    }


@pytest.mark.parametrize(
    ("phase", "to", "parts", "ready", "refusal"),
    [
        ("prepare", "closed", PARTS, READY, "no_such_move"),
        ("closed", "exchange", PARTS, READY, "no_such_move"),
        ("exchange", "follow_up", ("provider", "facilitator"), READY, "not_yours"),
        ("follow_up", "closed", (), READY, "not_yours"),
        ("prepare", "exchange", ("seeker",), Readiness(False, 1, 1), "need_unclear"),
        ("prepare", "exchange", ("seeker",), Readiness(True, 0, 1), "team_missing"),
        ("prepare", "exchange", ("seeker",), Readiness(True, 1, 0), "team_missing"),
        ("exchange", "follow_up", ("seeker",), Readiness(False, 1, 0), None),
    ],
)
def test_what_stands_in_the_way(
    phase: Phase, to: Phase, parts: tuple[Part, ...], ready: Readiness, refusal: Refusal | None
) -> None:
    assert refusal_of_move(phase, to, parts, ready) == refusal


def test_where_each_can_go_next() -> None:
    assert [next_phases(phase, {"seeker"}) for phase in PHASES] == [
        ["exchange"],
        ["follow_up"],
        ["exchange", "closed"],
        [],
    ]
    assert next_phases("prepare", {"provider"}) == ["exchange"]
    assert next_phases("exchange", {"provider"}) == []
    assert [is_open(phase) for phase in PHASES] == [True, True, True, False]


def test_everything_has_its_words() -> None:
    assert set(PHASE_WORDS) == set(PHASES)
    assert set(PART_WORDS) == set(PARTS)
    assert {each for pair in MOVES for each in pair} == set(PHASES)
    for words in REFUSAL_WORDS.values():
        assert words % {"phase": "Closed", "to": "Exchange", "parts": "the seeking team"}
