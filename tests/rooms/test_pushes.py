"""What is pushed: rendered once for each language that somebody listens in, the same for all who do, and never large."""

import importlib
import json
from secrets import token_hex
from typing import Any

import pytest
from flask import Flask

from peerhub.base.database.engine import Database
from peerhub.base.live.compression import size_on_wire
from peerhub.people.models import Person
from peerhub.rooms import rules
from peerhub.rooms.actions import messages
from peerhub.rooms.actions.messages import Draft
from tests.cast import Cast
from tests.rooms.arrange import Place
from tests.support.sockets import Connect


def hear(connect: Connect, person: Person, room: int, language: object) -> Any:
    """A page of the room in a language."""
    socket = connect(person)
    assert socket.emit("room:open", {"room": room, "language": language}, callback=True)["ok"]
    return socket


def heard(socket: Any) -> list[dict[str, Any]]:
    """The lines that were pushed since."""
    return [event["args"][0] for event in socket.get_received() if event["name"] == "room:event"]


def post(app: Flask, database: Database, author: Person, thread: int, body: str) -> None:
    """Write, as an endpoint does."""
    with app.app_context(), database.transaction() as db:
        messages.post(db, db.get_one(Person, author.id), thread, Draft(body))


def test_unlocked_live_is_rendered_once_for_each_language(
    app: Flask, connect: Connect, database: Database, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [(cast.seeker, "en"), (cast.outsider, "en"), (cast.arabic_reader, "ar"), (cast.provider, "xx")]
    pages = [hear(connect, person, place.room, language) for person, language in people]
    languages: list[str] = []
    rendering = importlib.import_module("peerhub.rooms.views.rendering")
    macro = rendering._macro

    def counted(environment: Any, language: str, template: str, name: str) -> Any:
        languages.append(language)
        return macro(environment, language, template, name)

    monkeypatch.setattr(rendering, "_macro", counted)
    post(app, database, cast.provider, place.thread, "Hello")
    assert sorted(languages) == ["ar", "en"]
    first, second, arabic, other = (heard(page)[0]["html"] for page in pages)
    assert first == second == other
    assert "تشيلي" in arabic
    assert "Chile" in first
    assert "You" not in first
    assert "csrf" not in first


BODIES = {"short": "ö" * 150, "real": "Our statistics office counts it twice a year. " * 40, "long": token_hex(4500)}


@pytest.mark.parametrize("body", BODIES)
def test_unlocked_live_is_small(
    app: Flask, connect: Connect, database: Database, cast: Cast, place: Place, body: str
) -> None:
    pages = [hear(connect, cast.seeker, place.room, language) for language in ("en", "ar")]
    post(app, database, cast.provider, place.thread, BODIES[body])
    for page in pages:
        event = heard(page)[0]
        assert size_on_wire(json.dumps(event, ensure_ascii=False)) <= rules.LARGEST_PUSH
        assert ("html" in event) is (body != "long")
        assert event.get("cut", False) is (body == "long")
