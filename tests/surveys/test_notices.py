"""Who is told that results are there: all who may read them, whether they answered or not."""

from datetime import timedelta
from typing import Any

from flask import Flask

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.surveys.actions import answering, closing
from tests.cast import NOW, Cast
from tests.surveys.arrange import HONEST, ask, ask_by_name, close, guests, notified, run_jobs


def test_everybody_who_was_asked_is_told_once(app: Flask, database: Database, cast: Cast, browse: Any) -> None:
    with database.transaction() as db:
        people = [cast.seeker, *guests(db, 6)]
        survey = ask(db, [*people, cast.facilitator], [cast.facilitator])
        for person in people[1:6]:
            answering.answer(db, person, survey.id, HONEST)
        people[6].closed_at = NOW
    close(database, app, survey.id, cast.facilitator)
    with clock.fixed_at(NOW + timedelta(days=1)):
        run_jobs(app)
    with database.session() as db:
        assert notified(db, "surveys/published") == sorted(person.id for person in people[:6])
        assert notified(db, "surveys/closed") == [cast.facilitator.id]
    page = browse(cast.seeker).get("/notices").text
    assert "The results of a survey that you were asked in are published: Metadata for local music" in page


def test_where_nothing_can_be_read_nobody_is_told(app: Flask, database: Database, cast: Cast) -> None:
    with database.transaction() as db:
        people = guests(db, 6)
        few = ask(db, people, [cast.facilitator])
        for person in people[:4]:
            answering.answer(db, person, few.id, HONEST)
    close(database, app, few.id, cast.facilitator)
    with database.session() as db:
        assert notified(db, "surveys/published") == []


def test_answers_by_name_are_nothing_to_be_told_of(app: Flask, database: Database, cast: Cast) -> None:
    with database.transaction() as db:
        survey = ask_by_name(db, [cast.seeker, cast.provider], cast.facilitator)
        answering.answer_by_name(db, cast.seeker, survey.id, HONEST)
    with database.transaction() as db:
        closing.close_now(db, cast.facilitator, survey.id)
    run_jobs(app)
    with database.session() as db:
        assert notified(db, "surveys/published") == []
        assert notified(db, "surveys/closed") == [cast.facilitator.id]
