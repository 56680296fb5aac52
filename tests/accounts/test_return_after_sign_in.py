"""Whoever was on the way to a page arrives there, by every way of signing in, and never at another site."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from peerhub.accounts.actions import sign_in_links
from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.base.security import tokens
from tests.accounts.arrange import invited, mailed_path
from tests.cast import NOW, PASSWORD, Cast
from tests.support.forms import submit

PLACES = ["/sessions/12", "/search?words=a+b&kind=question", "/search?words=" + "%D8%A7" * 100]


def stopped_at(client: FlaskClient, path: str) -> str:
    """The sign-in page that somebody is led to who opens `path` signed out."""
    answer = client.get(path)
    assert answer.status_code == 302
    return str(answer.location)


def link_on(page: str, about: str) -> str:
    """The address of the first link of a page that begins with `about`."""
    found = re.search(rf'href="({re.escape(about)}[^"]*)"', page)
    assert found, f"No link to {about}."
    return unescape(found.group(1))


def send_form(client: FlaskClient, path: str, **fields: Any) -> Any:
    """Fill in the form of a page as it stands there, hidden fields and all."""
    page = client.get(path).text
    hidden = re.findall(r'<input type="hidden" name="(next)" value="([^"]*)"', page.partition("<footer")[0])
    return submit(client, path.partition("?")[0], form_path=path, **{n: unescape(v) for n, v in hidden}, **fields)


def by_password(client: FlaskClient, start: str, cast: Cast, _database: Database) -> Any:
    wrong = send_form(client, start, email=cast.seeker.email, password="not the right one")
    assert wrong.status_code == 422
    return send_form(client, start, email=cast.seeker.email, password=PASSWORD)


def asked_for_link(client: FlaskClient, start: str, cast: Cast, database: Database) -> str:
    ask = link_on(client.get(start).text, "/sign-in/link")
    assert send_form(client, ask, email=cast.seeker.email).status_code == 200
    return mailed_path(database)


def by_link(client: FlaskClient, start: str, cast: Cast, database: Database) -> Any:
    return submit(client, asked_for_link(client, start, cast, database))


def by_link_on_another_device(client: FlaskClient, start: str, cast: Cast, database: Database) -> Any:
    return submit(client.application.test_client(), asked_for_link(client, start, cast, database))


def by_the_link_after_one_that_was_too_old(client: FlaskClient, start: str, cast: Cast, database: Database) -> Any:
    first = asked_for_link(client, start, cast, database)
    other = client.application.test_client()
    with clock.fixed_at(NOW + timedelta(minutes=21)):
        ask = link_on(other.get(first).text, "/sign-in/link")
        send_form(other, ask, email=cast.seeker.email)
        return submit(other, mailed_path(database))


def by_the_password_after_all(client: FlaskClient, start: str, cast: Cast, database: Database) -> Any:
    ask = link_on(client.get(start).text, "/sign-in/link")
    sent = send_form(client, ask, email=cast.seeker.email)
    return send_form(client, link_on(sent.text, "/sign-in?"), email=cast.seeker.email, password=PASSWORD)


def by_joining(client: FlaskClient, _start: str, cast: Cast, database: Database) -> Any:
    _id, path = invited(database, cast.focal_point)
    return submit(client, path, name="Archives", working_languages=["en"], language="en", zone="UTC")


def by_the_bare_page(client: FlaskClient, _start: str, cast: Cast, _database: Database) -> Any:
    return submit(client, "/sign-in", email=cast.seeker.email, password=PASSWORD)


WAYS = [
    by_password,
    by_link,
    by_link_on_another_device,
    by_the_link_after_one_that_was_too_old,
    by_the_password_after_all,
    by_joining,
    by_the_bare_page,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("place", PLACES)
def test_forward_after_link(client: FlaskClient, database: Database, cast: Cast, way: Any, place: str) -> None:
    answer = way(client, stopped_at(client, place), cast, database)
    assert (answer.status_code, answer.location) == (302, place)


def test_a_path_too_long_for_a_mail_is_kept_by_the_browser(client: FlaskClient, cast: Cast, database: Database) -> None:
    place = "/search?words=" + "x" * 1100
    assert by_link(client, stopped_at(client, place), cast, database).location == place


def test_an_invitation_leads_where_its_link_says(client: FlaskClient, database: Database, cast: Cast) -> None:
    _id, path = invited(database, cast.focal_point)
    fields = {"name": "Archives", "working_languages": "en", "language": "en", "zone": "UTC"}
    assert submit(client, f"{path}?next=/rooms/3", **fields).location == "/rooms/3"


def test_a_sign_in_that_ended_comes_back_to_the_page(browse: Any, cast: Cast, database: Database) -> None:
    browser = browse(cast.seeker)
    submit(browser.application.test_client(), "/sign-in", email=cast.seeker.email, password=PASSWORD)
    submit(browser, "/sign-out", form_path="/profile")
    answer = by_link(browser, stopped_at(browser, "/rooms/3"), cast, database)
    assert answer.location == "/rooms/3"


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "/" + "x" * 1100]
)
def test_no_link_leads_to_another_site(app: Flask, database: Database, cast: Cast, elsewhere: str) -> None:
    client = app.test_client()
    submit(client, "/sign-in/link", email=cast.seeker.email, next=elsewhere)
    assert submit(client, mailed_path(database)).location == "/"
    with database.transaction() as db:  # not even one that the site itself would have signed
        sign_in_links.send(db, cast.seeker.email, elsewhere)
    assert submit(client, mailed_path(database), form_path="/profile").location == "/"


def test_a_link_of_the_version_before_signs_nobody_in(client: FlaskClient, database: Database, cast: Cast) -> None:
    with database.transaction() as db:
        sign_in_links.send(db, cast.seeker.email)
    token = mailed_path(database).rpartition("/")[2]
    link_id, _made, _path = tokens.read(database.settings, "sign-in link", token) or (0, "", "")
    assert client.get(f"/sign-in/link/{token}").status_code == 200
    for payload in ([link_id, "/rooms/3"], [link_id, "", "/rooms/3"], [link_id, 1]):
        older = tokens.sign(database.settings, "sign-in link", payload)
        assert client.get(f"/sign-in/link/{older}").status_code == 404
        assert submit(client, f"/sign-in/link/{older}", form_path="/sign-in").status_code == 404
