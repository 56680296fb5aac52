"""What somebody does from a mail or a calendar, without signing in."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.base.settings import Settings
from peerhub.people.models import Person
from peerhub.sessions import access
from peerhub.sessions.actions import changes, feeds, rsvp
from tests.cast import Cast
from tests.sessions.arrange import STARTS, Browse, attended, plan, response_of
from tests.support.forms import submit, token_of

# ---- From the mail


@pytest.fixture
def mailed(app: Any, database: Database, cast: Cast, session_id: int) -> str:
    with app.app_context(), database.session() as db:
        return access.invitation_path(db, session_id, cast.seeker.id)


def test_one_click_from_a_mail_answers_without_signing_in(
    client: FlaskClient, database: Database, cast: Cast, session_id: int, mailed: str
) -> None:
    shown = client.get(mailed + "?answer=declined")
    assert "Will you come?" in shown.text
    assert "08:00" in shown.text
    assert "Jamaica (UTC−5)" in shown.text
    assert "https://meet.example" not in shown.text
    assert response_of(database, session_id, cast.seeker) == "needs_action"
    answer = submit(client, mailed, answer="accepted")
    assert answer.location == mailed
    assert "Your answer: accepted" in client.get(mailed).text
    assert response_of(database, session_id, cast.seeker) == "accepted"


def test_a_mailed_address_works_without_cookies(
    app: Any, database: Database, cast: Cast, session_id: int, mailed: str
) -> None:
    plain = app.test_client(use_cookies=False)
    assert submit(plain, mailed, answer="perhaps").status_code == 422
    assert plain.post(mailed, data={"answer": "accepted"}).status_code == 302
    assert response_of(database, session_id, cast.seeker) == "accepted"


def test_a_mailed_address_cannot_be_guessed(client: FlaskClient, mailed: str) -> None:
    assert client.get(mailed + "x").status_code == 404
    assert client.get(mailed.replace("/invitations/", "/feeds/") + ".ics").status_code == 404


def test_a_mailed_address_speaks_the_receivers_language(
    client: FlaskClient, database: Database, cast: Cast, mailed: str
) -> None:
    with database.transaction() as db:
        db.get_one(Person, cast.seeker.id).language = "fr"
    english = {"Accept-Language": "en"}
    refused = client.post(mailed, data={"answer": "perhaps"}, headers=english)
    for answer in (refused, client.get(mailed, headers=english)):
        assert '<html lang="fr"' in answer.text
    client.set_cookie("language", "es")
    chosen = client.get(mailed, headers=english).text
    assert ('<html lang="es"' in chosen, "08:00" in chosen) == (True, True), "its time stays that of Jamaica"


def test_after_cancelling_a_mailed_address_says_so(
    app: Any, client: FlaskClient, database: Database, cast: Cast, session_id: int, mailed: str
) -> None:
    with app.app_context(), database.transaction() as db:
        changes.cancel(db, db.get_one(Person, cast.facilitator.id), session_id, "No quorum.")
    assert "This session was cancelled." in client.get(mailed).text


def test_a_calendar_leads_to_the_meeting(
    client: FlaskClient, database: Database, cast: Cast, session_id: int, mailed: str
) -> None:
    path = f"{mailed}/join"
    early = client.get(path)
    assert (early.status_code, f'action="{path}"' in early.text) == (200, False)
    assert "The meeting opens here 15 minutes before the start." in early.text
    assert submit(client, path).status_code == 409
    with clock.fixed_at(STARTS):
        open_now = client.get(path)
        assert f'action="{path}"' in open_now.text
        assert "https://meet.example" not in open_now.text
        assert "form-action 'self' https:;" in open_now.headers["Content-Security-Policy"]
        assert attended(database, session_id) == []
        answer = submit(client, path)
        assert (answer.status_code, answer.location) == (303, "https://meet.example/room")
    assert attended(database, session_id) == [cast.seeker.id]


# ---- Calendars


def test_a_feed_is_made_read_and_revoked(
    browse: Browse, client: FlaskClient, settings: Settings, cast: Cast, session_id: int
) -> None:
    browser = browse(cast.seeker)
    assert "There is none yet" in browser.get("/sessions/calendar").text
    submit(browser, "/sessions/calendar")
    page = browser.get("/sessions/calendar").text
    found = re.search(r"/feeds/[^\"]+\.ics", page)
    assert found
    read = client.get(found[0])
    assert read.content_type == "text/calendar; charset=utf-8"
    assert read.headers["Cache-Control"] == "private, max-age=900"
    assert "SUMMARY:Metadata that makes local music findable" in read.text
    assert "ATTENDEE" not in read.text
    again = client.get(found[0], headers={"If-None-Match": read.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert not read.headers["ETag"].startswith("W/")
    assert client.get(found[0], headers={"If-Modified-Since": read.headers["Last-Modified"]}).status_code == 304
    number = re.search(r"/sessions/calendar/(\d+)/revoke", page)
    assert number
    assert submit(browse(cast.teammate), number[0], form_path="/sessions/calendar").status_code == 404
    submit(browser, number[0], form_path="/sessions/calendar")
    assert client.get(found[0]).status_code == 404
    assert token_of(browser, "/sessions/calendar")


def test_a_feed_changes_with_its_sessions_only(
    app: Any, client: FlaskClient, database: Database, cast: Cast, session_id: int
) -> None:
    with app.app_context(), database.transaction() as db:
        path = access.feed_path(db, feeds.create(db, cast.seeker))
    first = client.get(path).headers["ETag"]
    with clock.fixed_at(STARTS - timedelta(days=3)):
        assert client.get(path).headers["ETag"] == first
    with app.app_context(), database.transaction() as db:
        changes.change(db, db.get_one(Person, cast.facilitator.id), session_id, plan(cast, title="New words"))
    assert client.get(path).headers["ETag"] != first
    with app.app_context(), database.transaction() as db:
        changes.cancel(db, db.get_one(Person, cast.facilitator.id), session_id, "No quorum.")
    assert "STATUS:CANCELLED" in client.get(path).text
    with clock.fixed_at(STARTS + timedelta(days=40)):
        assert "VEVENT" not in client.get(path).text


def test_a_feed_keeps_ninety_days_and_leaves_out_what_was_declined(
    app: Any, client: FlaskClient, database: Database, cast: Cast, session_id: int
) -> None:
    with app.app_context(), database.transaction() as db:
        path = access.feed_path(db, feeds.create(db, cast.seeker))
    with clock.fixed_at(STARTS + timedelta(days=89)):
        assert "VEVENT" in client.get(path).text
    with clock.fixed_at(STARTS + timedelta(days=91)):
        assert "VEVENT" not in client.get(path).text
    with app.app_context(), database.transaction() as db:
        rsvp.respond(db, db.get_one(Person, cast.seeker.id), session_id, "declined")
    assert "VEVENT" not in client.get(path).text
