"""A session that ends opens the survey about it, for those who came."""

from flask import Flask
from sqlalchemy import select

from peerhub.base.database.engine import Database
from peerhub.base.facts import announce
from peerhub.sessions.facts import SessionEnded
from peerhub.surveys.models import Respondent, Survey, SurveyManager
from tests.cast import Cast
from tests.sessions.arrange import ended


def test_those_who_came_are_asked_by_their_side(app: Flask, database: Database, cast: Cast) -> None:
    session_id = ended(database, cast)
    for _twice in range(2):
        with app.app_context(), database.transaction() as db:
            announce(db, SessionEnded(session_id))
    with database.session() as db:
        survey = db.scalars(select(Survey)).one()
        asked = {each.person_id for each in db.scalars(select(Respondent))}
        managers = list(db.scalars(select(SurveyManager.person_id)))
    assert (survey.subject_kind, survey.subject_id, survey.outcome_code) == ("session", session_id, "new_knowledge")
    assert asked == {cast.seeker.id, cast.provider.id}
    assert managers == [cast.facilitator.id]
