"""Attacks 2, 5 and 6 on the live line, and the traps of the protocol under it: what a socket may change, how many may be
opened and left alone, what comes in by the queue, and in which order things are answered."""

import http.client
import json
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from socketio import RedisManager

from peerhub.base.database.engine import Database
from peerhub.base.live import channels, valkey
from tests.base.live.sites import Line, Site, cookie_of, own_database, running_site
from tests.cast import Cast
from tests.rooms.arrange import Place, build
from tests.support.databases import Databases
from tests.support.forms import submit
from tests.support.sockets import Connect

pytestmark = pytest.mark.one_database

MOST = 6
PACKETS = 17  # Engine.IO takes 16 in one post, and throws all away that come with one more
SEPARATOR = "\x1e"
WRITING = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture
def place(app: Flask, database: Database, cast: Cast) -> Place:
    """Rooms."""
    with app.app_context(), database.transaction() as db:
        return build(db, cast)


@pytest.fixture(scope="module")
def stored(site: Flask, databases: Databases) -> Iterator[Database]:
    """A database for the served site of this file."""
    with own_database(site, databases, sockets_per_person=MOST) as database:
        yield database


@pytest.fixture(scope="module")
def served(stored: Database) -> Iterator[Site]:
    """The site in a process of its own."""
    with running_site(stored.settings) as running:
        yield running


@pytest.fixture(scope="module")
def people(stored: Database) -> Cast:
    """Those who are in it."""
    with stored.session() as db:
        return Cast.find(db)


class Polling:
    """A connection without a WebSocket: each packet is a request."""

    def __init__(self, served: Site, cookie: str) -> None:
        self.served, self.cookie, self.path = served, cookie, "/socket.io/?EIO=4&transport=polling"

    def ask(self, method: str, body: str = "") -> tuple[int, str]:
        """One request: status and text."""
        asking = http.client.HTTPConnection("127.0.0.1", self.served.port, timeout=10)
        headers = {"Cookie": f"peerhub={self.cookie}", "Origin": self.served.origin}
        asking.request(method, self.path, body or None, headers)
        answer = asking.getresponse()
        status, text = answer.status, answer.read().decode()
        asking.close()
        return status, text

    def open(self) -> "Polling":
        """Begin, without ever saying hello to Socket.IO."""
        status, text = self.ask("GET")
        assert status == 200, text
        self.path += f"&sid={json.loads(text[1:])['sid']}"
        return self

    def close(self) -> None:
        """End in order."""
        self.ask("POST", "1")


def test_no_event_of_a_socket_changes_anything(
    connect: Connect, browse: Any, cast: Cast, place: Place, count_queries: Any
) -> None:
    page = connect(cast.outsider)
    names = set(channels.server().handlers["/"]) - {"connect", "disconnect"}
    names = {name for name in names if not name.startswith("test:")}
    assert {"room:open", "room:close"} <= names
    payload = {
        "room": place.room, "thread": place.thread, "message": place.message, "number": 1, "body": "x", "kind": "useful",
        "person": cast.seeker.id, "person_id": cast.seeker.id, "uid": cast.seeker.id, "password": "x", "admin": True,
    }  # fmt: skip
    with count_queries() as seen:
        for name in names:
            page.emit(name, payload)
    assert not [statement for statement in seen if statement.lstrip().upper().startswith(WRITING)]
    with count_queries() as seen:  # the negative: a write is seen where there is one
        submit(
            browse(cast.outsider), f"/threads/{place.thread}/messages", form_path=f"/threads/{place.thread}", body="x"
        )
    assert [statement for statement in seen if statement.lstrip().upper().startswith(WRITING)]


def test_connections_that_are_opened_and_left_alone_count(site: Flask, served: Site, people: Cast) -> None:
    cookie = cookie_of(site, people.seeker)
    opened = [Polling(served, cookie).open() for _session in range(MOST)]
    assert Polling(served, cookie).ask("GET")[0] == 429
    assert Polling(served, cookie_of(site, people.outsider)).ask("GET")[0] == 200  # nobody else stands outside
    opened.pop().close()
    opened.append(Polling(served, cookie).open())
    for each in opened:
        each.close()


def test_sockets_that_never_say_hello_count(site: Flask, served: Site, people: Cast) -> None:
    cookie = cookie_of(site, people.provider)
    silent = [Line(served, cookie) for _socket in range(MOST)]
    assert Polling(served, cookie).ask("GET")[0] == 429
    for each in silent:
        each.wire.shutdown()


def test_too_many_packets_in_one_post_harm_nobody(site: Flask, served: Site, people: Cast) -> None:
    watcher = Line(served, cookie_of(site, people.teammate)).greet()
    polling = Polling(served, cookie_of(site, people.facilitator)).open()
    assert polling.ask("POST", "40")[0] == 200
    event = "42" + json.dumps(["test:hear", {"channel": "room:1"}])
    polling.ask("POST", SEPARATOR.join([event] * PACKETS))
    assert watcher.ask("test:hear", channel="room:1") == {"ok": True}
    watcher.wire.shutdown()


def test_what_is_asked_in_order_is_answered_in_order(site: Flask, served: Site, people: Cast) -> None:
    page = Line(served, cookie_of(site, people.focal_point)).greet()
    asked = range(1, 16)
    for number in asked:
        page.wire.send(f"42{number}" + json.dumps(["test:hear", {"channel": f"room:{number}"}]))
    answered = [page.hear() for _number in asked]
    assert [int(text.removeprefix("43").partition("[")[0]) for text in answered] == list(asked)
    page.wire.shutdown()


class Trap:
    """Leaves a trace when it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> Any:
        return Path.touch, (self.trace,)


def test_the_queue_runs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trace = tmp_path / "trace"
    poison = pickle.dumps(Trap(trace))
    order = json.dumps({"method": valkey.ORDER, "order": "__class__", "values": [1], "host_id": "other"})
    told: list[Any] = []
    joined = valkey.ValkeyQueue("valkey://127.0.0.1:1/0", lambda: None, evict=lambda *values: told.append(values))
    for sent in (poison, order.encode(), b"[1]", b"null", b"\xff", json.dumps({"method": "emit"}).encode()):
        monkeypatch.setattr(RedisManager, "_listen", lambda _self, sent=sent: iter([sent]))
        assert all(isinstance(message, dict) for message in joined._listen())
    assert (trace.exists(), told) == (False, [])
    pickle.loads(poison)  # noqa: S301  (the negative: it would have)
    assert trace.exists()


def test_the_gate_stands_before_all_of_it(client: Any) -> None:
    assert channels.LARGEST_PACKET <= 64 * 1024
    assert client.get("/socket.io/?EIO=4&transport=polling").status_code == 401
