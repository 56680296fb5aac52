"""What waits, what is told of how many answered, and what pages cost."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.base.database.unlogged import Unavailable
from peerhub.base.subject import Subject
from peerhub.dashboards.queries import counters
from peerhub.people.models import Person
from peerhub.surveys import access
from peerhub.surveys.actions import answering
from peerhub.surveys.commands import surveys
from peerhub.surveys.models import Survey
from peerhub.surveys.queries import results, waiting
from tests.cast import NOW, Cast
from tests.surveys.arrange import HONEST, SUBJECT, ask, ask_by_name, close, guests


def test_the_counter_counts_what_waits(db: Db, cast: Cast) -> None:
    survey = ask(db, [cast.seeker, cast.provider])
    assert (counters.counters(db, cast.seeker).surveys, counters.counters(db, cast.outsider).surveys) == (1, 0)
    answering.answer(db, cast.seeker, survey.id, HONEST)
    assert db.scalar(select(waiting.asked_count(cast.seeker))) == 1
    assert (counters.counters(db, cast.seeker).surveys, counters.counters(db, cast.provider).surveys) == (0, 1)
    with clock.fixed_at(NOW + timedelta(days=10)):
        assert counters.counters(db, cast.provider).surveys == 0


def test_the_counter_counts_by_name(db: Db, cast: Cast) -> None:
    survey = ask_by_name(db, [cast.seeker, cast.provider], cast.facilitator)
    answering.answer_by_name(db, cast.seeker, survey.id, HONEST)
    assert (counters.counters(db, cast.seeker).surveys, counters.counters(db, cast.provider).surveys) == (0, 1)


def test_the_number_of_answers_is_told_in_steps_of_five(app: Flask, database: Database, cast: Cast) -> None:
    with database.transaction() as db:
        people = guests(db, 13)
        survey = ask(db, people, [cast.facilitator])
    seen = []
    for person in people[:12]:
        with database.transaction() as db:
            answering.answer(db, person, survey.id, HONEST)
            (rate,) = results.list_page(db, cast.facilitator).managed
            assert rate == results.page(db, cast.secretariat, survey.id).rate
            seen.append((rate.answered, rate.is_exact, rate.asked))
    assert seen == [(step, False, 13) for step in (0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10, 10)]
    close(database, app, survey.id, cast.facilitator)
    with database.session() as db:
        (rate,) = results.list_page(db, cast.facilitator).managed
        assert (rate.answered, rate.is_exact) == (12, True)


def test_the_list_costs_the_same_for_one_and_for_three(db: Db, cast: Cast, count_queries: Any) -> None:
    def cost() -> int:
        db.expire_all()
        db.info.pop("roles", None)
        with count_queries() as seen:
            results.list_page(db, cast.facilitator)
        return len(seen)

    people = guests(db, 5)
    ask(db, [*people, cast.facilitator], [cast.facilitator])
    one = cost()
    for number in (8, 9):
        ask(db, [*people, cast.facilitator], [cast.facilitator], Subject("session", number, "More", "/"))
    assert cost() == one <= 7


def test_a_broken_file_of_answers_takes_no_other_page_down(
    app: Flask, database: Database, cast: Cast, browse: Any
) -> None:
    with database.transaction() as db:
        survey = ask(db, [cast.seeker], [cast.facilitator])
        link = f"/answer/{access.token_for(db, survey.id, cast.seeker.id)}"
    browser, desk = browse(cast.seeker), browse(cast.facilitator)
    assert browser.get("/healthz").json == {"status": "ok"}
    database.unlogged.close()
    database.unlogged.path.write_bytes(b"not a database" * 500)
    assert [browser.get(page).status_code for page in ("/", "/sessions", "/surveys")] == [200] * 3
    assert [desk.get(page).status_code for page in ("/surveys", f"/surveys/{survey.id}/results")] == [200] * 2
    said = app.test_cli_runner().invoke(surveys, ["ask-again"])
    assert isinstance(said.exception, Unavailable), "which `peerhub` tells in a sentence"
    with database.session() as db:
        assert waiting.survey_about(db, db.get_one(Person, cast.seeker.id), SUBJECT.kind, SUBJECT.id) is None
    assert browser.get(link).status_code == 503
    told = browser.get("/healthz")
    assert (told.status_code, told.json["cause"]) == (503, "store.sqlite: file is not a database")


def test_the_lists_go_on_page_by_page(db: Db, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "PAGE", 2)
    people = guests(db, 5)
    made = [
        ask(db, [*people, cast.seeker], [cast.facilitator], Subject("session", at, f"No. {at}", "/")).id
        for at in range(5)
    ]
    for survey_id in made:
        db.get_one(Survey, survey_id).closes_at = NOW
    db.flush()
    seen, before = [], None
    while (page := results.list_page(db, cast.facilitator, managed_before=before)).managed:
        seen.append([each.survey.id for each in page.managed])
        if (before := page.older_managed) is None:
            break
    assert seen == [made[:2:-1], made[2:0:-1], made[:1]]
    page = results.list_page(db, cast.seeker, answered_before=made[1])
    assert [each.id for each in page.answered] == made[:1]
    assert page.older_answered is None
    assert results.list_page(db, cast.seeker).older_answered == made[3]


def test_the_page_leads_on(database: Database, cast: Cast, browse: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "PAGE", 1)
    with database.transaction() as db:
        people = [*guests(db, 5), cast.facilitator]
        first, last = (
            ask(db, people, [cast.facilitator], Subject("session", at, f"No. {at}", "/")).id for at in range(2)
        )
        for survey_id in (first, last):
            db.get_one(Survey, survey_id).closed_at = NOW
    desk = browse(cast.facilitator)
    page = desk.get("/surveys").text
    for name in ("answered", "managed"):
        assert f'href="/surveys?{name}={last}"' in page
        assert f"/surveys/{first}/results" in desk.get(f"/surveys?{name}={last}").text
    assert f"/surveys/{first}/results" not in page
    assert desk.get("/surveys?managed=x").status_code == 200
