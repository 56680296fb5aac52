"""Odd input: null bytes, broken letters, numbers that fit nowhere, days before all calendars. No endpoint falls over."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from peerhub.base.database.engine import Database
from peerhub.reference.models import Country
from tests.cast import Cast
from tests.security.arrange import ODD
from tests.security.world import World, endpoints

# What a database may refuse, each in its own way. The rest is read by the site, before it asks or after it was told.
FOR_THE_DATABASE = ("a null byte", "a broken letter", "a number that fits in no column", "a number that fits nowhere", "less than nothing",
                    "before all calendars", "the end of all calendars", "a moment that no UTC has")  # fmt: skip
DEEP = ("a null byte", "a broken letter", "a number that fits nowhere", "nothing")
SENT = (
    "answer", "back", "came", "code", "done", "email", "item", "key", "kind", "language", "locked", "more", "name",
    "next", "number", "offered", "password", "people", "person", "person_id", "reason", "role", "seen", "session_id",
    "state", "step", "text", "title", "to", "up_to", "wanted", "zone",
)  # fmt: skip
ASKED = (
    "page", "number", "before", "after", "epoch", "only", "kind", "theme", "words", "country", "state", "copy", "answer",
    "next", "of", "by", "to",
)  # fmt: skip


@pytest.mark.parametrize(
    "odd",
    [
        value if name in FOR_THE_DATABASE else pytest.param(value, marks=pytest.mark.one_database)
        for name, value in ODD.items()
    ],
    ids=ODD.keys(),
)
def test_no_page_falls_over_what_is_asked(app: Flask, browse: Any, cast: Cast, world: World, odd: Any) -> None:
    browser = browse(cast.administrator)
    member = browse(cast.seeker)
    for rule in endpoints(app, "GET"):
        asking = member if rule.endpoint.startswith("rooms.") else browser
        assert asking.get(world.path(rule), query_string=dict.fromkeys(ASKED, odd)).status_code < 500, rule.rule


def test_no_page_falls_over_bare_letters_of_another_encoding(
    app: Flask, browse: Any, cast: Cast, world: World, client: FlaskClient
) -> None:
    browser = browse(cast.administrator)
    bare = {"QUERY_STRING": "next=/caf\xe9&q=\xff"}
    for rule in endpoints(app, "GET"):
        assert browser.get(world.path(rule), environ_overrides=bare).status_code < 500, rule.rule
    asked = client.get("/rooms", environ_overrides={"QUERY_STRING": "theme=\xe9"})
    assert (asked.status_code, asked.location) == (302, "/sign-in?next=/rooms?theme%3D%25E9")
    assert "/é" in client.get("/sign-in", environ_overrides={"QUERY_STRING": "next=/\xc3\xa9"}).text


@pytest.mark.parametrize("host", ["a" * 64, "a" * 5000, "a..b", ".", "a b"], ids=["64", "5000", "dots", "dot", "blank"])
def test_no_page_falls_over_a_host_that_has_no_name(client: FlaskClient, host: str) -> None:
    for path in ("/", "/sign-in", "/nowhere", "/healthz", "/socket.io/"):
        for method in ("GET", "POST"):
            asked = client.open(path, method=method, headers={"Host": host})
            assert asked.status_code < 500, (method, path)


@pytest.mark.usefixtures("without_csrf")
@pytest.mark.parametrize(
    "number", [2**31, 2**63, 10**30, int("9" * 4000)], ids=["2^31", "2^63", "10^30", "4000 digits"]
)
def test_an_id_that_fits_in_no_column_is_one_that_nothing_has(app: Flask, browse: Any, cast: Cast, number: int) -> None:
    browser = browse(cast.administrator)
    asked = 0
    for method in ("GET", "POST"):
        for rule in endpoints(app, method):
            if ids := [name for name in rule.arguments if name.endswith("_id")]:
                _host, path = rule.build({name: 1 if name in ids else "json" for name in rule.arguments}) or ("", "")
                path = re.sub(r"/1(?=/|\.|$)", f"/{number}", path)
                assert browser.open(path, method=method).status_code == 404, (method, rule.rule)
                asked += 1
    assert asked > 50


@pytest.mark.usefixtures("without_csrf")
@pytest.mark.parametrize("odd", [ODD[name] for name in DEEP], ids=DEEP)
def test_no_endpoint_falls_over_what_is_sent(app: Flask, browse: Any, cast: Cast, world: World, odd: Any) -> None:
    for person in (cast.seeker, cast.administrator):
        for rule in endpoints(app, "POST"):
            sent = browse(person).post(world.path(rule), data={name: [odd, odd] for name in SENT})
            assert sent.status_code < 500, rule.rule


@pytest.mark.one_database
@pytest.mark.usefixtures("without_csrf")
@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b'"x"', "application/json", 415),
        (b'{"Q1": [[["3"]]], "name": {"a": 1}}', "application/json", 415),
        (b"[" * 100_000, "application/json", 415),
        (b'"x"', "application/vnd.api+json", 415),
        (b"Q1=3", "text/plain", 415),
        (b"Q1=3", "not a kind", 415),
        (b"no boundary", "multipart/form-data", 0),
        (b"Q1=3", "application/x-www-form-urlencoded; charset=utf-7", 0),
    ],
    ids=["text", "deep values", "deep nesting", "a kind of JSON", "plain", "nonsense", "no boundary", "odd letters"],
)
def test_no_endpoint_takes_what_no_form_sends(
    app: Flask, browse: Any, cast: Cast, world: World, body: bytes, kind: str, status: int
) -> None:
    browser = browse(cast.administrator)
    for rule in endpoints(app, "POST"):
        sent = browser.post(world.path(rule), data=body, content_type=kind)
        assert sent.status_code == status if status else sent.status_code < 500, (rule.rule, sent.status_code)
    refused = browser.post("/sign-in", data=body, content_type=kind)
    assert not status or "only accepts data from a form" in refused.text


def test_a_source_that_is_half_an_address_is_still_shown(browse: Any, cast: Cast, database: Database) -> None:
    with database.transaction() as db:
        db.get_one(Country, "JM").source = "https://[::1"
    assert browse(cast.seeker).get("/countries/JM").status_code == 200
