"""What whoever manages a survey reads of it, and what the buttons say of what they did."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from peerhub.base.database.engine import Database
from peerhub.surveys.actions import answering
from peerhub.surveys.models import Respondent
from tests.cast import Cast
from tests.sessions.arrange import ended
from tests.support.forms import submit
from tests.surveys.arrange import HONEST, SUBJECT, ask, ask_by_name, ask_few, ask_guests, close, run_jobs, words


def test_the_session_leads_to_results_where_there_are_some(
    app: Flask, browse: Any, database: Database, cast: Cast
) -> None:
    session = f"/sessions/{ended(database, cast)}"
    with database.transaction() as db:
        survey = ask(db, [cast.seeker], [cast.facilitator], SUBJECT._replace(id=int(session.rpartition("/")[2])))
        for each in db.scalars(select(Respondent).where(Respondent.survey_id == survey.id)).all():
            answering.answer(db, each.person, survey.id, HONEST)
    for who in (cast.facilitator, cast.seeker):
        said = words(browse(who).get(session).text)
        assert ("It is open until" in said, "Open the survey’s page" in said, "See the results" in said) == (
            True,
            True,
            False,
        )
    close(database, app, survey.id, cast.facilitator)
    for who in (cast.facilitator, cast.seeker):
        said = words(browse(who).get(session).text)
        assert ("It is open until" in said, "See the results" in said) == (False, True)


def test_how_many_have_answered_is_said_as_it_is_told(browse: Any, database: Database, cast: Cast) -> None:
    with database.transaction() as db:
        ask(db, [cast.seeker], [cast.facilitator])
        named = ask_by_name(db, [cast.seeker, cast.provider], cast.facilitator, SUBJECT._replace(id=8)).id
    said = words(browse(cast.facilitator).get("/surveys").text)
    assert "5 people are asked; the number of answers is shown from five on, in steps of five" in said
    assert "0 of 2 have answered" in said
    with database.transaction() as db:
        answering.answer_by_name(db, cast.seeker, named, HONEST)
    assert "1 of 2 has answered" in words(browse(cast.facilitator).get("/surveys").text)


def test_prolonging_says_what_holds(browse: Any, database: Database, cast: Cast) -> None:
    with database.transaction() as db:
        survey = ask(db, [cast.seeker], [cast.facilitator])
    desk, seen = browse(cast.facilitator), survey.closes_at.isoformat()

    def pressed(seen: str) -> str:
        answered = submit(desk, f"/surveys/{survey.id}/prolong", form_path="/commitments/new", seen=seen)
        return words(desk.get(answered.headers["Location"]).text)

    for junk in ("", "any", "2020-01-01T00:00:00+00:00"):
        said = pressed(junk)
        assert "Nothing was changed" in said
        assert "The survey is open until Friday 4 December" in said
        assert "for five more days," not in said
    for _twice in range(2):
        said = pressed(seen)
        assert "stays open for five more days, until Wednesday 9 December" in said


def test_closing_says_what_holds(app: Flask, browse: Any, database: Database, cast: Cast) -> None:
    with database.transaction() as db:
        anonymous = ask(db, [cast.seeker], [cast.facilitator]).id
        named = ask_by_name(db, [cast.seeker, cast.provider], cast.facilitator, SUBJECT._replace(id=8)).id
        offered = ask_few(db, [cast.seeker], [cast.facilitator], SUBJECT._replace(id=9)).id
    desk = browse(cast.facilitator)

    def pressed(survey: int) -> str:
        answered = submit(desk, f"/surveys/{survey}/close", form_path="/commitments/new")
        return words(desk.get(answered.headers["Location"]).text)

    assert "takes no more answers. The results that can be shown are published within a minute." in pressed(anonymous)
    assert "takes no more answers. Answers already given stay as they are." in pressed(named)
    assert "within a minute" not in words(desk.get(f"/surveys/{named}/results").text)
    assert "This survey is not open" in pressed(offered)
    run_jobs(app)
    assert "is closed, and the results that can be shown are published" in pressed(anonymous)


def test_the_promise_and_closing_tell_how_much_stays_hidden(
    browse: Any, client: FlaskClient, database: Database, cast: Cast
) -> None:
    survey, [token] = ask_guests(database, 1, [cast.facilitator])
    assert "five people wrote something for the same question" in client.get(f"/answer/{token}").text
    assert (
        "with few answers most figures stay hidden" in browse(cast.facilitator).get(f"/surveys/{survey}/results").text
    )
