"""Suggestions in words, complete for every code and in every language's grammar."""

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from flask import Flask

from peerhub.base.database.engine import Db
from peerhub.base.i18n import reader
from peerhub.matching import views
from peerhub.matching.models import Offer
from peerhub.matching.queries import statements, suggestions
from peerhub.matching.queries.suggestions import Rejected
from peerhub.matching.rules import CAUSE_WORDS, MISSING_WORDS, REASON_WORDS, WEIGHTS, Cause, Code, Reason, Unsuitable
from peerhub.reference import seed
from tests.cast import Cast
from tests.matching.arrange import offer, state

PARAMS: dict[Code, dict[str, Any]] = {
    "activities": {"activities": ("2.1", "2.4")},
    "theme": {"theme": "discoverability_access"},
    "areas": {"areas": ("digital_environment",)},
    "proof": {"year": 2021},
    "language": {"languages": ("en", "es")},
    "hours": {"overlap": 6.5, "hours": 2.0},
    "region": {"region": "latin_america_caribbean"},
    "south": {},
    "load": {"asked": 1},
    "mutual": {"activities": ("1.1",)},
}


@pytest.fixture
def made(db: Db, cast: Cast) -> Iterator[Offer]:
    with reader.in_language("en"):
        yield offer(db, cast.provider)


def test_every_code_and_cause_has_words() -> None:
    codes = set(get_args(Code))
    assert set(REASON_WORDS) == set(MISSING_WORDS) == set(views.CRITERION_WORDS) == set(WEIGHTS) == codes == set(PARAMS)
    assert set(CAUSE_WORDS) == set(get_args(Cause))
    assert set(views.ACTIVITY_WORDS) == {row["code"] for row in seed.roadmap_activities()}


@pytest.mark.parametrize("code", get_args(Code))
@pytest.mark.parametrize("points", [0, 5])
def test_every_reason_is_a_whole_sentence(db: Db, cast: Cast, made: Offer, code: Code, points: int) -> None:
    areas = statements.area_names(db)
    said = views.sentence(Reason(code, points, 10, PARAMS[code]), made, areas)
    assert said
    assert not re.search(r"[%_]|\)s", said)


def test_names_stand_for_codes(db: Db, cast: Cast, made: Offer) -> None:
    areas = statements.area_names(db)
    said = {code: views.sentence(Reason(code, 5, 10, PARAMS[code]), made, areas) for code in PARAMS}
    assert said["activities"] == "Roadmap activities in common: 2.1 Metadata studies and 2.4 Discoverability rules"
    assert said["theme"] == "Same theme: Discoverability"
    assert said["areas"] == "Policy areas in common: Digital environment"
    assert said["language"] == "Languages in common: English and Spanish"
    assert said["hours"] == "Working hours in common: 6.5. Time difference: 2 h"
    assert said["region"] == "Same region: Latin America and the Caribbean"
    assert said["proof"] == "Done and documented: 2021"


def test_languages_are_named_in_the_readers_own(db: Db, made: Offer) -> None:
    with reader.in_language("fr"):
        assert "anglais et espagnol" in views.sentence(Reason("language", 8, 8, PARAMS["language"]), made, {})
    for language in ("ar", "zh", "ru", "es"):
        with reader.in_language(language):
            assert views.sentence(Reason("hours", 1, 7, PARAMS["hours"]), made, {})


@pytest.mark.parametrize("cause", get_args(Cause))
def test_every_cause_is_a_whole_sentence(app: Flask, made: Offer, cause: Cause) -> None:
    said = views.unsuitable_reason(Rejected(made, Unsuitable(cause, {"overlap": 1.0, "least": 2.0})))
    assert said.endswith(".")
    assert "%" not in said


def test_the_account_adds_up_and_weak_points_are_red(db: Db, cast: Cast, made: Offer) -> None:
    need = state(db, cast.seeker, activities=["5.1"], zone="Africa/Kampala", hour_from=9, hour_to=17)
    found = suggestions.suggestion(db, cast.seeker, need.id, made.id)
    assert not isinstance(found, Rejected)
    account = views.explain(found, statements.area_names(db))
    assert sum(line.points for line in account.lines) == account.score
    assert sum(line.maximum for line in account.lines) == 100
    red = [tag.text for tag in account.tags if tag.against]
    assert red == ["Working hours in common: 2. Time difference: 6 h", "No roadmap activity in common"]


def test_suggestions_rank_and_name_the_first_cause(db: Db, cast: Cast, made: Offer) -> None:
    need = state(db, cast.seeker)
    offer(db, cast.seeker)
    weaker = offer(db, cast.outsider, zone="America/Bogota", theme_code="data_collection", activities=["1.1"])
    silent = offer(db, cast.arabic_reader, languages=["ar"])
    found = suggestions.suggestions(db, cast.seeker, need)
    assert found
    assert [each.offer.id for each in found.suitable] == [made.id, weaker.id]
    assert [(each.offer.id, each.fit.cause) for each in found.unsuitable] == [(silent.id, "language")]
    assert [each.offer.id for each in found.first] == [made.id]
    assert [each.offer.id for each in found.further] == [weaker.id]
    assert suggestions.suggestions(db, cast.provider, need) is None
