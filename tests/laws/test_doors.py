"""Every door has a line in the door table, and keeps what the line says to those who do not belong."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import IntegerConverter, Rule

from peerhub.base.live import socketio
from tests.cast import Cast
from tests.laws.doors import all_doors, all_sockets

LIBRARY_EVENTS = {"connect", "disconnect"}


def rules(app: Flask) -> list[Rule]:
    """All rules of the site."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def address(rule: Rule) -> str:
    """The rule's address with ids that no row has."""
    values: dict[str, Any] = {
        name: 999_999 if isinstance(rule._converters[name], IntegerConverter) else "none" for name in rule.arguments
    }
    _host, path = rule.build(values) or ("", "")
    return path


def method(rule: Rule) -> str:
    """GET where the door has one, else its method."""
    methods = rule.methods or set()
    return "GET" if "GET" in methods else min(methods - {"OPTIONS", "HEAD"})


def test_every_door_has_a_line_and_every_line_a_door(site: Flask) -> None:
    assert {rule.endpoint for rule in rules(site)} == set(all_doors())


def test_every_socket_event_has_a_line(site: Flask) -> None:
    handlers = set(socketio.server.handlers.get("/", {}))
    assert handlers - LIBRARY_EVENTS == set(all_sockets())


def test_open_doors_say_why() -> None:
    silent = [
        name for name, door in all_doors().items() if door.stranger < 400 and door.stranger != 302 and not door.why
    ]
    assert silent == []


@pytest.fixture
def _without_csrf(app: Flask) -> Any:
    app.config["WTF_CSRF_ENABLED"] = False
    yield
    app.config["WTF_CSRF_ENABLED"] = True


@pytest.mark.usefixtures("_without_csrf")
def test_strangers_get_what_the_table_says(app: Flask, client: FlaskClient) -> None:
    table = all_doors()
    expected = {f"{method(rule)} {rule.rule}": table[rule.endpoint].stranger for rule in rules(app)}
    got = {
        f"{method(rule)} {rule.rule}": client.open(address(rule), method=method(rule)).status_code
        for rule in rules(app)
    }
    assert got == expected


@pytest.mark.usefixtures("_without_csrf")
def test_outsiders_get_what_the_table_says(app: Flask, browse: Any, cast: Cast) -> None:
    table = all_doors()
    asked = [rule for rule in rules(app) if table[rule.endpoint].outsider is not None]
    expected = {f"{method(rule)} {rule.rule}": table[rule.endpoint].outsider for rule in asked}
    got = {
        f"{method(rule)} {rule.rule}": browse(cast.outsider).open(address(rule), method=method(rule)).status_code
        for rule in asked
    }
    assert got == expected
