"""Attacks on accounts that real sites fell to; each test names its class in words."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from peerhub import create_app
from peerhub.base.database.engine import Database
from peerhub.base.security import tokens
from peerhub.base.settings import Settings
from peerhub.base.settings_loading import load
from peerhub.base.web.extensions import limiter, memory_limiter
from peerhub.people.models import Person
from tests.accounts.arrange import ADDRESS, invited, mails, person
from tests.cast import PASSWORD, Cast
from tests.security.test_csrf import BY_LINK
from tests.support.forms import submit, token_of

# Disabled ways to sign in that still work; signing up without being asked (CVE-2025-31478, CVE-2023-28623).


def test_nobody_signs_up_unasked(app: Flask) -> None:
    assert [rule.rule for rule in app.url_map.iter_rules() if re.search("sign-up|register", rule.rule)] == []


@pytest.mark.parametrize("purpose", ["sign-in link", "calendar", "invitation"])
def test_a_token_of_another_purpose_opens_nothing(
    client: FlaskClient, cast: Cast, database: Database, settings: Settings, purpose: str
) -> None:
    invitation_id, _path = invited(database, cast.focal_point)
    forged = tokens.sign(settings, purpose, invitation_id)
    assert client.get(f"/invitations-to-join/{forged}").status_code == 404


def test_an_invitation_chooses_address_seat_and_role_itself(
    client: FlaskClient, cast: Cast, database: Database
) -> None:
    _id, path = invited(database, cast.focal_point)
    submit(
        client, path, name="Archives", working_languages=["en"], language="en", zone="UTC",
        email="other@cast.example", role="administrator", country="CL", office="Ministry", seat_id="1",
    )  # fmt: skip
    joined = person(database, ADDRESS)
    assert joined
    assert (joined.country_code, joined.office) == ("JM", "Archives")
    assert person(database, "other@cast.example") is None
    assert client.get("/people").status_code == 403


def test_a_profile_takes_no_other_fields(browse: Any, cast: Cast, database: Database) -> None:
    fields = {"name": "Statistics", "working_languages": "en", "language": "en", "zone": "UTC"}
    more = {"email": "x@cast.example", "seat_id": "1", "password_hash": "x", "closed_at": "x"}
    assert submit(browse(cast.teammate), "/profile", **fields, **more).status_code == 302
    kept = person(database, cast.teammate.email)
    assert kept
    assert (kept.seat_id, kept.password_hash) == (
        cast.teammate.seat_id,
        cast.teammate.password_hash,
    )


# Floods of mail, guessable tokens, addresses told to others (CVE-2022-31184, CVE-2022-36045, CVE-2018-19133).


def test_no_mailbox_is_flooded(client: FlaskClient, cast: Cast, database: Database) -> None:
    for number in range(20):
        email = cast.seeker.email.upper() if number % 2 else f" {cast.seeker.email}"
        submit(client, "/sign-in/link", email=email)
    assert len(mails(database)) == 3


def test_addresses_are_told_to_nobody_but_the_secretariat(browse: Any, cast: Cast) -> None:
    browser = browse(cast.outsider)
    for path in (f"/people/{cast.seeker.id}", "/countries/JM", "/countries"):
        assert "@cast.example" not in browser.get(path).text


def test_the_link_is_not_sent_on_to_other_sites(client: FlaskClient, cast: Cast, database: Database) -> None:
    _id, path = invited(database, cast.focal_point)
    answer = client.get(path)
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_tries_are_counted_per_account_and_known_or_not(tmp_path: Any, databases: Any, cast: Cast) -> None:
    url = databases.fresh()
    given = {"PEERHUB_ENV": "demo", "PEERHUB_VAR": str(tmp_path), "PEERHUB_DATABASE_URL": url}
    site = create_app(load(given))
    try:
        for email in (cast.seeker.email, "nobody@cast.example"):
            assert tries(site, email) == [422] * 8 + [429]
    finally:
        limiter.enabled = memory_limiter.enabled = False
        site.extensions["peerhub.database"].close()
        databases.drop(url)


def tries(site: Flask, email: str) -> list[int]:
    """Nine wrong passwords from nine machines."""
    found = []
    for number in range(9):
        browser = site.test_client()
        token = token_of(browser, "/sign-in")
        data = {"csrf_token": token, "email": email, "password": "wrong"}
        machine = {"REMOTE_ADDR": f"192.0.2.{number}"}
        found.append(browser.post("/sign-in", data=data, environ_base=machine).status_code)
    return found


# One endpoint without CSRF protection; a sign-out that leads elsewhere (CVE-2019-13183, GHSA-733r-8xcp-w9mr).


def test_every_endpoint_that_changes_something_asks_for_the_token(app: Flask, browse: Any, cast: Cast) -> None:
    browser = browse(cast.secretariat)
    asked = 0
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and rule.endpoint.partition(".")[0] in {"people", "accounts", "notices"}:
            _host, path = rule.build(dict.fromkeys(rule.arguments, 1)) or ("", "")
            assert browser.post(path).status_code == (404 if rule.endpoint in BY_LINK else 400), path
            asked += 1
    assert asked > 15


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example"])
def test_no_endpoint_leads_to_another_site(client: FlaskClient, cast: Cast, elsewhere: str) -> None:
    answer = submit(client, "/sign-in", email=cast.seeker.email, password=PASSWORD, next=elsewhere)
    assert answer.location == "/"
    answer = submit(client, f"/language?next={elsewhere}", form_path="/profile", language="en", next=elsewhere)
    assert answer.location == "/"
    answer = submit(client, f"/sign-out?next={elsewhere}", form_path="/profile", next=elsewhere)
    assert answer.location == "/sign-in"


def test_a_stolen_cookie_ends_with_signing_out_everywhere(browse: Any, cast: Cast) -> None:
    stolen, own = browse(cast.seeker), browse(cast.seeker)
    submit(own, "/profile/sign-out-everywhere", form_path="/profile")
    assert stolen.get("/profile").status_code == 302


@pytest.mark.parametrize("cookie", ["", "1", "1.1", "unknown", "\udcff", "x" * 2000])
def test_cookies_without_sense_are_strangers(app: Flask, cookie: str) -> None:
    browser = app.test_client()
    with browser.session_transaction() as session:
        session["_user_id"] = cookie
    assert browser.get("/profile").status_code == 302


# Names that look like another's; signs that turn the direction (CVE-2020-14459, CVE-2021-42574).


@pytest.mark.parametrize("name", ["Secretаriat", "peerhub", "Secre\u202etariat", "Secretariat\u2066"])
def test_nobody_takes_the_name_of_the_secretariat(browse: Any, cast: Cast, name: str) -> None:
    fields = {"working_languages": "en", "language": "en", "zone": "UTC"}
    assert submit(browse(cast.seeker), "/profile", name=name, **fields).status_code == 422


def test_signs_of_direction_are_taken_out_of_names(browse: Any, cast: Cast, database: Database) -> None:
    fields = {"working_languages": "en", "language": "en", "zone": "UTC"}
    submit(browse(cast.seeker), "/profile", name="Office\u202e fo\u2067 culture", **fields)
    kept = person(database, cast.seeker.email)
    assert kept
    assert kept.name == "Office fo culture"


# Stored scripts outside of bodies: names, offices, notes, titles (CVE-2022-41938, CVE-2024-36625).


def test_names_are_text_everywhere(browse: Any, cast: Cast, database: Database) -> None:
    evil = '"><img src=x onerror=alert(1)>'
    with database.transaction() as db:
        who = db.get_one(Person, cast.seeker.id)
        who.name = evil
        assert who.seat
        who.seat.office = evil
    browser = browse(cast.secretariat)
    invited(database, cast.focal_point, office=evil)
    for path in (
        f"/people/{cast.seeker.id}", "/people", "/countries/JM", f"/people/{cast.seeker.id}/close", "/audit", "/outbox",
        f"/seats/{cast.teammate.seat_id}/hand-over", "/invitations-to-join", "/invitations-to-join/new?country=JM",
    ):  # fmt: skip
        answer = browser.get(path)
        assert answer.status_code == 200
        assert "<img src=x" not in answer.text, path
