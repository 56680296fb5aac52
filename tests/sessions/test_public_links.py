"""What somebody does from a mail or a calendar, without signing in."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.people.models import Person
from peerhub.sessions import access
from peerhub.sessions.actions import changes
from tests.cast import Cast
from tests.sessions.arrange import STARTS, attended, response_of
from tests.support.forms import submit

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
