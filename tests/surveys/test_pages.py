"""The list of surveys, their results, and who may do what with them."""

from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from peerhub.base.database.engine import Database, Db
from peerhub.people.models import Person
from peerhub.surveys import access
from peerhub.surveys.actions import answering
from peerhub.surveys.models import Respondent, Survey
from tests.cast import Cast
from tests.support.forms import submit
from tests.surveys.arrange import (
    HONEST,
    SUBJECT,
    ask,
    ask_by_name,
    ask_few,
    ask_guests,
    close,
    fill_in,
    guests,
    run_jobs,
    words,
)

LIST = "/surveys"


def asked_by(db: Db, survey_id: int) -> list[Person]:
    return [each.person for each in db.scalars(select(Respondent).where(Respondent.survey_id == survey_id))]


def results_of(survey: int) -> str:
    return f"/surveys/{survey}/results"


def test_releases_differ_no_more_since_nobody_sees_a_figure_before_the_end(
    app: Flask, client: FlaskClient, browse: Any, database: Database, cast: Cast
) -> None:
    survey, invited = ask_guests(database, 9, [cast.facilitator])
    desks = [browse(cast.facilitator), browse(cast.secretariat)]
    for number, token in enumerate(invited[:8], start=1):
        fill_in(client, token, R1=f"Words of {number}")
        for desk in desks:
            said = words(desk.get(results_of(survey)).text)
            assert ("at least 5 of 9 have answered" if number >= 5 else "9 people are asked") in said
            assert "Results are published once" in said
            assert "Words of" not in said
            assert "4.0 of 5" not in said
            assert desk.get(f"{results_of(survey)}.csv").status_code == 409
    close(database, app, survey, cast.facilitator)
    said = words(desks[0].get(results_of(survey)).text)
    assert "8 of 9 have answered" in said
    assert "4.0 of 5" in said
    assert sorted(f"Words of {each}" in said for each in range(1, 10)).count(True) == 8


def test_words_shown_to_all_are_shown_to_those_whom_the_consent_names(
    app: Flask, client: FlaskClient, browse: Any, database: Database, cast: Cast
) -> None:
    with database.transaction() as db:
        survey = ask(db, [cast.seeker, cast.provider], [cast.facilitator])
        for at, person in enumerate(asked_by(db, survey.id)):
            answering.answer(db, person, survey.id, {**HONEST, "R1": f"Words of {at}"})
    run_jobs(app)
    seen = {
        who: "Words of 1" in browse(getattr(cast, who)).get(results_of(survey.id)).text
        for who in ("facilitator", "secretariat", "seeker")
    }
    assert seen == {"facilitator": True, "secretariat": False, "seeker": False}
    assert "Words of 1" not in browse(cast.secretariat).get(f"{results_of(survey.id)}.csv").text
    assert "the facilitator reads their own words" in browse(cast.seeker).get(results_of(survey.id)).text


def test_few_answers_are_not_published(
    app: Flask, client: FlaskClient, browse: Any, database: Database, cast: Cast
) -> None:
    survey, invited = ask_guests(database, 9, [cast.facilitator])
    for token in invited[:4]:
        fill_in(client, token)
    close(database, app, survey, cast.facilitator)
    said = words(browse(cast.facilitator).get(results_of(survey)).text)
    assert "fewer than five of 9 have answered" in said
    assert "nothing is published" in said


def test_words_without_consent_are_shown_to_nobody(
    app: Flask, client: FlaskClient, browse: Any, database: Database, cast: Cast
) -> None:
    survey, invited = ask_guests(database, 6, [cast.facilitator])
    for token in invited[:5]:
        fill_in(client, token, quote=[], R1="Between us")
    close(database, app, survey, cast.facilitator)
    said = browse(cast.facilitator).get(results_of(survey)).text
    assert "No one agreed to have these words shown." in said
    assert "Between us" not in said


def test_who_sees_results_and_who_manages(browse: Any, database: Database, cast: Cast, client: FlaskClient) -> None:
    with database.transaction() as db:
        survey = ask(db, [cast.seeker], [cast.facilitator]).id

    def told(who: str, verb: str, **fields: str) -> int:
        desk = browse(getattr(cast, who))
        return submit(desk, f"/surveys/{survey}/{verb}", form_path="/commitments/new", **fields).status_code

    got = {
        who: (
            browse(getattr(cast, who)).get(results_of(survey)).status_code,
            browse(getattr(cast, who)).get(f"{results_of(survey)}.csv").status_code,
            told(who, "prolong", seen="another"),
            told(who, "close"),
        )
        for who in ("seeker", "teammate", "outsider", "secretariat")
    }
    assert got == {
        "seeker": (200, 403, 403, 403),
        "teammate": (404, 404, 404, 404),
        "outsider": (404, 404, 404, 404),
        "secretariat": (200, 409, 302, 302),
    }
    assert told("facilitator", "prolong", seen="any") == 409
    assert client.get(results_of(survey)).status_code == 302


def test_the_list_shows_what_waits_and_what_is_done(browse: Any, database: Database, cast: Cast) -> None:
    desk = browse(cast.seeker)
    assert "You have no surveys to answer." in desk.get(LIST).text
    with database.transaction() as db:
        survey = ask(db, [cast.seeker], [cast.facilitator]).id
        token = access.token_for(db, survey, cast.seeker.id)
    waiting = desk.get(LIST).text
    assert "Metadata for local music" in waiting
    assert f'href="/answer/{token}"' in waiting
    fill_in(desk, token)
    assert "You have no surveys to answer." in desk.get(LIST).text
    managed = words(browse(cast.facilitator).get(LIST).text)
    assert "5 people are asked" in managed
    assert "Keep open for five more days" in managed


def test_prolonging_by_the_page(app: Flask, browse: Any, database: Database, cast: Cast) -> None:
    with database.transaction() as db:
        survey = ask(db, [cast.seeker], [cast.facilitator])
    desk, end = browse(cast.facilitator), survey.closes_at.isoformat()
    assert end in unescape(desk.get(LIST).text)
    done = submit(desk, f"/surveys/{survey.id}/prolong", form_path=LIST, seen=end)
    assert done.status_code == 302
    with database.session() as db:
        assert (db.get_one(Survey, survey.id).closes_at - survey.closes_at).days == 5


def test_the_organiser_of_few_is_offered_names_or_nothing(
    app: Flask, browse: Any, database: Database, cast: Cast, client: FlaskClient
) -> None:
    with database.transaction() as db:
        survey = ask_few(db, [cast.seeker, cast.provider], [cast.facilitator]).id
        token = access.token_for(db, survey, cast.seeker.id)
    desk = browse(cast.facilitator)
    offered = words(desk.get(LIST).text)
    assert "Only 2 people came, too few for an anonymous survey. Ask them by name?" in offered
    assert "This survey is closed" in client.get(f"/answer/{token}").text
    assert "You can ask them by name." in desk.get(results_of(survey)).text
    assert submit(desk, f"/surveys/{survey}/ask", form_path=LIST).status_code == 302
    assert "by name" in words(desk.get(LIST).text)
    late = submit(desk, f"/surveys/{survey}/decline", form_path=LIST)
    assert late.status_code == 409


def test_answers_by_name_are_for_those_who_were_named(browse: Any, database: Database, cast: Cast) -> None:
    with database.transaction() as db:
        survey = ask_by_name(db, [cast.seeker, cast.provider], cast.facilitator)
        answering.answer_by_name(db, cast.seeker, survey.id, {**HONEST, "R1": "=Between us"})
    page = results_of(survey.id)
    seen = {
        who: "Between us" in browse(getattr(cast, who)).get(page).text
        for who in ("facilitator", "secretariat", "seeker", "provider")
    }
    assert seen == {"facilitator": True, "secretariat": False, "seeker": False, "provider": False}
    table = browse(cast.facilitator).get(f"{page}.csv").text
    assert "'=Between us" in table
    assert cast.seeker.name in table
    assert "Between us" not in browse(cast.secretariat).get(f"{page}.csv").text


def test_the_table_holds_what_the_page_shows(
    app: Flask, client: FlaskClient, browse: Any, database: Database, cast: Cast
) -> None:
    survey, invited = ask_guests(database, 6, [cast.facilitator])
    for number, token in enumerate(invited):
        fill_in(client, token, R1=f"=words of {number}")
    run_jobs(app)
    table = browse(cast.facilitator).get(f"{results_of(survey)}.csv")
    assert table.text.count("words of") == 6
    assert "'=words of 0" in table.text
    assert table.headers["Content-Disposition"] == f'attachment; filename="survey-{survey}.csv"'


def test_results_cost_the_same_at_five_and_at_eight(
    app: Flask, browse: Any, client: FlaskClient, database: Database, cast: Cast, count_queries: Any
) -> None:
    costs = []
    for number in (5, 8):
        with database.transaction() as db:
            survey = ask(db, guests(db, number, f"of{number}-"), [cast.facilitator], SUBJECT._replace(id=number))
            for person in asked_by(db, survey.id):
                answering.answer(db, person, survey.id, HONEST)
        run_jobs(app)
        with count_queries() as seen:
            browse(cast.facilitator).get(results_of(survey.id))
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 12
