"""What the page of results draws, and what it reads for it."""

import csv
import io
import re
from html import unescape
from typing import Any

import pytest
from flask import Flask

from peerhub.base.database.engine import Database
from peerhub.surveys import views
from peerhub.surveys.actions import answering
from peerhub.surveys.models import Publication
from peerhub.surveys.queries import results as result_queries
from peerhub.surveys.rules.disclosure import QuestionResult
from peerhub.surveys.rules.published import from_json, to_json
from peerhub.surveys.rules.question_bank import Question
from tests.cast import NOW, Cast
from tests.surveys.arrange import HONEST, SUBJECT, ask, ask_by_name, words

SPREAD = QuestionResult("Q1", "scale", 12, 3.5, {"1": 0, "2": 0, "3": 6, "4": 6, "5": 0})
TOLD = QuestionResult("R1", "text", 121, texts=tuple(f"Words of {number:03}\nand more" for number in range(120)))
STOPPING = QuestionResult(
    "R4", "multiple", 12, None, {"mistrust": None, "language": None, "resources": 8, "rapport": 0}
)


@pytest.fixture
def published(database: Database, cast: Cast) -> int:
    """A survey whose results are published."""
    with database.transaction() as db:
        survey = ask(db, [cast.seeker, cast.provider], [cast.facilitator])
        survey.closed_at = NOW
        kept = [to_json(each) for each in (SPREAD, TOLD, STOPPING)]
        db.add(Publication(survey_id=survey.id, answered=121, results=kept))
        return survey.id


def test_texts_come_in_pages_with_their_lines(browse: Any, cast: Cast, published: int) -> None:
    desk, address = browse(cast.facilitator), f"/surveys/{published}/results"
    first, last = desk.get(address).text, desk.get(f"{address}?R1=3").text
    assert (first.count("Words of"), last.count("Words of")) == (50, 20)
    assert f'href="{address}?R1=2#R1"' in first
    assert f'href="{address}?R1=2#R1"' in last
    assert "Page 3 of 3" in last
    assert '<li class="prose lines" dir="auto">Words of 000\nand more</li>' in first
    assert "Not everyone agreed to have their words shown." in first
    for wrong in ("0", "99", "x", "-1", "9" * 30):
        assert desk.get(f"{address}?R1={wrong}").text.count("Words of") in {20, 50}
    assert desk.get(f"{address}.csv").text.count("Words of") == 120


def test_texts_are_read_for_those_alone_who_may_read_them(
    database: Database, cast: Cast, published: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Any] = []

    def reading(kept: Any) -> QuestionResult:
        read.append(kept)
        return from_json(kept)

    monkeypatch.setattr("peerhub.surveys.queries.results.from_json", reading)
    for who, texts in ((cast.secretariat, 0), (cast.seeker, 0), (cast.facilitator, 120)):
        read.clear()
        with database.session() as db:
            found = {each.key: each for _question, each in result_queries.page(db, who, published).results}
        assert str(read).count("Words of") == texts
        assert list(found) == ["Q1", "R1", "R4"]
        assert (found["R1"].answered, len(found["R1"].texts)) == (121, texts)
        assert found["R1"].hidden == (None if texts else "for_facilitator")
        assert found["Q1"] == SPREAD
        assert list(found["R4"].distribution) == list(STOPPING.distribution)


def test_a_number_that_is_hidden_is_no_bar(browse: Any, cast: Cast, published: int) -> None:
    page = browse(cast.seeker).get(f"/surveys/{published}/results").text
    assert '<div><span>No shared working language</span><span></span><span class="quiet">not shown</span></div>' in page
    assert page.count("<meter") == 1 + 5 + 1


def test_a_mean_stands_on_its_scale(browse: Any, cast: Cast, published: int) -> None:
    page = browse(cast.seeker).get(f"/surveys/{published}/results").text
    assert '<meter min="1" max="5" value="3.5"' in page
    said = words(page)
    assert "1 of 5: I disagree" in said
    assert "3 of 5 " in said


def test_the_page_says_what_it_is_about(browse: Any, cast: Cast, published: int) -> None:
    page = browse(cast.seeker).get(f"/surveys/{published}/results").text
    lede = re.search(r'class="lede"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert lede
    assert '<bdi dir="auto">Metadata for local music</bdi>' in lede[1]


def test_answers_by_name_keep_lines_and_our_words_our_direction(browse: Any, database: Database, cast: Cast) -> None:
    with database.transaction() as db:
        survey = ask_by_name(db, [cast.seeker, cast.provider], cast.facilitator)
        said = {**HONEST, "Q1": "3", "R1": "One.\nTwo.", "R4": ["mistrust", "language", "no_show"]}
        answering.answer_by_name(db, cast.seeker, survey.id, said)
    page = unescape(browse(cast.facilitator).get(f"/surveys/{survey.id}/results").text)
    assert "<dd>3 of 5</dd>" in page
    assert '<dd class="prose lines" dir="auto">One.\nTwo.</dd>' in page
    assert "Mistrust between those involved, No shared working language, and People do not come to training" in page


def test_a_day_is_told_as_a_date(app: Flask) -> None:
    asked = Question(key="day", kind="date", words="By when?", level="reflection")
    told = QuestionResult("day", "date", 5, texts=("2027-03-01",))
    with app.test_request_context():
        (item,) = views.question_views([(asked, told)], {})
    assert item.texts == ["Monday 1 March 2027"]


def table_of(desk: Any, survey_id: int) -> list[dict[str, str]]:
    """The file of a survey, row by row."""
    return list(csv.DictReader(io.StringIO(desk.get(f"/surveys/{survey_id}/results.csv").text.removeprefix("\ufeff"))))


def test_the_table_says_what_it_is_about(browse: Any, database: Database, cast: Cast, published: int) -> None:
    with database.transaction() as db:
        named = ask_by_name(db, [cast.seeker, cast.provider], cast.facilitator, SUBJECT._replace(id=8, title="Two")).id
        answering.answer_by_name(db, cast.seeker, named, HONEST)
    desk = browse(cast.facilitator)
    anonymous, by_name = table_of(desk, published), table_of(desk, named)
    about = ["About", "Closed on", "People asked", "People who answered"]
    assert {tuple(row[name] for name in about) for row in anonymous} == {
        ("Metadata for local music", NOW.date().isoformat(), "5", "121")
    }
    assert {tuple(row[name] for name in about) for row in by_name} == {("Two", "", "2", "1")}
    assert by_name[0]["Question"] == "I can use what I heard in my own work."
    assert by_name[0]["Answer"] == "4 of 5"


def test_where_nothing_is_shown_there_is_no_table(browse: Any, database: Database, cast: Cast) -> None:
    with database.transaction() as db:
        going = ask(db, [cast.seeker], [cast.facilitator]).id
        named = ask_by_name(db, [cast.seeker, cast.provider], cast.facilitator, SUBJECT._replace(id=8)).id
        answering.answer_by_name(db, cast.seeker, named, HONEST)
    desk = browse(cast.secretariat)
    for survey_id, sentence in ((going, "Results are published once"), (named, "These answers carry names.")):
        refused = desk.get(f"/surveys/{survey_id}/results.csv")
        assert refused.status_code == 409
        assert sentence in refused.text
        assert sentence in desk.get(f"/surveys/{survey_id}/results").text
