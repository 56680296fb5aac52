"""Asking people: once, when there are places for their answers, and by name where few were there."""

import shutil
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.base.errors import Conflict, NotAllowed, NotFound
from peerhub.base.jobs.scheduler import tick
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.mail.render import render
from peerhub.base.security.audit import AuditEntry
from peerhub.people.models import Person
from peerhub.surveys import access, store
from peerhub.surveys.actions import answering, closing, mailing, opening
from peerhub.surveys.commands import surveys
from peerhub.surveys.models import Publication, Respondent, Survey
from peerhub.surveys.queries import waiting
from peerhub.surveys.rules.sides import question_sides
from peerhub.wiring.jobs import JOBS
from tests.cast import NOW, Cast
from tests.surveys.arrange import HONEST, SUBJECT, ask, ask_few, guests, mailed, notified, run_jobs


def test_opening_asks_everybody_once(app: Flask, database: Database, cast: Cast) -> None:
    with database.transaction() as db:
        people = [cast.seeker, cast.provider, *guests(db, 4)]
        survey = ask_few(db, [*people, cast.closed_account], [cast.facilitator])
        assert ask_few(db, [cast.outsider], [cast.outsider]).id == survey.id
        assert not survey.is_open(clock.now()), "nobody answers before there are places"
        assert waiting.waiting(db, cast.seeker) == []
    for _twice in range(2):
        run_jobs(app)
    with database.session() as db:
        assert mailed(db, "surveys/opened") == sorted(person.email for person in people)
        assert notified(db, "surveys/opened") == sorted(person.id for person in people)
        opened = db.get_one(Survey, survey.id)
        assert (opened.mode, opened.is_open(NOW), opened.closes_at) == ("anonymous", True, NOW + timedelta(days=10))
        assert [each.survey_id for each in waiting.waiting(db, cast.seeker)] == [survey.id]


def test_opening_that_is_cut_off_goes_on(app: Flask, database: Database) -> None:
    with database.transaction() as db:
        people = guests(db, 300)
        survey = ask_few(db, people)
        assert opening.prepare_some(db, survey.id)
        assert waiting.survey_about(db, people[0], SUBJECT.kind, SUBJECT.id) is None, "it is not open, and not closed"
    run_jobs(app)
    with database.session() as db:
        opened = db.get_one(Survey, survey.id)
        assert opened.is_ready
        assert not opening.prepare_some(db, survey.id), "nothing is left to make"
        assert db.scalar(select(func.count()).select_from(OutgoingMail)) == 300


def test_nobody_to_ask_makes_no_survey(db: Db, cast: Cast) -> None:
    assert opening.open_survey(db, SUBJECT, None, [(cast.closed_account.id, "seeker")], [], NOW) is None
    assert db.scalar(select(func.count()).select_from(Survey)) == 0


def test_a_small_side_is_asked_what_the_other_is_asked() -> None:
    few = dict.fromkeys(range(6), "seeker") | {9: "provider"}
    assert set(question_sides(few).values()) == {"seeker"}
    many = {number: "seeker" if number < 5 else "provider" for number in range(10)}
    assert question_sides(many) == many
    assert set(question_sides({1: "provider"}).values()) == {"provider"}


def test_never_any_result_is_not_asked_for_but_offered(app: Flask, database: Database, cast: Cast) -> None:
    with database.transaction() as db:
        survey = ask_few(db, [cast.seeker, cast.provider], [cast.facilitator])
    run_jobs(app)
    with database.transaction() as db:
        assert mailed(db, "surveys/opened") == []
        assert notified(db, "surveys/offered") == [cast.facilitator.id]
        assert waiting.waiting(db, cast.seeker) == []
        assert db.get_one(Survey, survey.id).mode == "offered"
        with pytest.raises(NotFound):
            opening.ask_by_name(db, cast.outsider, survey.id)
        with pytest.raises(NotAllowed):
            opening.ask_by_name(db, cast.seeker, survey.id)
        for _twice in range(2):
            opening.ask_by_name(db, cast.facilitator, survey.id)
        with pytest.raises(Conflict):
            opening.decline(db, cast.facilitator, survey.id)
    run_jobs(app)
    with database.session() as db:
        assert mailed(db, "surveys/opened") == sorted([cast.seeker.email, cast.provider.email])
        verbs = list(db.scalars(select(AuditEntry.verb).where(AuditEntry.subject == f"survey:{survey.id}")))
        assert verbs == ["survey.asked_by_name"]


def test_somebody_always_reads_what_is_answered_by_name(db: Db, cast: Cast) -> None:
    survey = ask_few(db, [cast.seeker])
    opening.ask_by_name(db, cast.secretariat, survey.id)
    assert [person.id for person in access.managers(db, survey.id)] == [cast.secretariat.id]


def test_few_people_may_stay_unasked(app: Flask, database: Database, cast: Cast) -> None:
    with database.transaction() as db:
        survey = ask_few(db, [cast.seeker], [cast.facilitator])
        for _twice in range(2):
            opening.decline(db, cast.facilitator, survey.id)
        with pytest.raises(Conflict):
            opening.ask_by_name(db, cast.facilitator, survey.id)
    run_jobs(app)
    with database.session() as db:
        assert mailed(db, "surveys/opened") == []
        assert waiting.survey_about(db, cast.seeker, SUBJECT.kind, SUBJECT.id) is None


def test_answers_that_a_restored_backup_lacks_are_asked_for_again(app: Flask, database: Database) -> None:
    with database.transaction() as db:
        people = guests(db, 6)
        survey = ask(db, people)
        assert answering.answer(db, people[0], survey.id, HONEST) == "stored"
    with database.transaction() as db:
        assert opening.ask_again(db) == 0
    database.unlogged.close()
    database.unlogged.path.unlink()
    with database.transaction() as db:
        with pytest.raises(Conflict, match="cannot take answers"):
            answering.answer(db, people[1], survey.id, HONEST)
        assert opening.ask_again(db) == 1
    run_jobs(app)
    with database.transaction() as db:
        assert answering.answer(db, people[0], survey.id, HONEST) == "stored"
        again = db.get_one(Survey, survey.id)
        assert again.store_key != survey.store_key
        assert store.answer_counts(db, [again.store_key]) == {again.store_key: 1}
        assert db.scalar(select(func.count()).select_from(Respondent)) == 6


def test_the_command_says_how_many_ask_again(app: Flask, database: Database) -> None:
    with database.transaction() as db:
        ask(db, guests(db, 6))
    database.unlogged.close()
    database.unlogged.path.unlink()
    said = [app.test_cli_runner().invoke(surveys, ["ask-again"]).output for _twice in range(2)]
    assert said == [
        "Surveys that ask again: 1\nSurveys missing from the backup, erased: 1\n",
        "Surveys that ask again: 0\nSurveys missing from the backup, erased: 0\n",
    ]


def forget_the_memory(database: Database) -> None:
    """What a restart of the machine does."""
    database.unlogged.close()
    shutil.rmtree(database.unlogged.memory.parent)


def after_a_restart(app: Flask, database: Database, answers: int) -> tuple[Survey, list[Person]]:
    """A survey that asks eight, of whom some have answered when the machine is restarted, and the next jobs."""
    with database.transaction() as db:
        people = guests(db, 8)
        survey = ask(db, people)
        for person in people[:answers]:
            assert answering.answer(db, person, survey.id, HONEST) == "stored"
    run_jobs(app, "mail")
    forget_the_memory(database)
    with database.session() as db, pytest.raises(Conflict, match="in a minute"):
        answering.answer(db, people[0], survey.id, HONEST)
    run_jobs(app)
    with database.session() as db:
        return db.get_one(Survey, survey.id), people


def test_a_restart_of_the_machine_before_anybody_has_answered_changes_nothing(app: Flask, database: Database) -> None:
    survey, people = after_a_restart(app, database, 0)
    with database.session() as db:
        assert answering.answer(db, people[0], survey.id, HONEST) == "stored"
        assert answering.answer(db, people[0], survey.id, HONEST) == "answered"
        assert mailed(db, "surveys/again") == []


def test_after_a_restart_of_the_machine_the_few_who_had_answered_are_asked_again(
    app: Flask, database: Database
) -> None:
    survey, people = after_a_restart(app, database, 4)
    run_jobs(app)
    with database.session() as db:
        assert store.answer_counts(db, [survey.store_key]) == {survey.store_key: 0}, "nobody's answers count twice"
        assert store.read(db, survey.store_key) == []
        for person in people:
            assert answering.answer(db, person, survey.id, HONEST) == "stored"
        assert len(mailed(db, "surveys/again")) == 8
        mail = db.scalars(select(OutgoingMail).where(OutgoingMail.kind == "surveys/again")).first()
        assert mail
    with app.app_context():
        message = render(database.settings, mail)
    assert "Please answer again" in message["Subject"]
    assert "restarted or restored" in message.as_string()


def test_after_a_restart_of_the_machine_what_five_have_answered_is_published(app: Flask, database: Database) -> None:
    survey, people = after_a_restart(app, database, 5)
    with database.session() as db:
        assert answering.answer(db, people[0], survey.id, HONEST) == "closed", "nobody can answer twice"
        assert db.get_one(Publication, survey.id).answered == 5
        assert mailed(db, "surveys/again") == []


def test_places_that_were_being_made_at_a_restart_of_the_machine(app: Flask, database: Database) -> None:
    with database.transaction() as db:
        people = guests(db, 6)
        survey = ask_few(db, people)
    with database.session() as db:
        assert opening.prepare_some(db, survey.id)
    forget_the_memory(database)
    run_jobs(app)
    with database.session() as db:
        assert answering.answer(db, people[0], survey.id, HONEST) == "stored"


def test_a_survey_that_cannot_be_opened_does_not_hold_up_the_others(app: Flask, database: Database) -> None:
    with database.transaction() as db:
        people = guests(db, 6)
        bad = ask_few(db, people)
        bad.outcome_code = "not in this version"
        good = ask_few(db, people, subject=SUBJECT._replace(id=8))
    jobs = {name: job for name, job in JOBS.items() if name == "surveys.prepare"}
    assert tick(app, jobs) == {"surveys.prepare": -1}, "the failure is told"
    with database.session() as db:
        assert opening.to_prepare(db) == [bad.id]
        assert db.get_one(Survey, good.id).is_ready


def test_a_survey_that_waited_for_the_jobs_is_open_for_its_whole_time(app: Flask, database: Database) -> None:
    with database.transaction() as db:
        survey = ask_few(db, guests(db, 6))
    with clock.fixed_at(NOW + timedelta(days=11)):
        run_jobs(app)
        run_jobs(app)
    with database.session() as db:
        late = db.get_one(Survey, survey.id)
        assert (late.opens_at, late.closes_at) == (NOW + timedelta(days=11), NOW + timedelta(days=21))
        assert len(mailed(db, "surveys/opened")) == 6
        assert mailed(db, "surveys/reminder") == []


def test_who_prolongs_while_invitations_are_sent_takes_none_away(
    app: Flask, database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing, "AT_ONCE", 4)
    with database.transaction() as db:
        survey = ask(db, guests(db, 6), [cast.facilitator])
        assert mailing.send_next(db, survey.id, NOW)
        closing.prolong(db, cast.facilitator, survey.id, survey.closes_at.isoformat())
    run_jobs(app)
    with database.session() as db:
        assert len(mailed(db, "surveys/opened")) == 6
        assert mailed(db, "surveys/prolonged") == []


def test_a_process_that_comes_late_takes_no_answers_away(app: Flask, database: Database) -> None:
    """It read that the survey waits for its places; meanwhile another one opened it, and somebody answered."""
    with database.transaction() as db:
        people = guests(db, 6)
        survey = ask(db, people)
        assert answering.answer(db, people[0], survey.id, HONEST) == "stored"
    with database.session() as db:
        assert not opening.prepare_some(db, survey.id)
        sizes = {"Q1": (6, 20)}
        assert not store.prepare(db, survey.store_key, [person.id for person in people], sizes)
        assert store.answer_counts(db, [survey.store_key]) == {survey.store_key: 1}
        assert answering.answer(db, people[0], survey.id, HONEST) == "answered"
