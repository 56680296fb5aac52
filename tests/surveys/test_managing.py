"""What whoever manages a survey reads of it, and what the buttons say of what they did."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from peerhub.base.database import Database
from peerhub.surveys.actions import answering
from peerhub.surveys.models import Respondent
from tests.cast import Cast
from tests.sessions.test_reflection import arrange
from tests.surveys.support import HONEST, SUBJECT, ask, ask_by_name, close, words


def test_the_session_leads_to_results_where_there_are_some(
    app: Flask, browse: Any, database: Database, cast: Cast
) -> None:
    session = f"/sessions/{arrange(database, cast)}"
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
    assert "5 people are asked; how many have answered is told from five answers on, in steps of five" in said
    assert "0 of 2 have answered" in said
    with database.transaction() as db:
        answering.answer_by_name(db, cast.seeker, named, HONEST, 0)
    assert "1 of 2 has answered" in words(browse(cast.facilitator).get("/surveys").text)
