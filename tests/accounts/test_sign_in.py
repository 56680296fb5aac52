"""Signing in with a password: right, wrong, unknown, closed; no fixation, no way to other sites."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.base.security.passwords import matches
from tests.cast import NOW, PASSWORD, Cast, email_of
from tests.support.forms import submit, token_of

REFUSAL = "The email address or password is incorrect."


def test_the_right_password_leads_to_the_first_page(client: FlaskClient, cast: Cast) -> None:
    answer = submit(client, "/sign-in", email=cast.seeker.email, password=PASSWORD)
    assert (answer.status_code, answer.location) == (302, "/")


def test_an_address_does_not_tell_capitals_from_small_letters(client: FlaskClient) -> None:
    answer = submit(client, "/sign-in", email=f" {email_of('seeker').upper()} ", password=PASSWORD)
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (email_of("seeker"), "another long password"),
        ("nobody@cast.example", PASSWORD),
        (email_of("closed_account"), PASSWORD),
    ],
    ids=["wrong", "unknown", "closed"],
)
def test_all_refusals_are_alike(client: FlaskClient, email: str, password: str) -> None:
    answer = submit(client, "/sign-in", email=email, password=password)
    assert answer.status_code == 422
    assert REFUSAL in answer.text
    assert email in answer.text
    assert password not in answer.text


@pytest.mark.parametrize(
    "email", [email_of("seeker"), "nobody@cast.example", email_of("closed_account")], ids=["wrong", "unknown", "closed"]
)
def test_a_hash_is_worked_out_in_every_case(client: FlaskClient, email: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str | None] = []

    def noted(kept: str | None, password: str) -> bool:
        seen.append(kept)
        return matches(kept, password)

    monkeypatch.setattr("peerhub.accounts.login.matches", noted)
    submit(client, "/sign-in", email=email, password="another long password")
    assert len(seen) == 1


def test_the_password_is_checked_while_no_database_session_is_open(
    client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy: list[int] = []
    pool: Any = database.engine.pool

    def noted(_kept: str | None, _password: str) -> bool:
        busy.append(pool.checkedout())
        return False

    monkeypatch.setattr("peerhub.accounts.login.matches", noted)
    submit(client, "/sign-in", email=email_of("seeker"), password=PASSWORD)
    assert busy == [0]


def test_nothing_of_the_cookie_from_before_stays(client: FlaskClient, cast: Cast) -> None:
    before = token_of(client, "/sign-in")
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
    client.post("/sign-in", data={"csrf_token": before, "email": cast.seeker.email, "password": PASSWORD})
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert "_user_id" in cookie
    assert token_of(client, "/sign-in") != before


def test_the_sign_in_lasts_beyond_the_browser(client: FlaskClient, cast: Cast) -> None:
    answer = submit(client, "/sign-in", email=cast.seeker.email, password=PASSWORD)
    cookie = answer.headers["Set-Cookie"]
    assert "Expires=" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_the_cookie_is_written_when_it_changes_and_renewed_once_an_hour(client: FlaskClient, cast: Cast) -> None:
    submit(client, "/sign-in", email=cast.seeker.email, password=PASSWORD)
    client.get("/commitments")  # makes the token of the forms
    for minutes, renewed in ((1, False), (61, True), (62, False)):
        with clock.fixed_at(NOW + timedelta(minutes=minutes)):
            cookie = client.get("/commitments").headers.get("Set-Cookie", "")
        assert ("peerhub=" in cookie, "Expires=" in cookie) == (renewed, renewed), minutes


@pytest.mark.parametrize(("wanted", "led"), [("/rooms/3?after=2", "/rooms/3?after=2"), ("", "/")])
def test_sign_in_leads_to_the_page_asked_for(client: FlaskClient, cast: Cast, wanted: str, led: str) -> None:
    answer = submit(client, "/sign-in", email=cast.seeker.email, password=PASSWORD, next=wanted)
    assert answer.location == led


def test_the_page_asked_for_stays_in_the_form(client: FlaskClient) -> None:
    assert 'name="next" value="/rooms/3"' in client.get("/sign-in?next=/rooms/3").text


def test_without_a_token_nobody_signs_in(client: FlaskClient, cast: Cast) -> None:
    answer = client.post("/sign-in", data={"email": cast.seeker.email, "password": PASSWORD})
    assert answer.status_code == 400


def test_signing_out_ends_the_sign_in(browse: Any, cast: Cast) -> None:
    browser = browse(cast.seeker)
    answer = submit(browser, "/sign-out", form_path="/sign-in")
    assert (answer.status_code, answer.location) == (302, "/sign-in")
    with browser.session_transaction() as cookie:
        assert "_user_id" not in cookie


def test_signing_out_takes_a_form(browse: Any, cast: Cast) -> None:
    assert browse(cast.seeker).get("/sign-out").status_code == 405
