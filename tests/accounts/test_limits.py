"""Limits slow down whoever guesses, never the owner: with the limits switched on, as in production."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from peerhub import create_app
from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.base.settings_loading import load
from peerhub.base.web.extensions import limiter, memory_limiter
from tests.accounts.arrange import mailed_path, mails
from tests.cast import NOW, PASSWORD, Cast
from tests.support.forms import submit, token_of

pytestmark = pytest.mark.one_database

HOME, OFFICE = "192.0.2.1", "198.51.100.7"


@pytest.fixture
def limited(tmp_path: Any, databases: Any) -> Iterator[Flask]:
    """The site with its limits."""
    url = databases.fresh()
    site = create_app(load({"PEERHUB_ENV": "demo", "PEERHUB_VAR": str(tmp_path), "PEERHUB_DATABASE_URL": url}))
    limiter.reset()
    with clock.fixed_at(NOW):
        yield site
    limiter.enabled = memory_limiter.enabled = False
    site.extensions["peerhub.database"].close()
    databases.drop(url)


def browser_at(site: Flask, address: str) -> FlaskClient:
    """A browser that nobody signed in with."""
    browser = site.test_client()
    browser.environ_base["REMOTE_ADDR"] = address
    return browser


def owners(site: Flask, cast: Cast, address: str = HOME) -> FlaskClient:
    """A browser on which the owner signed in before, and out."""
    browser = browser_at(site, address)
    assert submit(browser, "/sign-in", email=cast.seeker.email, password=PASSWORD).status_code == 302
    submit(browser, "/sign-out", form_path="/profile")
    return browser


def guess(site: Flask, email: str, times: int, address: str | None = None) -> list[int]:
    """Wrong passwords, each from a machine of its own unless an address is given."""
    found = []
    for number in range(times):
        browser = browser_at(site, address or f"203.0.113.{number}")
        data = {"csrf_token": token_of(browser, "/sign-in"), "email": email, "password": "not the right one"}
        found.append(browser.post("/sign-in", data=data).status_code)
    return found


def database_of(site: Flask) -> Database:
    """The database of a site."""
    found: Database = site.extensions["peerhub.database"]
    return found


@pytest.mark.parametrize("address", [None, HOME], ids=["from anywhere", "from the owner's address"])
def test_locked_out_by_others(limited: Flask, cast: Cast, address: str | None) -> None:
    own = owners(limited, cast)
    assert 429 in guess(limited, cast.seeker.email, 25, address)
    answer = submit(own, "/sign-in", email=f" {cast.seeker.email.upper()}", password=PASSWORD)
    assert answer.status_code == 302


@pytest.mark.parametrize("endpoint", ["/sign-in", "/sign-in/link"])
def test_the_offices_of_a_ministry_come_in_the_same_minute(limited: Flask, endpoint: str) -> None:
    codes = set()
    for number in range(40):
        data = {"email": f"office{number}@ministry.example", "password": "one that is mistyped"}
        codes.add(submit(browser_at(limited, HOME), endpoint, **data).status_code)
    assert 429 not in codes


def test_nobody_asks_for_links_without_end(limited: Flask) -> None:
    browser = browser_at(limited, HOME)
    codes = [submit(browser, "/sign-in/link", email=f"a{number}@b.example").status_code for number in range(121)]
    assert codes == [200] * 120 + [429]


def test_a_machine_with_many_addresses_is_one(limited: Flask) -> None:
    codes = []
    for number in range(121):
        browser = browser_at(limited, f"2001:db8:1:2::{number:x}")
        codes.append(submit(browser, "/sign-in/link", email=f"a{number}@b.example").status_code)
    assert codes == [200] * 120 + [429]


def test_a_known_device_may_not_guess_without_end(limited: Flask, cast: Cast) -> None:
    own = owners(limited, cast)
    tries = [submit(own, "/sign-in", email=cast.seeker.email, password="wrong").status_code for _try in range(9)]
    assert tries == [422] * 8 + [429]


def test_a_device_is_known_for_its_own_account_alone(limited: Flask, cast: Cast) -> None:
    own = owners(limited, cast)
    guess(limited, cast.provider.email, 8)
    answer = own.post("/sign-in", data={"csrf_token": token_of(own, "/sign-in"), "email": cast.provider.email})
    assert answer.status_code == 429


def test_several_people_share_a_device(limited: Flask, cast: Cast) -> None:
    shared = owners(limited, cast)
    assert submit(shared, "/sign-in", email=cast.teammate.email, password=PASSWORD).status_code == 302
    submit(shared, "/sign-out", form_path="/profile")
    for person in (cast.seeker, cast.teammate):
        guess(limited, person.email, 9)
        assert submit(shared, "/sign-in", email=person.email, password=PASSWORD).status_code == 302
        submit(shared, "/sign-out", form_path="/profile")


@pytest.mark.parametrize("forged", ["", "x", "WzEsW11d.forged"])
def test_a_forged_device_is_unknown(limited: Flask, cast: Cast, forged: str) -> None:
    guess(limited, cast.seeker.email, 8)
    browser = browser_at(limited, OFFICE)
    browser.set_cookie("device", forged)
    answer = browser.post("/sign-in", data={"csrf_token": token_of(browser, "/sign-in"), "email": cast.seeker.email})
    assert answer.status_code == 429


def test_the_refusal_shows_the_other_way(limited: Flask, cast: Cast) -> None:
    guess(limited, cast.seeker.email, 8)
    browser = browser_at(limited, OFFICE)
    answer = submit(browser, "/sign-in", email=cast.seeker.email, password=PASSWORD, next="/rooms/3")
    assert answer.status_code == 429
    assert "Ask for a link by email" in answer.text
    assert "/sign-in/link?next=/rooms/3" in answer.text
    assert cast.seeker.email in answer.text
    as_program = {"Accept": "application/json"}
    told = browser.post("/sign-in", data={"email": cast.seeker.email}, headers=as_program)
    assert told.get_json()["error"]


def test_a_crowd_is_not_told_of_tries_for_an_account(limited: Flask, cast: Cast) -> None:
    browser = browser_at(limited, HOME)
    for number in range(60):
        submit(browser, "/sign-in", email=f"office{number}@ministry.example", password="mistyped")
    answer = submit(browser, "/sign-in", email=cast.seeker.email, password=PASSWORD)
    assert answer.status_code == 429
    assert "Too many people are signing in from your network" in answer.text
    assert "attempts to sign in to this account" not in answer.text
    assert cast.seeker.email in answer.text


def test_a_neighbour_keeps_no_link_from_its_owner(limited: Flask, cast: Cast) -> None:
    neighbour, own = browser_at(limited, HOME), browser_at(limited, HOME)
    for _try in range(60):
        submit(neighbour, "/sign-in/link", email=cast.seeker.email)
    assert submit(own, "/sign-in/link", email=cast.seeker.email).status_code == 200
    assert submit(own, mailed_path(database_of(limited))).status_code == 302


@pytest.mark.parametrize("minutes", [0, 14, 16, 59, 90])
def test_a_link_by_mail_always_works_for_the_owner(limited: Flask, cast: Cast, minutes: int) -> None:
    for number in range(3):
        submit(browser_at(limited, f"203.0.113.{number}"), "/sign-in/link", email=cast.seeker.email)
    guess(limited, cast.seeker.email, 8)
    own = browser_at(limited, HOME)
    with clock.fixed_at(NOW + timedelta(minutes=minutes)):
        assert submit(own, "/sign-in/link", email=cast.seeker.email).status_code == 200
        assert submit(own, mailed_path(database_of(limited))).status_code == 302
        assert own.get("/profile").status_code == 200


def test_whoever_asks_for_links_all_day_fills_no_mailbox(limited: Flask, cast: Cast) -> None:
    for minute in range(60):
        with clock.fixed_at(NOW + timedelta(minutes=minute)):
            submit(browser_at(limited, f"203.0.113.{minute}"), "/sign-in/link", email=cast.seeker.email)
    assert len(mails(database_of(limited))) == 6


def test_links_are_asked_for_on_a_known_device_whatever_the_neighbours_do(limited: Flask, cast: Cast) -> None:
    own = owners(limited, cast, OFFICE)
    neighbour = browser_at(limited, OFFICE)
    asked = [submit(neighbour, "/sign-in/link", email="nobody@cast.example").status_code for _try in range(121)]
    assert asked[-1] == 429
    assert submit(own, "/sign-in/link", email=cast.seeker.email).status_code == 200


def test_the_password_is_changed_whatever_the_neighbours_do(limited: Flask, cast: Cast) -> None:
    neighbour, own = browser_at(limited, OFFICE), browser_at(limited, OFFICE)
    submit(neighbour, "/sign-in", email=cast.outsider.email, password=PASSWORD)
    submit(own, "/sign-in", email=cast.seeker.email, password=PASSWORD)
    fields = {"old_password": "wrong", "new_password": "four words nobody guesses"}
    tries = [submit(neighbour, "/profile/password", **fields).status_code for _try in range(11)]
    assert tries[-1] == 429
    fields["old_password"] = PASSWORD
    assert submit(own, "/profile/password", **fields).status_code == 302
