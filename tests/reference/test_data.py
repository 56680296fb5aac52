"""The packaged facts are complete, refer to each other rightly, and say where they come from."""

import re
from collections.abc import Iterator
from importlib.resources.abc import Traversable
from itertools import chain
from typing import Any
from zoneinfo import available_timezones

import pytest
from babel.messages.extract import extract_from_file

from peerhub.reference import rules, seed

ROADMAP = seed.read_yaml("roadmap.yaml")
THEMES = seed.read_yaml("themes.yaml")["themes"]
AREAS = seed.read_yaml("policy_areas.yaml")
INSTRUMENTS = seed.read_yaml("instruments.yaml")
TOOLKIT = seed.read_yaml("toolkit.yaml")
STAGES = seed.read_yaml("assistance_stages.yaml")
COUNTRIES = seed.countries()


def codes(rows: list[dict[str, Any]]) -> set[str]:
    found = [row["code"] for row in rows]
    assert len(set(found)) == len(found), "a code is there twice"
    return set(found)


def test_counts() -> None:
    assert len(codes(ROADMAP["outputs"])) == 5
    assert len(codes(seed.roadmap_activities())) == 20
    assert len(codes(AREAS["areas"])) == 11
    assert len(codes(AREAS["goals"])) == 4
    assert len(codes(THEMES)) == 4
    assert len(codes(INSTRUMENTS["instruments"])) == 8
    assert len(codes(INSTRUMENTS["outcomes"])) == 5
    assert len(codes(COUNTRIES)) == 138
    assert len(codes(STAGES["peer_learning"])) == 3
    assert len(STAGES["technical_assistance"]["stages"]) == 9
    assert len(STAGES["roadmap_process"]) == 4


def test_every_roadmap_output_has_four_activities_of_its_own_number() -> None:
    for output in ROADMAP["outputs"]:
        assert [activity["code"] for activity in output["activities"]] == [
            f"{output['code']}.{n}" for n in (1, 2, 3, 4)
        ]


def test_toolkit_lists_are_complete() -> None:
    rows = seed.toolkit_items()
    sizes = {name: sum(row["list"] == name for row in rows) for name in seed.TOOLKIT_LISTS}
    assert sizes == {
        "preparation": 10,
        "implementation": 9,
        "follow_up": 10,
        "obstacles": 17,
        "outcomes": 24,
        "success_factors": 7,
        "dos": 6,
        "donts": 3,
    }
    assert len(codes(rows)) == sum(sizes.values())


def test_codes_that_are_named_exist() -> None:
    activities, areas = codes(seed.roadmap_activities()), codes(AREAS["areas"])
    for theme in THEMES:
        assert set(theme["activities"]) <= activities
        assert set(theme["policy_areas"]) <= areas
    assert {area["goal"] for area in AREAS["areas"]} == codes(AREAS["goals"])
    assert {indicator["area"] for indicator in AREAS["goal1_indicators"]} <= areas
    assert {instrument["outcome"] for instrument in INSTRUMENTS["instruments"]} == codes(INSTRUMENTS["outcomes"])
    groups = codes(TOOLKIT["groups"]) | codes(TOOLKIT["obstacles"]) | codes(TOOLKIT["outcomes"])
    assert {row["group"] for row in seed.toolkit_items()} - {""} == groups


def test_countries_point_to_regions_languages_and_zones() -> None:
    regions = {row["code"] for row in seed.read_csv("regions.csv")}
    languages = codes(seed.languages())
    for country in COUNTRIES:
        assert re.fullmatch("[A-Z]{2}", country["code"])
        assert country["region_code"] in regions
        assert set(country["official_languages"]) <= languages
        assert country["zones"]
        assert set(country["zones"]) <= available_timezones()
        assert country["source"]
        assert country["party_evidence"]
        assert country["party_since"] is None or re.fullmatch(r"\d{4}(-\d\d-\d\d)?", country["party_since"])


def test_every_language_has_a_name() -> None:
    assert all(language["name"] for language in seed.languages())


def test_countries_that_are_no_party_say_so() -> None:
    others = {row["code"]: row for row in COUNTRIES if row["party_evidence"] in ("not_a_party", "not_shown")}
    assert set(others) == {"JP", "KZ", "MY", "PH", "PK", "SB", "TH", "TL", "US", "UZ"}
    assert all("Party" in row["note"] and row["party_since"] is None for row in others.values())


def test_every_item_says_where_it_comes_from() -> None:
    assert all(row["source"] and row["origin"] in TOOLKIT["origins"] for row in seed.toolkit_items())
    rows = (
        *THEMES,
        *ROADMAP["outputs"],
        *chain.from_iterable(output["activities"] for output in ROADMAP["outputs"]),
        *AREAS["areas"],
        *AREAS["goals"],
        *INSTRUMENTS["instruments"],
        *INSTRUMENTS["outcomes"],
        *STAGES["roadmap_process"],
        *STAGES["technical_assistance"]["stages"],
        *STAGES["peer_learning"],
        *STAGES["risks"],
    )
    assert all(row["source"] for row in rows)


def test_three_areas_are_not_confirmed() -> None:
    assert [area["code"] for area in AREAS["areas"] if not area["confirmed"]] == [
        "treaties_agreements",
        "national_development",
        "international_development",
    ]


@pytest.mark.parametrize("place", [*seed.DATA.iterdir()], ids=lambda place: str(place.name))
def test_no_local_file_name_is_given_as_a_source(place: Traversable) -> None:
    text = place.read_text(encoding="utf-8")
    assert not re.search(r"\b00\d_[0-9a-f]{6,}|\.txt\b|seed 00\d|/w[o]rk/|file://", text)


def _words_of_the_toolkit() -> Iterator[str]:
    for group in (*TOOLKIT["groups"], *TOOLKIT["phases"], *TOOLKIT["obstacles"], *TOOLKIT["outcomes"]):
        yield group["name"]
    for row in seed.toolkit_items():
        yield row["text"]


WORDS = {
    "THEME_WORDS": [theme[name] for theme in THEMES for name in ("name", "short", "text")],
    "REGION_WORDS": [region["name"] for region in seed.read_csv("regions.csv")],
    "POLICY_AREA_WORDS": [row["name"] for row in (*AREAS["goals"], *AREAS["areas"])],
    "ROADMAP_WORDS": [
        *(output[name] for output in ROADMAP["outputs"] for name in ("name", "text")),
        *(activity["text"] for activity in seed.roadmap_activities()),
    ],
    "OUTCOME_WORDS": [outcome[name] for outcome in INSTRUMENTS["outcomes"] for name in ("name", "text")],
    "INSTRUMENT_WORDS": [row[name] for row in INSTRUMENTS["instruments"] for name in ("name", "text")],
    "SESSION_KIND_WORDS": [kind[name] for kind in STAGES["peer_learning"] for name in ("name", "text")],
    "TOOLKIT_WORDS": [*_words_of_the_toolkit()],
}


@pytest.mark.parametrize("name", WORDS)
def test_marked_words_are_the_words_of_the_data(name: str) -> None:
    assert sorted(getattr(rules, name)) == sorted(set(WORDS[name]))


def test_gettext_finds_every_marked_word() -> None:
    found = {message for _line, message, _comments, _context in extract_from_file("python", str(rules.__file__))}
    assert found >= set(chain.from_iterable(WORDS.values()))
