"""What every page shares: refusals as sentences, headers, no stack traces."""

from typing import Any

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from peerhub import create_app
from peerhub.base.database.engine import Database
from peerhub.base.errors import Conflict, Invalid, NotAllowed, NotFound
from peerhub.base.settings import Settings
from peerhub.base.web.submitted import LARGEST_REQUEST
from peerhub.people import login
from tests.cast import Cast
from tests.support.forms import token_of

REFUSALS = {
    "missing": NotFound(),
    "forbidden": NotAllowed("Only the facilitator may lock a thread."),
    "unsaid": NotAllowed(),
    "conflict": Conflict("Somebody else changed this."),
    "invalid": Invalid({"title": "Write a title."}),
    "broken": ZeroDivisionError("secret detail"),
}


@pytest.fixture(scope="module")
def trial(site: Flask) -> Flask:
    """A second site with endpoints that refuse in every way."""
    settings: Settings = site.extensions["peerhub.database"].settings
    app = create_app(settings)
    endpoints = Blueprint("trial", __name__)

    @endpoints.route("/trial/<kind>", methods=["GET", "POST"])
    @login.public
    def refuse(kind: str) -> str:
        raise REFUSALS[kind]

    app.register_blueprint(endpoints)
    return app


@pytest.fixture
def asking(trial: Flask) -> FlaskClient:
    """A browser at that site."""
    trial.config["WTF_CSRF_ENABLED"] = False
    return trial.test_client()


@pytest.mark.parametrize(
    ("kind", "status", "said"),
    [
        ("missing", 404, "This page does not exist, or you do not have permission to see it."),
        ("forbidden", 403, "Only the facilitator may lock a thread."),
        ("unsaid", 403, "You do not have permission to do this."),
        ("conflict", 409, "Somebody else changed this."),
        ("invalid", 422, "Write a title."),
        ("broken", 500, "Something went wrong on our side."),
    ],
)
def test_a_refusal_is_one_sentence_as_a_page_and_as_json(
    asking: FlaskClient, kind: str, status: int, said: str
) -> None:
    page = asking.get(f"/trial/{kind}")
    assert (page.status_code, said in page.text) == (status, True)
    answer = asking.get(f"/trial/{kind}", headers={"Accept": "application/json"})
    assert (answer.status_code, said in answer.json["error"]) == (status, True)  # type: ignore[index]


def test_nothing_about_our_insides_is_told(asking: FlaskClient) -> None:
    page = asking.get("/trial/broken")
    assert "secret detail" not in page.text
    assert "Traceback" not in page.text


def test_a_database_that_is_gone_says_try_again_and_keeps_the_text(
    app: Flask, browse: Any, cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browse(cast.seeker)
    token = token_of(browser, "/commitments/new")

    def gone() -> None:
        raise OperationalError("SELECT", {}, OSError("the server closed the connection"))

    monkeypatch.setattr(database, "session", gone)
    page = browser.get("/")
    assert (page.status_code, "Try again in a moment" in page.text) == (503, True)
    page = browser.post("/threads/1/messages", data={"csrf_token": token, "body": "An hour of writing", "key": "k"})
    assert (page.status_code, "An hour of writing" in page.text) == (503, True)
    answer = browser.get("/", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.is_json) == (503, True)


def test_what_was_typed_comes_back_with_the_refusal(asking: FlaskClient) -> None:
    page = asking.post("/trial/conflict", data={"body": "Two hours of writing <b>", "password": "hunter2"})
    assert "Two hours of writing &lt;b&gt;" in page.text
    assert "hunter2" not in page.text


def test_unknown_address_and_wrong_method_are_sentences(client: FlaskClient) -> None:
    assert "This page does not exist" in client.get("/nowhere").text
    assert client.get("/sign-out").status_code == 405


def test_a_form_without_its_token_is_refused(client: FlaskClient) -> None:
    answer = client.post("/sign-in", data={"email": "a@b.test", "password": "x"})
    assert (answer.status_code, "has expired" in answer.text) == (400, True)


def test_every_page_carries_the_policy(client: FlaskClient) -> None:
    headers = client.get("/sign-in").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in headers["Cache-Control"]


def test_files_are_what_they_say_they_are(client: FlaskClient) -> None:
    with client.get("/static/img/favicon.svg") as answer:
        assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
        assert answer.headers.getlist("X-Content-Type-Options") == ["nosniff"]


def test_a_request_that_is_too_large_is_refused(client: FlaskClient) -> None:
    answer = client.post("/sign-in", data={"email": "a" * (LARGEST_REQUEST + 1)})
    assert answer.status_code == 413


def test_pages_are_compressed(client: FlaskClient) -> None:
    assert client.get("/sign-in", headers={"Accept-Encoding": "br, gzip"}).headers["Content-Encoding"] == "br"
    assert client.get("/sign-in", headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"
