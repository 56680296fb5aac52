"""The pages of countries and themes."""

from typing import Any

import pytest
from sqlalchemy import select

from peerhub.base.database.engine import Database
from peerhub.dashboards.views.countries import party_sentence, source_host
from peerhub.reference.models import Country
from peerhub.rooms.models.rooms import Room
from tests.cast import NOW, Cast
from tests.support.forms import submit


def test_countries_stand_under_their_regions(browse: Any, cast: Cast) -> None:
    shown = browse(cast.seeker).get("/countries").text
    assert shown.index("Africa") < shown.index("Uganda") < shown.index("Arab States") < shown.index("Jordan")
    assert "Add a country" not in shown
    assert "Add a country" in browse(cast.secretariat).get("/countries").text


@pytest.mark.parametrize("words", ["jamai", "jm", "JM", "  Jamaica "])
def test_a_country_is_found(browse: Any, cast: Cast, words: str) -> None:
    shown = browse(cast.seeker).get("/countries", query_string={"words": words}).text
    assert "/countries/JM" in shown
    assert "/countries/CL" not in shown


@pytest.mark.parametrize("words", ["%", "_a", "zzz"])
def test_no_country_fits(browse: Any, cast: Cast, words: str) -> None:
    assert "No country matches." in browse(cast.seeker).get("/countries", query_string={"words": words}).text


def test_a_country_without_a_region_is_listed(browse: Any, cast: Cast, database: Database) -> None:
    with database.transaction() as db:
        db.get_one(Country, "JM").region_code = None
    assert "No region" in browse(cast.seeker).get("/countries").text


def test_the_team_is_shown_to_all_and_changed_by_few(browse: Any, cast: Cast) -> None:
    for role, may in (("outsider", False), ("teammate", False), ("focal_point", True), ("provider_focal_point", False)):
        shown = browse(getattr(cast, role)).get("/countries/JM").text
        assert "Statistics office, Jamaica" in shown
        assert "focal point</span>" in shown
        assert ("Hand over" in shown, "Invite someone" in shown, "Close the account" in shown) == (may, may, may)
    assert "Edit" not in browse(cast.focal_point).get("/countries/JM").text
    assert "This seat is empty." in browse(cast.outsider).get("/countries/JM").text


def test_a_country_without_people_says_so(browse: Any, cast: Cast) -> None:
    assert "No one from this country takes part yet." in browse(cast.outsider).get("/countries/UG").text


def test_a_large_team_asks_no_more(browse: Any, cast: Cast, count_queries: Any) -> None:
    counts = []
    for code in ("MN", "JM"):
        with count_queries() as seen:
            browse(cast.secretariat).get(f"/countries/{code}")
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("since", "evidence", "sentence"),
    [
        ("2007-05-04", "dated_instrument", "since 4 May 2007"),
        ("2013", "dated_instrument", "since 2013"),
        (None, "listed_2007", "Party"),
        (None, "eu_member_statement", "Party"),
        (None, "not_shown", ""),
        (None, "not_a_party", ""),
    ],
)
def test_what_a_source_says_of_a_party(app: Any, since: str | None, evidence: str, sentence: str) -> None:
    with app.test_request_context():
        assert party_sentence(Country(party_since=since, party_evidence=evidence)) == sentence


RESEARCH = ("not found", "not confirmed", "a source at hand", "lexisnexis", "fidc", "Coalition", "no text", "IFCD")


@pytest.mark.one_database
def test_country_facts(browse: Any, cast: Cast, database: Database) -> None:
    """What a country reads about itself is fit to be read by its minister; sources stand on a page of their own."""
    with database.session() as db:
        countries = list(db.scalars(select(Country)))
    assert any(each.party_since is None for each in countries)
    reader = browse(cast.outsider)
    for country in countries:
        shown = reader.get(f"/countries/{country.code}").text
        facts = shown[shown.index('<dl class="facts">') : shown.index("</dl>")]
        assert [word for word in RESEARCH if word.casefold() in facts.casefold()] == [], country.code
        assert "http" not in facts, country.code
        assert not country.note or country.note not in shown, country.code
    sources = reader.get("/about/sources").text
    assert all(f'id="country-{country.code}"' in sources for country in countries)
    assert sum(country.source[:4] == "http" and source_host(country) in sources for country in countries) > 100


@pytest.mark.parametrize(("source", "host"), [("https://a.example/x?y", "a.example"), ("a report", "a report")])
def test_the_site_of_a_source(source: str, host: str) -> None:
    assert source_host(Country(source=source)) == host


def test_a_theme_names_what_belongs_to_it(browse: Any, cast: Cast, database: Database) -> None:
    with database.transaction() as db:
        room = db.scalars(select(Room).where(Room.theme_code == "data_collection")).one()
        db.add(Room(kind="theme", theme_code="data_collection", title="Hidden", private=True, created_at=NOW))
    shown = browse(cast.seeker).get("/themes/data_collection").text
    for expected in (
        "Data for policy",
        "Map the whole digital",
        "Cultural and creative sectors",
        f'"/rooms/{room.id}"',
    ):
        assert expected in shown
    assert "Hidden" not in shown


def test_the_roadmap_is_whole(browse: Any, cast: Cast) -> None:
    shown = browse(cast.seeker).get("/about/roadmap").text
    assert [shown.count(f'id="output-{number}"') for number in range(1, 6)] == [1] * 5
    assert shown.count('id="activity-') == 20


@pytest.mark.parametrize(
    ("language", "germany", "albania", "words"),
    [
        ("en", "Germany", "Albania", "german"),
        ("fr", "Allemagne", "Albanie", "allem"),
        ("ar", "ألمانيا", "ألبانيا", "المانيا"),
    ],
)
def test_countries_are_named_sorted_and_found_in_the_readers_language(
    browse: Any, cast: Cast, language: str, germany: str, albania: str, words: str
) -> None:
    browser = browse(cast.seeker)
    submit(browser, "/language", form_path="/countries", language=language)
    shown = browser.get("/countries").text
    assert germany in shown
    assert albania in shown
    found = browser.get("/countries", query_string={"words": words}).text
    assert "/countries/DE" in found
    assert "/countries/CL" not in found
    assert germany in browser.get("/countries/DE").text


def test_the_programmes_name_finds_a_country_in_any_language(browse: Any, cast: Cast) -> None:
    browser = browse(cast.arabic_reader)
    assert "/countries/DE" in browser.get("/countries", query_string={"words": "germany"}).text
