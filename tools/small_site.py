"""A site in a folder of its own, with two people and a thread that one of them has open: enough to follow a request."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select

from peerhub import create_app
from peerhub.accounts.models import SignIn
from peerhub.base import clock, migrations
from peerhub.base.database.engine import Database, Db
from peerhub.base.live import channels
from peerhub.base.security.tokens import hashed
from peerhub.base.settings import load
from peerhub.people.actions import people
from peerhub.people.models import Person
from peerhub.rooms.actions import messages, threads
from peerhub.rooms.models.rooms import Room
from peerhub.wiring.jobs import SEEDS


@dataclass(frozen=True)
class SmallSite:
    """The engine, the thread's id, and the browser of who writes in it."""

    engine: Engine
    thread: int
    writer: FlaskClient


@contextmanager
def small_site() -> Iterator[SmallSite]:
    """Make it; gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(_settings(Path(folder)))
        app.config["WTF_CSRF_ENABLED"] = False
        database: Database = app.extensions["peerhub.database"]
        migrations.upgrade(database.engine)
        with app.app_context(), database.transaction() as db:
            room, thread = _begin(db)
        reader: Any = channels.socketio.test_client(app, flask_test_client=_browser(app, "reader"))
        reader.emit("room:open", {"room": room, "language": "en"}, callback=True)
        yield SmallSite(database.engine, thread, _browser(app, "writer"))
        reader.disconnect()
        database.close()


def _settings(folder: Path) -> Any:
    return load(
        {
            "PEERHUB_ENV": "test",
            "PEERHUB_VAR": str(folder),
            "PEERHUB_MEMORY": str(folder / "memory"),
            "PEERHUB_SECRET_KEY": token_urlsafe(32),
        }
    )


def _begin(db: Db) -> tuple[int, int]:
    """The ids of a room and of a thread in it, which the reader has begun."""
    for load_packaged in SEEDS:
        load_packaged(db)
    _join(db, "writer")
    reader = _join(db, "reader")
    room = db.scalars(select(Room.id).order_by(Room.id)).first() or 0
    started = threads.start(db, reader, room, threads.NewThread("A thread", "discussion", messages.Draft("Read this.")))
    return room, started.thread_id


def _join(db: Db, name: str) -> Person:
    now = clock.now()
    new = people.NewPerson(
        email=f"{name}@small.example",
        name=name,
        country_code=None,
        office=name,
        language="en",
        working_languages=["en"],
        zone="UTC",
        password_hash="",
    )
    person = people.create(db, new)
    person.last_seen_at = now
    db.add(SignIn(person_id=person.id, token_hash=hashed(name), browser="", created_at=now, last_seen_at=now))
    return person


def _browser(app: Flask, name: str) -> FlaskClient:
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie.update({"_user_id": name, "_fresh": True})
    return browser
