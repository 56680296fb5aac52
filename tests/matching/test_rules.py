"""Points that can be explained, and an order that doesn't depend on chance."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerhub.matching.rules import (
    CAUSE_WORDS,
    MISSING_WORDS,
    REASON_WORDS,
    WEIGHTS,
    WEIGHTS_VERSION,
    Cause,
    Code,
    NeedProfile,
    OfferProfile,
    Suggestion,
    Unsuitable,
    match,
    sort_key,
)

WINTER, SUMMER = date(2026, 1, 15), date(2026, 7, 15)
# The first true pair of the programme: South Sudan seeks copyright law, Kenya has one.
NEED = NeedProfile(
    id=1,
    country="SS",
    zone="Africa/Juba",
    region="Africa",
    south=True,
    theme="fair_remuneration_ip",
    activities=frozenset({"1.4", "2.1"}),
    areas=frozenset({"cultural_creative_sectors"}),
    languages=frozenset({"en"}),
    gives=frozenset({"3.1"}),
)
OFFER = OfferProfile(
    id=7,
    country="KE",
    zone="Africa/Nairobi",
    region="Africa",
    south=True,
    theme="fair_remuneration_ip",
    activities=frozenset({"1.4", "2.1", "3.2"}),
    areas=frozenset({"cultural_creative_sectors"}),
    languages=frozenset({"en", "sw"}),
    law_since=2001,
    seeks=frozenset({"3.1"}),
)
BARE = OfferProfile(id=8, country="FR", zone="Europe/Paris", languages=frozenset({"en"}), asked=9)


def suggestion(need: NeedProfile, offer: OfferProfile, on: date = WINTER) -> Suggestion:
    found = match(need, offer, on)
    assert isinstance(found, Suggestion)
    return found


def points(need: NeedProfile, offer: OfferProfile) -> dict[Code, int]:
    found = suggestion(need, offer)
    return {reason.code: reason.points for reason in (*found.reasons, *found.missing)}


def test_weights_add_up_and_each_has_its_words() -> None:
    assert sum(WEIGHTS.values()) == 100
    assert set(WEIGHTS) == set(REASON_WORDS) == set(MISSING_WORDS)


def test_a_perfect_fit_has_a_hundred_points() -> None:
    found = suggestion(NEED, OFFER)
    assert (found.score, found.missing, found.weights_version) == (100, (), WEIGHTS_VERSION)
    assert {reason.code: reason.points for reason in found.reasons} == dict(WEIGHTS)
    assert found.reasons[0].params == {"activities": ("1.4", "2.1")}
    said = {reason.code: REASON_WORDS[reason.code] % reason.params for reason in found.reasons}
    assert said["proof"] == "Done and documented: 2001"
    assert said["hours"] == "Working hours in common: 7.0. Time difference: 1.0 h"


def test_what_is_missing_is_said() -> None:
    found = suggestion(NEED, BARE)
    assert [reason.code for reason in found.reasons] == ["language", "hours"]
    assert found.score == sum(reason.points for reason in found.reasons) == 19
    assert {reason.code for reason in found.missing} == set(WEIGHTS) - {"language", "hours"}
    assert all(MISSING_WORDS[reason.code] % reason.params for reason in found.missing)


def test_each_criterion_by_itself() -> None:
    assert points(NEED, replace(OFFER, activities=frozenset({"1.4"})))["activities"] == 15
    many = replace(NEED, activities=frozenset({"1.1", "1.2", "1.3", "1.4"}))
    assert points(many, replace(OFFER, activities=frozenset({"1.4"})))["activities"] == 10  # a third, not a quarter
    assert [points(NEED, replace(OFFER, asked=asked))["load"] for asked in (0, 1, 2, 3, 9)] == [3, 2, 1, 0, 0]
    assert points(replace(NEED, theme=""), replace(OFFER, theme=""))["theme"] == 0
    assert points(replace(NEED, region=""), replace(OFFER, region=""))["region"] == 0
    assert points(NEED, replace(OFFER, south=False))["south"] == 0
    assert points(replace(NEED, interpretation=True), replace(OFFER, languages=frozenset({"pt"})))["language"] == 0
    assert points(NEED, replace(OFFER, seeks=frozenset()))["mutual"] == 0


@pytest.mark.parametrize(
    ("need", "offer", "cause"),
    [
        ({}, {"country": "SS"}, "same_country"),
        ({}, {"is_open": False}, "closed"),
        ({"declined_by": frozenset({7})}, {}, "declined"),
        ({}, {"capacity_left": 0}, "capacity"),
        ({}, {"languages": frozenset({"fr"})}, "language"),
        ({}, {"zone": "Pacific/Honolulu"}, "hours"),
        ({}, {"country": "SS", "is_open": False, "zone": "Pacific/Honolulu"}, "same_country"),
    ],
)
def test_hard_conditions_come_first(need: dict[str, object], offer: dict[str, object], cause: Cause) -> None:
    found = match(replace(NEED, **need), replace(OFFER, **offer), WINTER)  # type: ignore[arg-type]  # by name
    assert isinstance(found, Unsuitable)
    assert found.cause == cause
    assert CAUSE_WORDS[cause] % found.params


def hours(zone: str, other: str, on: date = WINTER) -> tuple[object, object]:
    found = match(replace(NEED, zone=zone), replace(OFFER, zone=other), on, least=0)
    assert isinstance(found, Suggestion)
    (reason,) = (each for each in (*found.reasons, *found.missing) if each.code == "hours")
    return reason.params["hours"], reason.params["overlap"]


def test_hours_apart_and_in_common() -> None:
    assert hours("Africa/Juba", "Africa/Juba") == (0, 8)
    assert hours("Africa/Juba", "Asia/Kathmandu") == (3.75, 4.25)
    assert hours("Pacific/Apia", "Pacific/Pago_Pago") == (0, 8)  # a day apart, the same clock
    assert hours("Pacific/Kiritimati", "Pacific/Honolulu") == (0, 8)
    assert hours("Pacific/Auckland", "America/Jamaica") == (6, 2)
    assert hours("Africa/Juba", "Pacific/Honolulu") == (12, 0)
    assert hours("Africa/Lagos", "Europe/Paris", WINTER) == (0, 8)
    assert hours("Africa/Lagos", "Europe/Paris", SUMMER) == (1, 7)


def test_the_order_is_that_of_the_points() -> None:
    worse = replace(OFFER, id=3, law_since=None)
    busy = replace(OFFER, id=2, asked=4)
    idle = replace(busy, id=9, asked=3)  # as many points as `busy`, asked less often
    again = replace(OFFER, id=6)
    ranked = rank(NEED, [worse, busy, BARE, OFFER, idle, again, replace(OFFER, id=4, is_open=False)], WINTER)
    assert [offer.id for offer, _ in ranked] == [6, 7, 9, 2, 3, 8]
    assert [found.score for _, found in ranked] == [100, 100, 97, 97, 88, 19]


def rank(need: NeedProfile, offers: list[OfferProfile], on: date) -> list[tuple[OfferProfile, Suggestion]]:
    """The suitable offers in the order in which they are shown."""
    fits = [(offer, match(need, offer, on)) for offer in offers]
    return sorted(
        ((offer, fit) for offer, fit in fits if isinstance(fit, Suggestion)), key=lambda pair: sort_key(*pair)
    )


CODES = st.frozensets(st.sampled_from(["1.1", "1.2", "1.3", "2.1"]))
OFFERS = st.lists(
    st.builds(
        OfferProfile,
        id=st.integers(1, 99),
        country=st.sampled_from(["KE", "SS", "FJ"]),
        zone=st.sampled_from(["Africa/Nairobi", "Pacific/Fiji", "America/Jamaica"]),
        region=st.sampled_from(["", "Africa"]),
        south=st.booleans(),
        activities=CODES,
        languages=st.frozensets(st.sampled_from(["en", "fr"])),
        asked=st.integers(0, 5),
        law_since=st.none() | st.integers(1990, 2026),
        seeks=CODES,
    ),
    unique_by=lambda offer: offer.id,
)


@given(OFFERS, st.randoms(use_true_random=False))
def test_ranking_is_the_same_in_any_order_and_adds_up(offers: list[OfferProfile], random: Random) -> None:
    ranked = rank(NEED, offers, WINTER)
    random.shuffle(offers)
    assert rank(NEED, offers, WINTER) == ranked
    for _, found in ranked:
        assert 0 <= found.score == sum(reason.points for reason in found.reasons) <= 100
        assert {reason.code for reason in (*found.reasons, *found.missing)} == set(WEIGHTS)
        for reason in found.reasons:
            assert 0 < reason.points <= reason.maximum == WEIGHTS[reason.code]
            assert REASON_WORDS[reason.code] % reason.params
