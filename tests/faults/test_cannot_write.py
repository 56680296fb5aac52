"""Nothing can be written for a while: reading goes on, nobody waits for the database on the server's loop, health says it."""

import json
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from peerhub.base import clock
from peerhub.base.database.engine import LEAST_FREE, LOCKED, Database
from peerhub.base.database.sqlite import WriteTimeout
from peerhub.people.models import Person
from tests.cast import NOW, Cast
from tests.faults.arrange import Ground
from tests.faults.clients import Browser
from tests.faults.served import Served


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program holds the right to write."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def health(origin: str) -> tuple[int, dict[str, str]]:
    """What the site says of itself."""
    try:
        with urllib.request.urlopen(f"{origin}/healthz", timeout=20) as answer:  # noqa: S310  (http, to ourselves)
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.load(refusal)


def read_meanwhile(reader: Browser, path: str, writing: threading.Thread) -> list[float]:
    """Read a page again and again until the writer has its answer; how long each reading took, in seconds."""
    waits = []
    while writing.is_alive():
        begun = time.monotonic()
        assert reader.get(path).status == 200
        waits.append(time.monotonic() - begun)
        writing.join(0.2)
    return waits


@pytest.mark.fault
def test_cannot_write(site: Flask, ground: Ground, served: Served) -> None:
    """With the lock held for longer than a write waits: others read meanwhile, and the text comes back with a sentence."""
    if not ground.database.is_sqlite:
        return  # PostgreSQL locks rows
    path = Path(str(ground.database.engine.url.database))
    reader = Browser.of(site, ground.cast.outsider, served.origin)
    writer = Browser.of(site, ground.cast.provider, served.origin)
    thread = f"/threads/{ground.place.thread}"
    writer.open_form(thread)
    reader.get(thread)
    answers: list[Any] = []

    def write() -> None:
        answers.append(writer.post(f"{thread}/messages", body="Kept in the form", key="locked", seen=1))

    with locked(path):
        writing = threading.Thread(target=write)
        writing.start()
        waits = read_meanwhile(reader, thread, writing)
        assert health(served.origin) == (503, {"status": "cannot write", "cause": LOCKED})
    assert answers[0].status == 503
    assert len(waits) > 5  # had the loop stood still, one answer would have taken all of that time
    assert max(waits) < WriteTimeout.seconds / 2
    assert health(served.origin) == (200, {"status": "ok"})
    assert writer.post(f"{thread}/messages", body="Kept in the form", key="locked", seen=1).status == 201


def test_a_short_lock_is_waited_for(database: Database, cast: Cast) -> None:
    if not database.is_sqlite:
        return
    path = Path(str(database.engine.url.database))
    held, written = threading.Event(), threading.Event()

    def hold() -> None:
        with locked(path):
            held.set()
            written.wait(0.3)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(5)
    with database.transaction() as db:
        db.merge(cast.seeker).name = "Written after all"
    written.set()
    holder.join()
    assert database.trouble() == ""


@pytest.mark.parametrize("free", [0, LEAST_FREE - 1])
def test_a_full_disk_is_told(database: Database, client: Any, monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    if not database.is_sqlite:
        return
    monkeypatch.setattr("peerhub.base.database.engine.shutil.disk_usage", lambda _folder: SimpleNamespace(free=free))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (503, {"status": "cannot write", "cause": "the disk is full"})
    assert client.get("/sign-in").status_code == 200


def test_a_failed_write_is_told_until_one_goes_through(database: Database, client: Any) -> None:
    database.failure = "disk I/O error"  # as the last write left it
    assert database.trouble() == ""
    assert database.failure == ""
    assert client.get("/healthz").json == {"status": "ok"}


def test_a_page_does_not_wait_to_note_that_somebody_was_here(
    database: Database, browse: Any, cast: Cast, app: Flask
) -> None:
    """The page is rendered; that it was opened is noted the next time."""
    if not database.is_sqlite:
        return
    browser = browse(cast.seeker)
    long_after = NOW + timedelta(days=1)
    with clock.fixed_at(long_after), locked(Path(str(database.engine.url.database))):
        begun = time.monotonic()
        assert browser.get("/profile").status_code == 200
        assert time.monotonic() - begun < WriteTimeout.seconds / 2
    with clock.fixed_at(long_after):
        assert browser.get("/profile").status_code == 200
    with database.session() as db:
        assert db.get_one(Person, cast.seeker.id).last_seen_at == long_after
