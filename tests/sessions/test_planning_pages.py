"""The form of a session: what is typed, what is kept, and what comes of it."""

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from peerhub.base.database.engine import Database
from peerhub.sessions.actions import drafts
from peerhub.sessions.models import Invitee, Session
from tests.cast import Cast
from tests.sessions.arrange import FIELDS, Browse, draft, make_facilitator, plan
from tests.support.forms import submit

# ---- Scheduling


@pytest.mark.usefixtures("facilitates")
def test_scheduling_from_form_to_invitations(browse: Browse, database: Database, cast: Cast) -> None:
    browser = browse(cast.facilitator)
    answer = submit(browser, "/sessions/new", **FIELDS, facilitators=[cast.facilitator.id])
    assert answer.status_code == 302
    preview = browser.get(answer.location)
    assert "This is a draft" in preview.text
    assert "Santiago" in preview.text
    assert "early or late" in preview.text  # 08:00 in Kingston
    assert "Immaculate Conception" in preview.text  # 8 December in Chile
    with database.session() as db:
        invited = set(db.scalars(select(Invitee.person_id)))
    team = {cast.seeker, cast.teammate, cast.focal_point, cast.provider, cast.provider_focal_point, cast.facilitator}
    assert invited == {person.id for person in team}
    sent = submit(browser, f"{answer.location}/send", form_path=answer.location)
    assert sent.location == answer.location
    assert "The invitations are on their way." in browser.get(answer.location).text


@pytest.mark.usefixtures("facilitates")
def test_a_form_that_cannot_be_taken_keeps_what_was_typed(browse: Browse, cast: Cast) -> None:
    browser = browse(cast.facilitator)
    wrong = FIELDS | {"join_link": "http://meet.example", "zone": "Mars/Base"}
    answer = submit(browser, "/sessions/new", **wrong, facilitators=[cast.facilitator.id])
    assert answer.status_code == 422
    assert "There is no such time zone." in answer.text
    assert "Catalogue identifiers" in answer.text
    answer = submit(browser, "/sessions/new", **FIELDS | {"date": "2020-01-01"}, facilitators=[cast.facilitator.id])
    assert "This time is in the past. Choose a later one." in answer.text


@pytest.mark.usefixtures("facilitates")
def test_a_time_that_comes_twice_asks_which(browse: Browse, cast: Cast) -> None:
    browser = browse(cast.facilitator)
    twice = FIELDS | {"date": "2027-10-31", "time": "02:30", "facilitators": [cast.facilitator.id]}
    asked = submit(browser, "/sessions/new", **twice)
    assert asked.status_code == 422
    assert "Which of the two?" in asked.text
    assert submit(browser, "/sessions/new", **twice, which="second").status_code == 302


@pytest.mark.usefixtures("facilitates")
def test_rows_are_added_and_offices_shown_without_a_script(browse: Browse, cast: Cast) -> None:
    browser = browse(cast.facilitator)
    grown = submit(browser, "/sessions/new", **FIELDS, more="agenda")
    assert grown.status_code == 200
    assert 'name="agenda-8-title"' in grown.text
    assert 'name="countries-6-code"' in submit(browser, "/sessions/new", **FIELDS, more="countries").text
    offices = submit(browser, "/sessions/new", **FIELDS, more="offices").text
    ticked = re.findall(r'name="people" value="(\d+)" checked', offices)
    assert str(cast.teammate.id) in ticked
    assert str(cast.secretariat.id) not in ticked


@pytest.mark.usefixtures("facilitates")
def test_offices_can_be_left_out(browse: Browse, database: Database, cast: Cast) -> None:
    browser = browse(cast.facilitator)
    offices = submit(browser, "/sessions/new", **FIELDS, more="offices").text
    offered = re.search(r'name="offered"[^>]*value="([^"]*)"', offices)
    assert offered
    chosen: dict[str, Any] = {"facilitators": [cast.facilitator.id], "people": [cast.seeker.id], "offered": offered[1]}
    submit(browser, "/sessions/new", **FIELDS, **chosen)
    with database.session() as db:
        assert set(db.scalars(select(Invitee.person_id))) == {cast.facilitator.id, cast.seeker.id}


def test_a_copy_starts_from_the_earlier_session(browse: Browse, cast: Cast, session_id: int) -> None:
    shown = browse(cast.facilitator).get(f"/sessions/new?copy={session_id}").text
    assert "Metadata that makes local music findable" in shown
    assert 'value="14:00"' in shown
    assert "https://meet.example" in shown
    assert browse(cast.facilitator).get("/sessions/new?copy=999999").status_code == 404


def test_a_copy_carries_no_link_to_those_who_do_not_know_it(
    app: Any, browse: Browse, database: Database, cast: Cast, session_id: int
) -> None:
    with database.transaction() as db:
        make_facilitator(db, cast.teammate)
    shown = browse(cast.teammate).get(f"/sessions/new?copy={session_id}").text
    assert "Metadata that makes local music findable" in shown
    assert "https://meet.example" not in shown


def test_changing_keeps_what_is_there_and_tells(
    browse: Browse, database: Database, cast: Cast, session_id: int
) -> None:
    browser = browse(cast.facilitator)
    path = f"/sessions/{session_id}/edit"
    changed = FIELDS | {"time": "15:00", "facilitators": [cast.facilitator.id], "offered": ""}
    answer = submit(browser, path, **changed)
    assert answer.location == f"/sessions/{session_id}"
    with database.session() as db:
        assert db.get_one(Session, session_id).sequence == 1
    assert browse(cast.seeker).get(path).status_code == 403
    assert browse(cast.outsider).get(path).status_code == 404


def test_a_draft_for_nobody_does_not_press_to_be_sent(app: Any, browse: Browse, database: Database, cast: Cast) -> None:
    with app.app_context(), database.transaction() as db:
        some, alone = draft(db, cast).id, drafts.create(db, cast.facilitator, plan(cast, people=frozenset())).id
    said, main = "Only the facilitators would be notified", '<button class="button button-main">Send invitations'
    browser = browse(cast.facilitator)
    shown = browser.get(f"/sessions/{some}").text
    assert said not in shown
    assert main in shown
    shown = browser.get(f"/sessions/{alone}").text
    assert said in shown
    assert main not in shown


def test_the_form_says_where_offices_are_and_comes_back_to_them(facilitates: None, browse: Browse, cast: Cast) -> None:
    shown = browse(cast.facilitator).get("/sessions/new").text
    assert re.search(
        r'optgroup label="Offices here">.*Jamaica: \d offices?<.*optgroup label="No one here yet">', shown, re.S
    )
    assert 'formaction="#offices"' in shown
    assert 'id="offices"' in shown


def test_a_draft_is_deleted(app: Any, browse: Browse, database: Database, cast: Cast) -> None:
    with app.app_context(), database.transaction() as db:
        path = f"/sessions/{draft(db, cast).id}"
    assert submit(browse(cast.facilitator), f"{path}/delete", form_path=path).location == "/sessions"
    with database.session() as db:
        assert db.scalar(select(func.count()).select_from(Session)) == 0
