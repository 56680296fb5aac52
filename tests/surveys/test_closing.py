"""The end of a survey: prolonged before, published once, erased after."""

from datetime import timedelta

import pytest
from flask import Flask

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.base.errors import Conflict, NotAllowed, NotFound
from peerhub.people.models import Person
from peerhub.surveys import store
from peerhub.surveys.actions import answering, closing
from peerhub.surveys.models import Publication, Survey
from peerhub.surveys.queries import results, waiting
from tests.cast import NOW, Cast
from tests.surveys.arrange import HONEST, ask, ask_by_name, close, close_now, guests, mailed, notified, run_jobs


def answer_all(db: Db, survey: Survey, people: list[Person]) -> None:
    for person in people:
        assert answering.answer(db, person, survey.id, HONEST) == "stored"


def asked_with_answers(database: Database, manager: Person, asked: int, answered: int) -> Survey:
    with database.transaction() as db:
        people = guests(db, asked)
        survey = ask(db, people, [manager])
        answer_all(db, survey, people[:answered])
        return survey


def test_who_closes(db: Db, cast: Cast) -> None:
    survey = ask(db, [cast.seeker, cast.provider], [cast.facilitator])
    with pytest.raises(NotAllowed):
        closing.close_now(db, cast.seeker, survey.id)
    with pytest.raises(NotFound):
        closing.close_now(db, cast.outsider, survey.id)
    for _twice in range(2):
        closing.close_now(db, cast.facilitator, survey.id)
    assert answering.answer(db, cast.seeker, survey.id, HONEST) == "closed"


def test_results_are_published_once_and_answers_erased(app: Flask, database: Database, cast: Cast) -> None:
    survey = asked_with_answers(database, cast.facilitator, 12, 9)
    with database.session() as db:
        assert not results.page(db, cast.facilitator, survey.id).results, "No one sees figures before then"
        assert len(store.read(db, survey.store_key)) == 36
    close(database, app, survey.id, cast.facilitator)
    with database.session() as db:
        first = db.get_one(Publication, survey.id)
        assert first.answered == 9
        assert {each["key"]: each["answered"] for each in first.results}["Q1"] == 9
        assert store.read(db, survey.store_key) == []
        assert store.stored_surveys(db) == []
        assert notified(db, "surveys/closed") == [cast.facilitator.id]
    with clock.fixed_at(NOW + timedelta(days=20)):
        run_jobs(app)
    with database.session() as db:
        again = db.get_one(Publication, survey.id)
        assert (again.answered, again.results) == (first.answered, first.results)
        assert notified(db, "surveys/closed") == [cast.facilitator.id]


def test_words_without_consent_are_kept_nowhere(app: Flask, database: Database, cast: Cast) -> None:
    with database.transaction() as db:
        people = guests(db, 6)
        survey = ask(db, people, [cast.facilitator])
        for at, person in enumerate(people):
            consent = ["yes"] if at else []
            answering.answer(db, person, survey.id, {"Q1": "3", "R1": f"Between us {at}", "quote": consent})
    assert b"Between us 1" in database.unlogged.path.read_bytes()
    assert b"Between us 0" not in database.unlogged.path.read_bytes(), "not even while the survey is open"
    close(database, app, survey.id, cast.facilitator)
    with database.session() as db:
        kept = str(db.get_one(Publication, survey.id).results)
    assert sorted(f"Between us {at}" in kept for at in range(6)) == [False, True, True, True, True, True]
    assert b"Between us" not in database.unlogged.path.read_bytes()


def test_fewer_than_five_answers_publish_nothing(app: Flask, database: Database, cast: Cast) -> None:
    survey = asked_with_answers(database, cast.facilitator, 8, 4)
    close(database, app, survey.id, cast.facilitator)
    with database.session() as db:
        published = db.get_one(Publication, survey.id)
        assert (published.answered, published.results, store.read(db, survey.store_key)) == (None, [], [])
        assert results.new_results(db, cast.facilitator) == []


def test_surveys_close_after_ten_days(app: Flask, database: Database, cast: Cast) -> None:
    survey = asked_with_answers(database, cast.facilitator, 8, 5)
    for days, is_closed in ((9, False), (10, True)):
        with clock.fixed_at(NOW + timedelta(days=days)):
            run_jobs(app)
            with database.session() as db:
                assert (db.get_one(Survey, survey.id).closed_at is not None) == is_closed
                assert len(results.new_results(db, cast.facilitator)) == int(is_closed)


def test_a_survey_that_everybody_has_answered_closes_by_itself(app: Flask, database: Database, cast: Cast) -> None:
    with database.transaction() as db:
        people = guests(db, 6)
        survey = ask(db, people, [cast.facilitator])
        answer_all(db, survey, people[:5])
    run_jobs(app)
    with database.transaction() as db:
        assert db.get_one(Survey, survey.id).closed_at is None
        answer_all(db, survey, people[5:])
        assert db.get_one(Survey, survey.id).closed_at is None, "the last answer itself keeps no moment"
    run_jobs(app)
    with database.session() as db:
        assert db.get_one(Publication, survey.id).answered == 6
        about = waiting.survey_about(db, people[0], "session", 7)
        assert (about.survey_id, about.state) == (survey.id, "closed") if about else False


def test_a_closed_account_does_not_tell_whether_it_had_answered(app: Flask, database: Database) -> None:
    with database.transaction() as db:
        people = guests(db, 6)
        survey = ask(db, people)
        answer_all(db, survey, people[:5])
        people[5].closed_at = NOW
    run_jobs(app)
    with database.session() as db:
        assert db.get_one(Survey, survey.id).closed_at is None


def test_who_prolongs_meanwhile_is_not_overruled(app: Flask, database: Database, cast: Cast) -> None:
    with database.transaction() as db:
        people = guests(db, 5)
        survey = ask(db, people, [cast.facilitator])
        answer_all(db, survey, people)
        ((survey_id, seen),) = closing.fully_answered(db, NOW)
        closing.prolong(db, cast.facilitator, survey_id, seen.isoformat())
        closing.end_early(db, survey_id, seen, NOW)
        db.refresh(survey)
        assert survey.closes_at == NOW + timedelta(days=15)
        closing.end_early(db, survey_id, survey.closes_at, NOW)
        db.refresh(survey)
        assert survey.closes_at == NOW


def test_prolonging_is_possible_before_the_end_and_tells_everybody(app: Flask, database: Database, cast: Cast) -> None:
    survey = asked_with_answers(database, cast.facilitator, 8, 5)
    run_jobs(app)
    end = survey.closes_at.isoformat()
    with database.transaction() as db:
        with pytest.raises(NotAllowed):
            closing.prolong(db, people_of(db)[0], survey.id, end)
        for _twice in range(2):
            closing.prolong(db, cast.facilitator, survey.id, end)
        assert db.get_one(Survey, survey.id).closes_at == NOW + timedelta(days=15)
    run_jobs(app)
    with database.transaction() as db:
        assert mailed(db, "surveys/prolonged") == sorted(person.email for person in people_of(db))
        for days in range(15, 60, 5):
            closing.prolong(db, cast.facilitator, survey.id, (NOW + timedelta(days=days)).isoformat())
        with pytest.raises(Conflict, match="any longer"):
            closing.prolong(db, cast.facilitator, survey.id, (NOW + timedelta(days=60)).isoformat())


def people_of(db: Db) -> list[Person]:
    """The guests that the survey asks, in the order of their ids."""
    return list(db.query(Person).where(Person.email.startswith("guest")).order_by(Person.id))


def test_reopened_spread_what_was_published_is_never_opened_again(app: Flask, database: Database, cast: Cast) -> None:
    survey = asked_with_answers(database, cast.facilitator, 14, 11)
    close(database, app, survey.id, cast.facilitator)
    with database.transaction() as db:
        with pytest.raises(Conflict, match="cannot be reopened"):
            closing.prolong(db, cast.facilitator, survey.id, survey.closes_at.isoformat())
        for person in people_of(db)[11:]:
            assert answering.answer(db, person, survey.id, HONEST) == "closed"
    run_jobs(app)
    with database.session() as db:
        assert db.get_one(Publication, survey.id).answered == 11


def test_who_answered_is_forgotten_with_the_publishing(app: Flask, database: Database, cast: Cast) -> None:
    survey = asked_with_answers(database, cast.facilitator, 8, 6)
    person = people_of_database(database)[0]
    with database.session() as db:
        assert store.answered_by(db, person, [survey.store_key])
    close(database, app, survey.id, cast.facilitator)
    with database.session() as db:
        assert store.stored_surveys(db) == []
        assert not store.answered_by(db, person, [survey.store_key])


def people_of_database(database: Database) -> list[int]:
    with database.session() as db:
        return [person.id for person in people_of(db)]


def cut_off_while_closing(database: Database, survey_id: int) -> None:
    with database.transaction() as db:
        close_now(db, survey_id)
        assert db.get_one(Publication, survey_id).answered == 6
        raise RuntimeError("cut off")


def test_publishing_that_is_cut_off_is_done_again(app: Flask, database: Database, cast: Cast) -> None:
    survey = asked_with_answers(database, cast.facilitator, 8, 6)
    with clock.fixed_at(NOW + timedelta(days=10)):
        with pytest.raises(RuntimeError, match="cut off"):
            cut_off_while_closing(database, survey.id)
        with database.session() as db:
            assert db.get(Publication, survey.id) is None
            assert len(store.read(db, survey.store_key)) == 24
        run_jobs(app)
    with database.session() as db:
        assert db.get_one(Publication, survey.id).answered == 6


def test_by_name_the_end_is_told_and_nothing_is_erased(app: Flask, database: Database, cast: Cast) -> None:
    with database.transaction() as db:
        survey = ask_by_name(db, [cast.seeker, cast.provider], cast.facilitator)
        for person in (cast.seeker, cast.provider):
            answering.answer_by_name(db, person, survey.id, HONEST)
    run_jobs(app)
    with database.session() as db:
        assert db.get_one(Survey, survey.id).closed_at is None, "they may still change their answers"
    close(database, app, survey.id, cast.facilitator)
    with database.session() as db:
        assert db.get(Publication, survey.id) is None
        assert [each.person_id for each in results.page(db, cast.facilitator, survey.id).by_name] == sorted(
            [cast.seeker.id, cast.provider.id]
        )
        assert [each.id for each in results.new_results(db, cast.facilitator)] == [survey.id]


def test_whoever_prolongs_at_the_last_moment_is_refused_or_comes_first(
    app: Flask, database: Database, cast: Cast
) -> None:
    """What is sealed stays closed: a survey that looks open takes answers."""
    survey = asked_with_answers(database, cast.facilitator, 8, 6)
    seen = survey.closes_at.isoformat()
    with database.transaction() as db:
        closing.prolong(db, cast.facilitator, survey.id, seen)
        end = db.get_one(Survey, survey.id).closes_at
    with clock.fixed_at(NOW + timedelta(days=10)), database.transaction() as db:
        closing.end(db, survey.id, clock.now())
        assert answering.answer(db, people_of(db)[7], survey.id, HONEST) == "stored", "it was prolonged before"
    with clock.fixed_at(end):
        with database.transaction() as db:
            closing.end(db, survey.id, clock.now())
            with pytest.raises(Conflict, match="is over"):
                closing.prolong(db, cast.facilitator, survey.id, end.isoformat())
        run_jobs(app)
    with database.session() as db:
        assert db.get_one(Publication, survey.id).answered == 7
