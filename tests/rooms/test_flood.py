"""Limits that a person never meets and a program does."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from peerhub import create_app
from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.base.errors import Invalid
from peerhub.base.settings_loading import load
from peerhub.base.web.extensions import limiter, memory_limiter
from peerhub.people.models import Person
from peerhub.rooms import rules
from peerhub.rooms.actions import messages
from peerhub.rooms.actions.messages import Draft
from tests.base.live.sites import cookie_of
from tests.cast import NOW, Cast
from tests.rooms.arrange import Place, build
from tests.support.forms import token_of


@pytest.fixture
def limited(database: Database, tmp_path: Path) -> Iterator[Flask]:
    """Another site on the same database, with the limits of an installation."""
    url = database.engine.url.render_as_string(hide_password=False)
    given = {"PEERHUB_ENV": "demo", "PEERHUB_VAR": str(tmp_path), "PEERHUB_DATABASE_URL": url}
    yield (site := create_app(load(given)))
    limiter.enabled = memory_limiter.enabled = False
    site.extensions["peerhub.database"].close()


def visit(site: Flask, person: Person) -> FlaskClient:
    """A browser of that person."""
    browser = site.test_client()
    browser.set_cookie("peerhub", cookie_of(site, person))
    return browser


def send(browser: FlaskClient, thread: int, body: str, token: str, **headers: str) -> Any:
    """Post."""
    return browser.post(f"/threads/{thread}/messages", data={"body": body, "csrf_token": token}, headers=headers)


def test_flood(limited: Flask, cast: Cast, place: Place, database: Database) -> None:
    browser = visit(limited, cast.provider)
    token = token_of(browser, f"/threads/{place.thread}")
    answers = [send(browser, place.thread, f"@facilitators {number}", token) for number in range(60)]
    most = database.settings.messages_per_minute
    assert [answer.status_code for answer in answers] == [302] * most + [429] * (60 - most)
    assert "Your text is saved" in answers[-1].text
    assert "@facilitators 59" in answers[-1].text
    refused = send(browser, place.thread, "One more", token, Accept="application/json")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 61
    other = visit(limited, cast.seeker)  # another person is not stopped
    assert send(other, place.thread, "Hello", token_of(other, f"/threads/{place.thread}")).status_code == 302


def test_flood_of_mentions(db: Db, cast: Cast) -> None:
    place, provider = build(db, cast), db.merge(cast.provider)
    call = f"@{cast.seeker.name} {{}}"
    with clock.fixed_at(NOW):
        for number in range(rules.MOST_NOTIFIED):
            messages.post(db, provider, place.thread, Draft(call.format(number)))
        with pytest.raises(Invalid, match="Remove the mentions"), db.begin_nested():
            messages.post(db, provider, place.thread, Draft(call.format("again")))
        first = messages.post(db, provider, place.thread, Draft("without a name"))
        with pytest.raises(Invalid, match="Remove the mentions"), db.begin_nested():
            messages.edit(db, provider, first.id, call.format("by a change"))
    with clock.fixed_at(NOW + 2 * rules.UNDO * 60):
        messages.post(db, provider, place.thread, Draft(call.format("later")))
