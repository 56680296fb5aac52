"""The commands of the demonstration."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from peerhub.accounts.rules import SHORTEST_PASSWORD
from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.demo.commands import demo
from tests.cast import NOW, Cast
from tests.sessions.arrange import WALL, scheduled
from tests.support.forms import submit


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(demo, list(words))
    return result.exit_code, result.output


def test_accounts_for_programs(app: Flask) -> None:
    code, output = run(app, "accounts", "--json")
    listed = json.loads(output)
    assert code == 0
    assert {tuple(account) for account in listed} == {("email", "password", "role", "country")}
    assert {account["role"] for account in listed} == {
        "secretariat",
        "facilitator",
        "focal_point",
        "official",
        "expert",
    }
    assert {len(account["password"]) >= SHORTEST_PASSWORD for account in listed} == {True}
    assert next(account for account in listed if account["email"].startswith("statistics.jm"))["country"] == "JM"


def test_accounts_for_people(app: Flask) -> None:
    code, output = run(app, "accounts")
    assert code == 0
    assert "statistics.jm@demo.peerhub.example  " in output
    assert "A full home page" in output
    assert json.loads(run(app, "accounts", "--json")[1])[0]["password"] in output


@pytest.mark.parametrize("words", [("load",), ("accounts",), ("clock", "+1d")])
def test_production_has_no_demonstration(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setattr(database, "settings", replace(database.settings, env="production"))
    code, output = run(app, *words)
    assert code == 1
    assert "closed in production" in output


def test_the_clock_moves_and_comes_back(app: Flask) -> None:
    try:
        code, output = run(app, "clock", "+2d")
        assert (code, clock.offset().days) == (0, 2)
        assert run(app, "clock", "+3h")[0] == 0
        assert clock.offset().total_seconds() == (2 * 24 + 3) * 3600
    finally:
        code, output = run(app, "clock", "back")
    assert (code, clock.offset().total_seconds()) == (0, 0)
    assert "Tuesday 24 November 2026, 13:00 UTC" in output


def test_the_clock_tells_the_time_without_moving(app: Flask) -> None:
    assert run(app, "clock") == (0, "The demonstration's time is Tuesday 24 November 2026, 13:00 UTC.\n")


@pytest.mark.parametrize("step", ["2d", "+2w", "+", "forward"])
def test_a_wrong_step_is_a_sentence(app: Flask, step: str) -> None:
    code, output = run(app, "clock", step)
    assert code == 1
    assert "+2d, +3h, +30m, next or end" in output


def test_the_clock_jumps_into_the_next_session_and_to_its_end(app: Flask, database: Database, cast: Cast) -> None:
    code, output = run(app, "clock", "next")
    assert (code, "There are no upcoming sessions." in output) == (1, True)
    with app.app_context(), database.transaction() as db:
        later = scheduled(db, cast, wall_start=WALL + timedelta(days=1))
        session = scheduled(db, cast)
        starts, ends = session.starts_at, session.ends_at
        assert later.starts_at > starts
    try:
        assert run(app, "clock", "next")[0] == 0
        assert NOW + clock.offset() == starts + timedelta(minutes=5)
        with clock.fixed_at(NOW + clock.offset()):
            assert run(app, "clock", "end")[0] == 0
        assert NOW + clock.offset() == ends + timedelta(minutes=1)
    finally:
        run(app, "clock", "back")


def test_the_clocks_page_jumps_as_well(app: Flask, client: FlaskClient, database: Database, cast: Cast) -> None:
    empty = submit(client, "/demo/clock", step="next")
    assert "There are no upcoming sessions. Schedule one first." in client.get(empty.location).text
    with app.app_context(), database.transaction() as db:
        starts = scheduled(db, cast).starts_at
    try:
        submit(client, "/demo/clock", step="next")
        assert NOW + clock.offset() == starts + timedelta(minutes=5)
    finally:
        run(app, "clock", "back")
