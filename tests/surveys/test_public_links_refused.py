"""What a mailed link says when it refuses: in the language of whose link it is, and with what was typed."""

import html
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from peerhub.base.database.engine import Database
from peerhub.base.i18n.reader import in_language
from peerhub.surveys.forms import answer_form
from peerhub.surveys.queries import questionnaires
from tests.cast import Cast
from tests.surveys.arrange import HONEST, ask_guests
from tests.surveys.test_public_links import limited

__all__ = ["limited"]


def too_often(site: Flask, token: str, **headers: str) -> TestResponse:
    """What a link says that was used too often."""
    client = site.test_client()
    return [client.post(f"/answer/{token}", data=HONEST, headers=headers) for _time in range(31)][-1]


def test_labels_are_not_those_of_another_request(limited: Flask, database: Database) -> None:
    _survey, [token, other] = ask_guests(database, 2)
    with limited.test_request_context(), database.session() as db, in_language("fr"):
        theirs = answer_form(questionnaires.by_token(db, other).questions)
    refused = too_often(limited, token)
    typed = html.unescape(refused.text.partition("What you wrote")[2])
    assert (refused.status_code, str(theirs["R1"].label.text) in typed) == (429, False)
    assert "Ranking is policy." in typed
    assert "Your text" in typed


def test_labels_are_those_of_the_form_that_the_request_made(
    client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    _survey, [token] = ask_guests(database, 1)
    shown = client.get(f"/answer/{token}").text

    def fail(*_args: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("peerhub.surveys.actions.answering.answer", fail)
    refused = client.post(f"/answer/{token}", data=HONEST)
    said = refused.text.partition("What you wrote")[2]
    label = said.partition('<label for="typed-1">')[2].partition("</label>")[0]
    assert (refused.status_code, label in shown, label) == (500, True, label or "a label")
    assert label != "Your text"


@pytest.fixture
def french(database: Database) -> str:
    """The link of somebody who reads French, in Lubumbashi."""
    _survey, [token] = ask_guests(database, 1)
    with database.transaction() as db:
        person = questionnaires.respondent(db, token)
        person.language, person.zone = "fr", "Africa/Lubumbashi"
    return token


def test_refusals_speak_the_language_of_whose_link_it_is(
    limited: Flask, client: FlaskClient, database: Database, french: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any) -> None:
        raise ZeroDivisionError

    english = {"Accept-Language": "en"}
    large = client.post(f"/answer/{french}", data={"R1": "x" * 2**20}, headers=english)
    first = client.post(f"/answer/{french}/commitment", data={"text": "x", "due_on": "2027-05-01"}, headers=english)
    often = too_often(limited, french, **english)
    monkeypatch.setattr("peerhub.surveys.queries.questionnaires.by_token", fail)
    broken = client.get(f"/answer/{french}", headers=english)
    for refused, status in ((large, 413), (first, 403), (often, 429), (broken, 500)):
        assert (refused.status_code, '<html lang="fr"' in refused.text) == (status, True)
    client.set_cookie("language", "es")
    assert '<html lang="es"' in client.get(f"/answer/{french}", headers=english).text


def test_a_link_that_is_nobodys_speaks_the_language_of_the_browser(client: FlaskClient) -> None:
    refused = client.get("/answer/nobody", headers={"Accept-Language": "es"})
    assert (refused.status_code, '<html lang="es"' in refused.text) == (404, True)


def test_who_is_signed_in_reads_in_their_own_language(browse: Any, cast: Cast, french: str) -> None:
    assert '<html lang="en"' in browse(cast.seeker).get(f"/answer/{french}").text


def test_another_language_leaves_the_times_alone(client: FlaskClient, french: str) -> None:
    before = client.get(f"/answer/{french}").text
    client.set_cookie("language", "es")
    after = client.get(f"/answer/{french}").text
    assert '<html lang="es"' in after
    assert ("15:00" in before, "15:00" in after) == (True, True), "13:00 UTC in Lubumbashi"


def test_the_error_log_does_not_name_the_link(
    client: FlaskClient, french: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_args: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("peerhub.surveys.queries.questionnaires.by_token", fail)
    assert client.get(f"/answer/{french}?kept=1").status_code == 500
    assert "Exception on /answer/<token> [GET]" in caplog.text
    assert french not in caplog.text
