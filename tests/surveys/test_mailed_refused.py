"""What a mailed link says when it refuses: in the language of whose link it is, and with what was typed."""

import html
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from peerhub.base.database import Database
from peerhub.base.i18n import in_language
from peerhub.surveys.forms import answer_form
from peerhub.surveys.queries.asked import asked
from tests.surveys.support import HONEST, ask_guests
from tests.surveys.test_mailed import limited

__all__ = ["limited"]


def too_often(site: Flask, token: str, **headers: str) -> TestResponse:
    """What a link says that was used too often."""
    client = site.test_client()
    return [client.post(f"/answer/{token}", data=HONEST, headers=headers) for _time in range(31)][-1]


def test_labels_are_not_those_of_another_request(limited: Flask, database: Database) -> None:
    _survey, [token, other] = ask_guests(database, 2)
    with limited.test_request_context(), database.session() as db, in_language("fr"):
        theirs = answer_form(asked(db, other).questions, {}, 0)
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
