"""What every test stands on: the site with a fresh database, the cast, a held clock, no network, no warnings."""

import os
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Engine, event
from werkzeug.serving import make_server

from peerhub import create_app
from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.base.settings import Settings
from peerhub.base.settings_loading import load
from peerhub.base.web.extensions import limiter, memory_limiter
from tests.cast import NOW, Cast, kept_token, sign_in_of
from tests.support.databases import Databases, databases_for, fill
from tests.support.sockets import connect
from tools import chromium

__all__ = ["connect"]  # a fixture that stands in a file of its own

# How long a machine takes is never asserted, neither by us nor by Hypothesis.
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")


@event.listens_for(Engine, "connect")
def _rows_without_an_order_come_backwards(connection: Any, _entry: Any) -> None:
    """A statement that names no order gets none: PostgreSQL keeps to none either, only more rarely."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA reverse_unordered_selects = ON").close()


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Fresh databases with schema, programme data and cast: SQLite, or PostgreSQL when PEERHUB_TEST_DATABASE says so."""
    with databases_for(
        os.environ.get("PEERHUB_TEST_DATABASE", "sqlite"), tmp_path_factory.mktemp("databases"), fill
    ) as made:
        yield made


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL run what touches a database: the rest would only be done twice."""
    if os.environ.get("PEERHUB_TEST_DATABASE", "sqlite") == "sqlite":
        return
    pure = [item for item in items if "databases" not in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=pure)
    left_out = set(pure)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def site(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The site, made once; each test gets its own database under it."""
    var = tmp_path_factory.mktemp("var")
    made = create_app(
        load(
            {
                "PEERHUB_ENV": "test",
                "PEERHUB_VAR": str(var),
                "PEERHUB_MEMORY": str(var / "memory"),
                "PEERHUB_SECRET_KEY": "tests only, " * 4,
                "PEERHUB_PUBLIC_URL": "http://localhost",
                "PEERHUB_DATABASE_URL": databases.template_url,
            }
        )
    )
    yield made
    made.extensions["peerhub.database"].close()


@pytest.fixture(autouse=True)
def limits_stay_off() -> Iterator[None]:
    """All sites share the limiter; one that a test makes for production switches it on for those that follow."""
    yield
    limiter.enabled = memory_limiter.enabled = False


@pytest.fixture
def app(site: Flask, databases: Databases) -> Iterator[Flask]:
    """The site on a fresh database, with the clock held at NOW."""
    database: Database = site.extensions["peerhub.database"]
    databases.let_go(database)
    url = databases.restored()
    kept: Engine | None = site.extensions.get("tests.engine")
    if database.engine is not kept:  # the first test, or one that opened another database
        database.engine.dispose()
        if kept:
            kept.dispose()
        database.connect(url)
        site.extensions["tests.engine"] = database.engine
    shutil.rmtree(database.settings.var / "mail", ignore_errors=True)
    for file in (database.unlogged.path, database.unlogged.memory):
        shutil.rmtree(file.parent, ignore_errors=True)
    clock.follow(database.settings.var / "clock")  # another site, made by a test, may have stopped it
    with clock.fixed_at(NOW):
        yield site
    databases.let_go(database)


@pytest.fixture
def settings(app: Flask) -> Settings:
    """The site's settings."""
    found: Settings = app.extensions["peerhub.database"].settings
    return found


@pytest.fixture
def database(app: Flask) -> Database:
    """The fresh database."""
    found: Database = app.extensions["peerhub.database"]
    return found


@pytest.fixture
def db(app: Flask, database: Database) -> Iterator[Db]:
    """One transaction around the whole test, for actions and queries.

    Tests of endpoints do without it: they arrange with `database.transaction()` and look with `database.session()`.
    """
    with app.app_context(), database.transaction() as open_db:
        yield open_db


@pytest.fixture
def cast(app: Flask, database: Database) -> Cast:
    """The people of the tests, by role; their ids are the same in every test."""
    with database.session() as db:
        return Cast.find(db)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that is not signed in."""
    return app.test_client()


@pytest.fixture
def browse(app: Flask, database: Database) -> Any:
    """`browse(person)`: a browser signed in as one of the cast."""

    numbers = count()

    def open_browser(person: Any) -> FlaskClient:
        browser = app.test_client()
        token = f"{person.id} in browser {next(numbers)}"
        try:
            with database.transaction() as db:
                db.add(sign_in_of(person, token))
        except RuntimeError:  # the fixture `db` holds the one transaction
            token = kept_token(person)
        with browser.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
        return browser

    return open_browser


@pytest.fixture
def count_queries(database: Database) -> Any:
    """`with count_queries() as seen:`: the statements sent meanwhile, as a list."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("BEGIN", "PRAGMA")):
                seen.append(statement)

        event.listen(database.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(database.engine, "before_cursor_execute", note)

    return counting


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches beyond this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if host not in {"", "127.0.0.1", "::1", "localhost"}:
            raise RuntimeError(f"A test tried to reach {host}.")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def var(settings: Settings) -> Path:
    """The folder of the site's files."""
    return settings.var


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """The machine's Chromium; without one the test is skipped aloud, and fails under CI=true."""
    path = chromium.find()
    if not path:
        missing = "There is no Chromium: install it, or set PEERHUB_TEST_CHROMIUM to its path."
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)  # a machine without it still tests the rest
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The site on a free port of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
