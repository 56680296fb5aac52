"""The live line against a real server: who gets in, what breaks nothing, what reaches whom."""

import http.client
import json
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
import websocket
from flask import Flask

from peerhub.accounts.models import SignIn
from peerhub.base.database.engine import Database
from peerhub.people.models import Person
from tests.base.live.arrange import wait_until_heard
from tests.base.live.sites import Line, Site, cookie_of, own_database, running_site
from tests.cast import Cast
from tests.support.databases import Databases

pytestmark = pytest.mark.one_database

Open = Callable[..., Line]
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def stored(site: Flask, databases: Databases) -> Iterator[Database]:
    """One database for all tests of this file, which only sign somebody out in it."""
    with own_database(site, databases, sockets_per_person=10) as database:
        yield database


@pytest.fixture(scope="module")
def served(stored: Database) -> Iterator[Site]:
    """A site in a process of its own on that database."""
    with running_site(stored.settings) as running:
        yield running


@pytest.fixture(scope="module")
def cast(stored: Database) -> Cast:
    """The people in it."""
    with stored.session() as db:
        return Cast.find(db)


@pytest.fixture
def line(site: Flask, served: Site) -> Iterator[Open]:
    """`line(person)`: a page of that person, connected."""
    opened: list[Line] = []

    def connect(person: Person, *, at: Site = served, **options: Any) -> Line:
        opened.append(Line(at, cookie_of(site, person), **options).greet())
        return opened[-1]

    yield connect
    for each in opened:
        each.wire.shutdown()
    while opened and served.sockets():
        time.sleep(0.02)  # the server hears of a closed line when it reads it


def status(served: Site, cookie: str = "", **options: Any) -> int:
    """The answer to an upgrade that is refused."""
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        Line(served, cookie, **options)
    return int(refused.value.status_code)


def frame(payload: bytes, *, compressed: bool = False, declared: int | None = None) -> bytes:
    """One masked text frame, by hand; `declared` may name another length."""
    head = bytes([0x81 | (0x40 if compressed else 0), 0x80 | 127])
    return head + struct.pack("!Q", len(payload) if declared is None else declared) + bytes(4) + payload


def test_only_signed_in_persons_get_in(site: Flask, served: Site, cast: Cast, line: Open) -> None:
    assert line(cast.seeker).ask("test:hear", channel="room:1") == {"ok": True}
    assert status(served) == 401
    assert status(served, "forged") == 401
    assert status(served, cookie_of(site, cast.seeker, token="unknown")) == 401
    assert status(served, cookie_of(site, cast.closed_account)) == 401


def test_only_our_own_pages_get_in(site: Flask, served: Site, cast: Cast, line: Open) -> None:
    cookie = cookie_of(site, cast.seeker)
    assert status(served, cookie, origin="https://elsewhere.example") == 403
    assert status(served, cookie, origin=f"https://127.0.0.1:{served.port}") == 403
    assert status(served, cookie, origin="null") == 403
    assert status(served, cookie, suppress_origin=True) == 403
    by_name = f"localhost:{served.port}"
    assert line(cast.seeker, host=by_name, origin=f"http://{by_name}").ask("test:hear", channel="room:1")["ok"]


def test_a_refusal_is_a_sentence(served: Site) -> None:
    asking = http.client.HTTPConnection("127.0.0.1", served.port, timeout=5)
    asking.request("GET", "/socket.io/?EIO=4&transport=polling")
    answer = asking.getresponse()
    assert (answer.status, answer.read()) == (401, b"Sign in first.")
    asking.close()


def test_a_polling_session_belongs_to_who_opened_it(site: Flask, served: Site, cast: Cast) -> None:
    asking = http.client.HTTPConnection("127.0.0.1", served.port, timeout=5)
    path = "/socket.io/?EIO=4&transport=polling"

    def get(person: Person, path: str) -> tuple[int, bytes]:
        asking.request("GET", path, headers={"Cookie": f"peerhub={cookie_of(site, person)}"})
        answer = asking.getresponse()
        return answer.status, answer.read()

    code, opened = get(cast.seeker, path)
    assert code == 200
    session = json.loads(opened[1:])["sid"]
    assert get(cast.outsider, f"{path}&sid={session}")[0] == 403
    assert get(cast.seeker, f"{path}&sid=invented")[0] == 400
    asking.close()


def test_a_person_has_so_many_sockets(site: Flask, served: Site, cast: Cast, line: Open) -> None:
    lines = [line(cast.provider_focal_point) for _ in range(10)]
    assert status(served, cookie_of(site, cast.provider_focal_point)) == 429
    assert line(cast.outsider)
    lines[0].wire.close()
    time.sleep(0.3)  # the server learns of a closed line by reading it, which nobody can wait for from outside
    assert line(cast.provider_focal_point)


@pytest.mark.parametrize("kind", ["oversized", "bomb", "endless"])
def test_a_huge_frame_costs_nothing(served: Site, cast: Cast, line: Open, kind: str) -> None:
    watcher = line(cast.outsider)
    before = served.memory()
    attacker = line(cast.seeker)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    sent = {
        "oversized": frame(b"4" * (200 * MEGABYTE)),
        "bomb": frame(packer.compress(b"4" * (200 * MEGABYTE)) + packer.flush(), compressed=True),
        "endless": frame(b"4" * 100_000, declared=2**40),
    }[kind]
    with suppress(OSError):  # it closes before all is sent
        attacker.wire.sock.sendall(sent)
    assert attacker.is_closed()
    assert served.memory() - before < 16
    assert watcher.ask("test:hear", channel="room:1") == {"ok": True}


def test_a_stranger_cannot_send_frames_at_all(served: Site) -> None:
    before = served.memory()
    assert status(served) == 401
    assert served.memory() - before < 8


@pytest.mark.parametrize(
    "packet",
    [
        "42" + json.dumps([{"a": 1}, {}]),
        "42" + json.dumps([["room:open"], {}]),
        "42{}",
        "42[]",
        "42not json",
        "45" + "9" * 10 + "-[]",
        "451-" + json.dumps(["room:open", {"_placeholder": True, "num": 0}]),
        "431[]",
        "49",
        "42" + json.dumps(["test:hear", {"channel": "x" * 5000}]),
    ],
)
def test_what_no_page_sends_ends_the_connection(cast: Cast, line: Open, packet: str) -> None:
    watcher, attacker = line(cast.outsider), line(cast.seeker)
    attacker.wire.send(packet)
    assert attacker.is_closed()
    assert watcher.ask("test:hear", channel="room:1") == {"ok": True}


def test_bytes_end_the_connection(cast: Cast, line: Open) -> None:
    attacker = line(cast.seeker)
    attacker.wire.send_binary(b"\x00\x01")
    assert attacker.is_closed()


@pytest.mark.parametrize("name", ["unknown", "__proto__", "constructor", "connect", "disconnect", "room:event"])
def test_unknown_events_are_dropped(cast: Cast, line: Open, name: str) -> None:
    page = line(cast.seeker)
    page.wire.send("429" + json.dumps([name, {"channel": "room:1"}]))
    assert page.ask("test:hear", channel="room:1") == {"ok": True}


def test_refusals_and_failures_are_sentences(cast: Cast, line: Open) -> None:
    page = line(cast.seeker)
    page.wire.send('427["test:hear","room:1"]')
    assert json.loads(page.hear()[3:]) == [{"ok": False, "error": "Send one object with the event."}]
    failed = page.ask("test:fail")
    assert failed["ok"] is False
    assert "secret" not in failed["error"]


def test_who_says_too_much_is_cut_off(cast: Cast, line: Open) -> None:
    watcher, noisy = line(cast.outsider), line(cast.seeker)
    for _ in range(25):
        try:
            noisy.wire.send('42["unknown",{}]')
        except OSError:
            break
    assert noisy.is_closed()
    assert watcher.ask("test:hear", channel="room:1") == {"ok": True}


def test_a_slow_reader_gets_everything_whole(cast: Cast, line: Open) -> None:
    watcher, slow = line(cast.outsider), line(cast.seeker)
    slow.wire.send('42["test:flood",{"count":3000,"size":4000}]')
    time.sleep(1)  # until the kernel's buffers are full
    slow.wire.ping("are you there")  # the answer must not fall into the middle of a frame
    assert watcher.ask("test:hear", channel="room:1") == {"ok": True}
    got = [slow.event()[1] for _ in range(3000)]
    assert [event["number"] for event in got] == list(range(3000))
    assert {len(event["text"]) for event in got} == {4000}


def test_pushes_reach_those_who_hear(cast: Cast, line: Open) -> None:
    speaker, listener, other = line(cast.seeker), line(cast.provider), line(cast.outsider)
    listener.ask("test:hear", channel="room:1")
    speaker.ask("test:tell", channel="room:1", text="hello")
    assert listener.event() == ["told", {"channel": "room:1", "text": "hello"}]
    speaker.ask("test:evict", person=cast.provider.id, channel="room:1")
    speaker.ask("test:tell", channel="room:1", text="secret")
    assert listener.ask("test:hear", channel="room:2") == {"ok": True}  # and nothing came before the answer
    assert other.ask("test:hear", channel="room:2") == {"ok": True}


def test_ending_a_persons_sockets(cast: Cast, line: Open) -> None:
    speaker, tabs = line(cast.seeker), [line(cast.provider), line(cast.provider)]
    speaker.ask("test:end", person=cast.provider.id)
    assert [tab.is_closed() for tab in tabs] == [True, True]


def test_a_sign_in_that_ended_hears_nothing_new(stored: Database, cast: Cast, line: Open) -> None:
    page = line(cast.teammate)
    assert page.ask("test:hear", channel="room:1") == {"ok": True}
    with stored.transaction() as db:
        db.query(SignIn).filter_by(person_id=cast.teammate.id).delete()
    assert page.ask("test:hear", channel="room:2") == {"ok": False, "error": "Sign in first."}


@pytest.mark.valkey
def test_two_processes_are_one(stored: Database, cast: Cast, line: Open, valkey_url: str) -> None:
    joined = replace(stored.settings, queue_url=valkey_url)
    with running_site(joined) as one, running_site(joined) as two:
        speaker, listener = line(cast.seeker, at=one), line(cast.provider, at=two)
        listener.ask("test:hear", channel="room:1")
        wait_until_heard(speaker, listener)
        speaker.ask("test:tell", channel="room:1", text="hello")
        assert listener.event() == ["told", {"channel": "room:1", "text": "hello"}]
        speaker.ask("test:evict", person=cast.provider.id, channel="room:1")
        speaker.ask("test:tell", channel="room:1", text="secret")
        speaker.ask("test:tell", channel=f"person:{cast.provider.id}", text="for you")
        assert listener.event()[1]["text"] == "for you"
        speaker.ask("test:end", person=cast.provider.id)
        assert listener.is_closed()
