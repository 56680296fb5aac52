"""Every refusal gives back all that was typed, ready to be sent again, without a script."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import TooManyRequests

from peerhub.base.database.engine import Database
from peerhub.exchanges.models import Exchange
from peerhub.matching.models import Need, Offer, Proposal
from tests.base.web.arrange import NEED, OFFER, TEXT, values_in
from tests.cast import Cast
from tests.exchanges.arrange import opened
from tests.matching.arrange import invited, offer
from tests.support.forms import token_of

pytestmark = pytest.mark.one_database


FORMS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "need": ("seeker", "/needs/new", NEED),
    "offer": ("provider", "/offers/new", OFFER),
    "invitation": ("seeker", "{invite}", {"message": TEXT}),
    "goal": ("seeker", "{exchange}/goal", {"subject": "Measuring", "goal": TEXT}),
    "thread": (
        "seeker",
        "/rooms/1/threads/new",
        {"title": "A title", "kind": "question", "body": TEXT, "key": "k" * 20},
    ),
    "commitment": ("seeker", "/commitments/new", {"text": TEXT, "with_whom": "Ministry", "due_on": "2027-01-10"}),
}


@pytest.fixture
def places(app: Flask, database: Database, cast: Cast) -> dict[str, str]:
    """Where the forms are that hang on something."""
    with app.app_context(), database.transaction() as db:
        exchange: Exchange = opened(db, cast)
        need: Need = invited(db, cast.seeker, cast.provider).need
        other: Offer = offer(db, cast.outsider, zone="America/Bogota")
        return {"exchange": f"/exchanges/{exchange.id}", "invite": f"/needs/{need.id}/propose/{other.id}"}


def as_lists(fields: dict[str, Any]) -> dict[str, list[str]]:
    return {name: value if isinstance(value, list) else [value] for name, value in fields.items()}


def stale(app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch, browser: FlaskClient, path: str) -> str:
    token_of(browser, path)
    return "an-old-token"


def gone(app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch, browser: FlaskClient, path: str) -> str:
    token = token_of(browser, path)

    def fail() -> None:
        raise OperationalError("SELECT", {}, OSError("the server closed the connection"))

    monkeypatch.setattr(database, "session", fail)
    return token


def broken(app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch, browser: FlaskClient, path: str) -> str:
    token = token_of(browser, path)

    def fail() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(database, "transaction", fail)
    return token


def limited(app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch, browser: FlaskClient, path: str) -> str:
    token = token_of(browser, path)

    def refuse(**_values: Any) -> None:
        raise TooManyRequests  # as the limit does, which no test waits for

    endpoint, _values = app.url_map.bind("localhost").match(path, method="POST")
    monkeypatch.setitem(app.view_functions, endpoint, refuse)
    return token


Refuse = Callable[[Flask, Database, pytest.MonkeyPatch, FlaskClient, str], str]


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize(("refuse", "status"), [(stale, 400), (limited, 429), (gone, 503), (broken, 500)])
def test_answers_lost(
    app: Flask, browse: Any, cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch,
    places: dict[str, str], name: str, refuse: Refuse, status: int,
) -> None:  # fmt: skip
    who, path, fields = FORMS[name]
    path = path.format(**places)
    browser = browse(getattr(cast, who))
    with monkeypatch.context() as patch:
        token = refuse(app, database, patch, browser, path)
        answer = browser.post(path, data=fields | {"csrf_token": token})
    assert answer.status_code == status
    assert "no-store" in answer.headers["Cache-Control"]
    ready = values_in(answer)
    assert ready.pop("csrf_token")
    assert ready == as_lists(fields)
    again = browser.post(path, data=values_in(answer))
    assert again.status_code == 302, again.text


def test_answers_lost_because_they_were_too_large(browse: Any, cast: Cast) -> None:
    browser = browse(cast.seeker)
    token = token_of(browser, "/needs/new")
    fields = NEED | {"challenge": TEXT * 20_000}
    answer = browser.post("/needs/new", data=fields | {"csrf_token": token})
    assert answer.status_code == 413
    assert values_in(answer)["challenge"] == [fields["challenge"]]
    answer = browser.post("/needs/new", data=NEED | {"challenge": "x" * 5_000_000, "csrf_token": token})
    assert (answer.status_code, "Go back in your browser" in answer.text) == (413, True)


def test_fields_are_bounded_before_they_are_read(app: Flask) -> None:
    """Half a million empty ones in a megabyte would keep everybody waiting for seconds, and strangers can send them."""
    kind = "application/x-www-form-urlencoded"
    for path in ("/sign-in", "/nowhere"):
        answer = app.test_client().post(path, data="a=&" * 300_000, content_type=kind)
        assert (path, answer.status_code, "<textarea" in answer.text) == (
            path,
            413 if path == "/sign-in" else 404,
            False,
        )
        assert len(answer.text) < 20_000


@pytest.mark.parametrize(
    ("path", "status"), [("/exchanges/{id}/goal", 403), ("/exchanges/999999/goal", 404), ("/nowhere", 404)]
)
def test_where_sending_again_is_no_use_the_text_can_be_copied(
    app: Flask, browse: Any, cast: Cast, database: Database, places: dict[str, str], path: str, status: int
) -> None:
    browser = browse(cast.outsider)
    token = token_of(browser, "/commitments/new")
    where = path.format(id=places["exchange"].rpartition("/")[2])
    answer = browser.post(where, data={"csrf_token": token, "subject": "Measuring", "goal": TEXT})
    assert answer.status_code == status
    assert html.escape(TEXT, quote=False).split("“")[0] in answer.text
    assert "Measuring" in answer.text
    assert "Send again" not in answer.text
    assert "What should the seeking team be able to do afterwards?" in answer.text  # the label of the field


def test_secrets_and_what_another_site_sent_are_not_given_back(client: FlaskClient) -> None:
    fields = {"email": "a@b.test", "password": "hunter2", "new_password": "hunter3", "otp": "123456", "code": "654321"}
    answer = client.post("/sign-in", data=fields)
    assert answer.status_code == 400
    assert values_in(answer).keys() == {"csrf_token", "email"}
    assert not re.search("hunter|123456|654321", answer.text)
    foreign = [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://other.example"}]
    for headers in (*foreign, {"Origin": "null"}):
        answer = client.post("/sign-in", data=fields, headers=headers)
        assert (answer.status_code, "a@b.test" in answer.text, "Send again" in answer.text) == (400, False, False)
    for headers in ({"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}):
        assert "a@b.test" in client.post("/sign-in", data=fields, headers=headers).text


def test_a_refusal_sends_nowhere_else(client: FlaskClient) -> None:
    answer = client.post("//evil.example/x", data={"body": '"><script>alert(1)</script>'})
    assert "action=" not in answer.text.partition("<main")[2].partition("</main>")[0]
    assert "<script>alert" not in answer.text


def test_an_answered_invitation_gives_the_reason_back(browse: Any, cast: Cast, database: Database, app: Flask) -> None:
    with app.app_context(), database.transaction() as db:
        proposal: Proposal = invited(db, cast.seeker, cast.provider)
    path, browser = f"/proposals/{proposal.id}", browse(cast.provider)
    token = token_of(browser, path)
    browser.post(f"{path}/accept", data={"csrf_token": token})
    answer = browser.post(f"{path}/decline", data={"csrf_token": token, "reason": TEXT, "named_code": ""})
    assert answer.status_code == 409
    assert values_in(answer)["reason"] == [TEXT]
