"""Sign-ins are known to the server: ended means ended, for whoever kept the cookie, on every process."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_login.utils import encode_cookie
from sqlalchemy import select

from peerhub.accounts import jobs
from peerhub.accounts.models import SignIn
from peerhub.accounts.rules import browser_of
from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.people.models import Person
from tests.accounts.arrange import mailed_path
from tests.cast import NOW, PASSWORD, Cast, email_of
from tests.support.forms import submit
from tests.support.sockets import Connect

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"
NEW_PASSWORD = "another four words of one's own"


def signed_in(app: Flask, person: Person, agent: str = FIREFOX) -> FlaskClient:
    """A browser that signed in with the password."""
    browser = app.test_client()
    browser.environ_base["HTTP_USER_AGENT"] = agent
    assert submit(browser, "/sign-in", email=person.email, password=PASSWORD).status_code == 302
    return browser


def copy_of(app: Flask, browser: FlaskClient) -> FlaskClient:
    """Another browser with the same cookie: kept, or stolen."""
    kept = browser.get_cookie("peerhub")
    assert kept
    other = app.test_client()
    other.set_cookie("peerhub", kept.value)
    assert other.get("/profile").status_code == 200
    return other


def ids(database: Database, person: Person) -> list[int]:
    """The sign-ins of a person, oldest first."""
    with database.session() as db:
        return list(db.scalars(select(SignIn.id).where(SignIn.person_id == person.id).order_by(SignIn.id)))


def sign_out(browser: FlaskClient) -> None:
    submit(browser, "/sign-out", form_path="/profile")


def sign_out_everywhere(browser: FlaskClient) -> None:
    submit(browser, "/profile/sign-out-everywhere", form_path="/profile")


def change_the_password(browser: FlaskClient) -> None:
    answer = submit(browser, "/profile/password", old_password=PASSWORD, new_password=NEW_PASSWORD)
    assert answer.status_code == 302


def close_the_account(browser: FlaskClient) -> None:
    assert submit(browser, "/profile/close", password=PASSWORD).status_code == 302


def sign_in_again(browser: FlaskClient) -> None:
    fields = {"email": email_of("seeker"), "password": PASSWORD}
    assert submit(browser, "/sign-in", **fields).status_code == 302


@pytest.mark.parametrize(
    "end",
    [sign_out, sign_out_everywhere, change_the_password, close_the_account, sign_in_again],
    ids=lambda end: end.__name__,
)
def test_sign_out_dead_cookie(app: Flask, cast: Cast, end: Any) -> None:
    browser = signed_in(app, cast.seeker)
    kept = copy_of(app, browser)
    end(browser)
    assert kept.get("/profile").status_code == 302
    assert kept.get("/profile", headers={"Accept": "application/json"}).status_code == 401
    assert kept.post("/profile", data={}).status_code in {400, 401}


def test_sign_out_ends_one_device_alone(app: Flask, cast: Cast) -> None:
    here, there = signed_in(app, cast.seeker), signed_in(app, cast.seeker)
    sign_out(here)
    assert there.get("/profile").status_code == 200


def test_a_remember_cookie_brings_nothing_back(app: Flask, cast: Cast) -> None:
    browser = signed_in(app, cast.seeker)
    with browser.session_transaction() as cookie:
        token = cookie["_user_id"]
    other = app.test_client()
    with app.app_context():
        other.set_cookie("remember_token", encode_cookie(token))
    assert other.get("/profile").status_code == 200
    sign_out(browser)
    with app.app_context():
        other.set_cookie("remember_token", encode_cookie(token))
    assert other.get("/profile").status_code == 302


def test_the_database_holds_no_token(app: Flask, database: Database, cast: Cast) -> None:
    browser = signed_in(app, cast.seeker)
    with browser.session_transaction() as cookie:
        token = cookie["_user_id"]
    with database.session() as db:
        kept = db.scalars(select(SignIn.token_hash)).all()
    assert len(token) > 30
    assert token not in kept


def test_the_profile_lists_where_one_is_signed_in(app: Flask, cast: Cast) -> None:
    browser, _phone = signed_in(app, cast.seeker), signed_in(app, cast.seeker, PHONE)
    page = browser.get("/profile").text
    assert page.count("this one") == 1
    assert "Firefox, Windows" in page
    assert "Chrome, Android" in page
    assert "Unknown browser" in page  # that of the tests


def test_one_sign_in_is_ended_from_another(app: Flask, database: Database, cast: Cast) -> None:
    here, lost = signed_in(app, cast.seeker), signed_in(app, cast.seeker, PHONE)
    number = ids(database, cast.seeker)[-1]
    answer = submit(here, f"/profile/sign-ins/{number}/end", form_path="/profile")
    assert answer.location == "/profile"
    assert lost.get("/profile").status_code == 302
    assert here.get("/profile").status_code == 200
    assert submit(here, f"/profile/sign-ins/{number}/end", form_path="/profile").status_code == 404


def test_ending_this_one_signs_out(app: Flask, database: Database, cast: Cast) -> None:
    here = signed_in(app, cast.seeker)
    number = ids(database, cast.seeker)[-1]
    assert submit(here, f"/profile/sign-ins/{number}/end", form_path="/profile").location == "/sign-in"
    assert here.get("/profile").status_code == 302


def test_nobody_ends_the_sign_in_of_another(app: Flask, browse: Any, database: Database, cast: Cast) -> None:
    signed_in(app, cast.seeker)
    for number in ids(database, cast.seeker):
        for other in (cast.outsider, cast.administrator):
            answer = submit(browse(other), f"/profile/sign-ins/{number}/end", form_path="/profile")
            assert answer.status_code == 404


def test_all_others_end_at_once_with_the_links_on_their_way(app: Flask, database: Database, cast: Cast) -> None:
    submit(app.test_client(), "/sign-in/link", email=cast.seeker.email)
    path = mailed_path(database)
    here, lost, bystander = (signed_in(app, who) for who in (cast.seeker, cast.seeker, cast.provider))
    submit(here, "/profile/sign-ins/end-others", form_path="/profile")
    assert lost.get("/profile").status_code == 302
    assert app.test_client().get(path).status_code == 404
    assert here.get("/profile").status_code == 200
    assert bystander.get("/profile").status_code == 200


def test_the_sockets_of_an_ended_sign_in_are_closed(
    app: Flask, cast: Cast, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[str] = []
    monkeypatch.setattr("peerhub.base.live.channels.close", closed.append)
    line, other = connect(cast.seeker), connect(cast.provider)
    sign_out(signed_in(app, cast.seeker))
    assert closed == [line.eio_sid]
    assert other.is_connected()


def test_last_use_is_kept_to_the_hour(app: Flask, browse: Any, database: Database, cast: Cast) -> None:
    browser = browse(cast.seeker)
    number = ids(database, cast.seeker)[-1]
    for minutes, noted in ((59, 0), (61, 61), (110, 61)):
        with clock.fixed_at(NOW + timedelta(minutes=minutes)):
            browser.get("/profile")
        with database.session() as db:
            assert db.get_one(SignIn, number).last_seen_at == NOW + timedelta(minutes=noted)


def test_sign_ins_that_nobody_uses_are_deleted(app: Flask, database: Database, cast: Cast) -> None:
    before = ids(database, cast.seeker)
    with app.app_context():
        jobs.prune(NOW + timedelta(days=29))
        assert ids(database, cast.seeker) == before
        jobs.prune(NOW + timedelta(days=31))
    assert ids(database, cast.seeker) == []


@pytest.mark.parametrize("people", [1, 3])
def test_a_page_asks_once_who_looks(app: Flask, browse: Any, cast: Cast, count_queries: Any, people: int) -> None:
    for _each in range(people):
        signed_in(app, cast.seeker)
    browser = browse(cast.seeker)
    with count_queries() as seen:
        browser.get("/countries/new")
    (asked,) = [each for each in seen if "people.password_hash" in each]
    assert "sign_ins" in asked


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (FIREFOX, "Firefox, Windows"),
        (PHONE, "Chrome, Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0", "Edge, Windows"),
        ("curl/8.5", ""),
        ("", ""),
    ],
)
def test_browsers_are_named_as_people_know_them(agent: str, said: str) -> None:
    assert browser_of(agent) == said
