"""Taking answers: once, whole, from those who are asked; by name they may be changed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.database.unlogged import unlogged_of
from peerhub.base.errors import Conflict, Invalid, NotAllowed, NotFound
from peerhub.commitments.actions.commitments import NewCommitment
from peerhub.surveys import store
from peerhub.surveys.actions import answering, closing
from peerhub.surveys.models import NamedAnswer
from peerhub.surveys.queries import waiting
from tests.cast import NOW, Cast
from tests.surveys.arrange import HONEST, ask, ask_by_name

KEPT: list[dict[str, Any]] = [
    {"Q1": 4},
    {"Q3": 5},
    {"R1": "Ranking is policy.", "quote": ["yes"]},
    {"R3": "Ask services for figures by May.", "quote": ["yes"]},
]
BY_NAME = {key: value for key, value in HONEST.items() if key != "quote"}


def test_an_answer_is_taken_once(db: Db, cast: Cast) -> None:
    survey = ask(db, [cast.seeker, cast.provider])
    assert answering.answer(db, cast.seeker, survey.id, HONEST) == "stored"
    assert answering.answer(db, cast.seeker, survey.id, HONEST | {"Q1": "1"}) == "answered"
    assert sorted(store.read(db, survey.store_key), key=str) == sorted(KEPT, key=str)
    assert store.answered_by(db, cast.seeker.id, [survey.store_key]) == {survey.store_key}
    assert store.answered_by(db, cast.provider.id, [survey.store_key]) == set()


def test_nothing_is_stored_when_the_answers_cannot_be_taken(db: Db, cast: Cast) -> None:
    survey = ask(db, [cast.seeker])
    with pytest.raises(Invalid) as refused:
        answering.answer(db, cast.seeker, survey.id, {"Q3": "9"})
    assert set(refused.value.problems) == {"Q1", "Q3"}
    assert [each.survey_id for each in waiting.waiting(db, cast.seeker)] == [survey.id]
    assert store.read(db, survey.store_key) == []


def test_without_an_empty_place_nothing_is_stored(db: Db, cast: Cast) -> None:
    survey = ask(db, [cast.seeker, cast.provider])
    with unlogged_of(db).transaction() as connection:
        connection.execute(update(store.shelves).where(store.shelves.c.question == "R3").values(places=1))
    assert answering.answer(db, cast.seeker, survey.id, HONEST) == "stored"
    with pytest.raises(Conflict, match="cannot take answers"):
        answering.answer(db, cast.provider, survey.id, HONEST)
    assert len(store.read(db, survey.store_key)) == len(KEPT)
    assert store.answer_counts(db, [survey.store_key]) == {survey.store_key: 1}


def test_two_choices_where_one_is_asked_for_get_a_sentence(db: Db, cast: Cast) -> None:
    survey = ask(db, [cast.seeker])
    with pytest.raises(Invalid, match="Choose one answer only"):
        answering.answer(db, cast.seeker, survey.id, {"Q1": ["3", "4"]})
    assert store.read(db, survey.store_key) == []


def test_strangers_to_the_survey_cannot_answer(db: Db, cast: Cast) -> None:
    survey = ask(db, [cast.seeker])
    with pytest.raises(NotFound):
        answering.answer(db, cast.outsider, survey.id, HONEST)
    with pytest.raises(NotFound):
        answering.answer(db, cast.seeker, 999_999, HONEST)


def test_nothing_is_taken_after_the_end(db: Db, cast: Cast) -> None:
    survey = ask(db, [cast.seeker, cast.provider])
    with clock.fixed_at(NOW + timedelta(days=10)):
        assert answering.answer(db, cast.seeker, survey.id, HONEST) == "closed"
    store.close(db, survey.store_key)
    assert answering.answer(db, cast.seeker, survey.id, HONEST) == "closed", "sealed before the database knows"
    assert store.read(db, survey.store_key) == []


def test_the_longest_answers_have_room(db: Db, cast: Cast) -> None:
    survey = ask(db, [cast.seeker])
    every = {"Q1": "5", "R1": "𝄞" * 2000, "R3": '"' * 2000, "quote": ["yes"]}
    choices = {"Q7a": ["language", "time", "connection"], "R4": ["instability", "no_evaluation", "side_of_desk"]}
    assert answering.answer(db, cast.seeker, survey.id, every | choices) == "stored"
    kept = {key: value for row in store.read(db, survey.store_key) for key, value in row.items()}
    assert kept["R1"] == "𝄞" * 2000
    assert kept["R3"] == '"' * 2000
    assert kept["Q7a"] == choices["Q7a"]


def test_by_name_answers_may_be_changed_until_the_end(db: Db, cast: Cast) -> None:
    survey = ask_by_name(db, [cast.seeker, cast.provider], cast.facilitator)
    assert answering.answer(db, cast.seeker, survey.id, HONEST) == "closed", "never without a name"
    assert answering.answer_by_name(db, cast.seeker, survey.id, HONEST) == "stored"
    assert answering.answer_by_name(db, cast.seeker, survey.id, HONEST) == "stored", "sent again on a bad line"
    kept = db.get_one(NamedAnswer, (survey.id, cast.seeker.id))
    assert kept.values == {**BY_NAME, "Q1": 4, "Q3": 5}
    assert answering.answer_by_name(db, cast.seeker, survey.id, {"Q1": "2"}) == "stored"
    assert kept.values == {"Q1": 2}
    link = answering.answer_by_name(db, cast.seeker, survey.id, {"Q1": "1"}, may_change=False)
    assert link == "answered", "whoever only holds the link changes nothing"
    with pytest.raises(Invalid):
        answering.answer_by_name(db, cast.seeker, survey.id, {"Q3": "1"})
    assert kept.values == {"Q1": 2}
    closing.close_now(db, cast.facilitator, survey.id)
    assert answering.answer_by_name(db, cast.seeker, survey.id, {"Q1": "1"}) == "closed"


def test_promise_in_anothers_name_is_refused(db: Db, cast: Cast) -> None:
    survey = ask(db, [cast.seeker])
    promise = NewCommitment("Ask for figures", "", (NOW + timedelta(days=30)).date())
    with pytest.raises(NotAllowed):
        answering.add_commitment(db, cast.seeker, survey.id, promise)
    with pytest.raises(NotFound):
        answering.add_commitment(db, cast.outsider, survey.id, promise)
    answering.answer(db, cast.seeker, survey.id, HONEST)
    made = answering.add_commitment(db, cast.seeker, survey.id, promise)
    assert (made.person_id, made.subject_id) == (cast.seeker.id, 7)
    with pytest.raises(Invalid, match="two years"):
        answering.add_commitment(db, cast.seeker, survey.id, replace(promise, due_on=promise.due_on.replace(year=9999)))
