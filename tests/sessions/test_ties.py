"""A session, its room and its survey lead to each other; who counts as coming."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.people.actions import closing
from peerhub.people.models import Person
from peerhub.rooms.models.rooms import Room
from peerhub.sessions.actions import changes, ending, rsvp
from peerhub.sessions.models import Session
from peerhub.surveys import access as surveys
from peerhub.surveys.actions import answering
from peerhub.surveys.actions import closing as closing_actions
from peerhub.surveys.models import Survey
from tests.cast import Cast
from tests.sessions.arrange import STARTS, plan, scheduled
from tests.surveys.arrange import guests, run_jobs


@pytest.fixture
def session_id(app: Flask, database: Database, cast: Cast) -> int:
    with app.app_context(), database.transaction() as db:
        others = guests(db, 4, country="JM")
        people = {person.id for person in (cast.seeker, cast.teammate, cast.provider, *others)}
        made = scheduled(db, cast, people=frozenset(people))
        for person in (db.get_one(Person, cast.seeker.id), *others):
            rsvp.respond(db, person, made.id, "accepted")
        return made.id


def end(app: Flask, database: Database, cast: Cast, session_id: int) -> int:
    """End the session an hour after it began; gives its survey."""
    with app.app_context(), clock.fixed_at(STARTS + timedelta(hours=1)), database.transaction() as db:
        ending.end(db, db.get_one(Person, cast.facilitator.id), session_id)
    with clock.fixed_at(STARTS + timedelta(hours=1)):
        run_jobs(app, "prepare")
    with database.session() as db:
        return db.scalars(select(Survey.id)).one()


def test_the_room_says_of_which_session_it_is_and_follows_its_title(
    app: Flask, browse: Any, database: Database, cast: Cast, session_id: int
) -> None:
    with database.session() as db:
        room_id = db.get_one(Session, session_id).room_id
    shown = browse(cast.seeker).get(f"/rooms/{room_id}").text
    assert f'href="/sessions/{session_id}"' in shown
    assert "Session room:" in shown
    assert f'href="/rooms/{room_id}"' in browse(cast.seeker).get(f"/sessions/{session_id}").text
    with app.app_context(), database.transaction() as db:
        leading = db.get_one(Person, cast.facilitator.id)
        moved = plan(cast, title="A new title", wall_start=plan(cast).wall_start + timedelta(days=1))
        changes.change(db, leading, session_id, moved)
    with database.session() as db:
        room = db.get_one(Room, room_id)
        assert (room.title, room.subject_at) == ("A new title", STARTS + timedelta(days=1))


def test_an_ended_session_leads_to_its_reflection(
    app: Flask, browse: Any, database: Database, cast: Cast, session_id: int
) -> None:
    path = f"/sessions/{session_id}"
    assert "Reflection" not in browse(cast.seeker).get(path).text
    survey_id = end(app, database, cast, session_id)
    with app.app_context(), database.session() as db:
        link = f"/answer/{surveys.token_for(db, survey_id, cast.seeker.id)}"
    results = f'href="/surveys/{survey_id}/results"'
    with clock.fixed_at(STARTS + timedelta(hours=2)):
        asked = browse(cast.seeker).get(path).text
        assert "Answer the reflection" in asked
        assert f'href="{link}"' in asked
        assert f'href="{path}"' in browse(cast.seeker).get(link).text
        for_facilitator = browse(cast.facilitator).get(path).text
        assert results in for_facilitator
        assert "Answer the reflection" not in for_facilitator
        for_teammate = browse(cast.teammate).get(path).text  # invited, but did not accept: not asked
        assert results not in for_teammate
        assert f'href="{path}"' in browse(cast.facilitator).get(f"/surveys/{survey_id}/results").text
        with app.app_context(), database.transaction() as db:
            assert answering.answer(db, db.get_one(Person, cast.seeker.id), survey_id, {"Q1": "4"}) == "stored"
        answered = browse(cast.seeker).get(path).text
        assert "You have answered the reflection, thank you." in answered
        assert f'href="{path}"' in browse(cast.seeker).get(link).text


def test_whoever_was_asked_too_late_is_told(
    app: Flask, browse: Any, database: Database, cast: Cast, session_id: int
) -> None:
    survey_id = end(app, database, cast, session_id)
    with app.app_context(), database.transaction() as db:
        closing_actions.close_now(db, db.get_one(Person, cast.facilitator.id), survey_id)
    shown = browse(cast.seeker).get(f"/sessions/{session_id}").text
    assert "The reflection is closed and takes no more answers." in shown
    assert "Answer the reflection" not in shown


def test_each_invited_person_counts_once_and_facilitators_do_not(
    app: Flask, browse: Any, database: Database, cast: Cast
) -> None:
    """The facilitator sits for Jamaica here, so that their own acceptance could be taken for the country's."""
    with app.app_context(), database.transaction() as db:
        made = scheduled(db, cast)
        leading = frozenset({cast.facilitator.id, cast.secretariat.id})
        changes.change(db, db.get_one(Person, cast.facilitator.id), made.id, plan(cast, facilitators=leading))
        rsvp.respond(db, db.get_one(Person, cast.secretariat.id), made.id, "accepted")
        path = f"/sessions/{made.id}"
    assert "0 people accepted · 0 maybe · Facilitators do not count." in browse(cast.seeker).get(path).text
    desk = browse(cast.facilitator).get(path).text
    assert "Each invited person counts once. Facilitators do not count." in desk
    with app.app_context(), database.transaction() as db:
        rsvp.respond(db, db.get_one(Person, cast.seeker.id), made.id, "accepted")
    shown = browse(cast.seeker).get(path).text
    assert "1 person accepted · 0 maybe ·" in shown
    assert "1 accepted" in shown
    assert "2 people invited · 1 has answered" in browse(cast.provider).get("/sessions").text


def test_a_session_without_a_facilitator_says_so(
    app: Flask, browse: Any, client: FlaskClient, database: Database, cast: Cast, session_id: int
) -> None:
    with app.app_context(), database.transaction() as db:
        closing.close_account(db, db.get_one(Person, cast.secretariat.id), cast.facilitator.id)
    path = f"/sessions/{session_id}"
    assert "No one at the moment. The secretariat will choose someone." in browse(cast.seeker).get(path).text
    assert "This session has no facilitator any more" in browse(cast.secretariat).get("/notices").text
