"""How much a person may ask of the live line, over all of their connections, and what that costs the others."""

import http.client
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import websocket
from flask import Flask

from peerhub.base.database.engine import Database
from peerhub.base.live.channels import LARGEST_PACKET
from peerhub.base.live.connection_check import AT_ONCE
from peerhub.base.live.events import OF_A_CONNECTION, OF_A_PERSON
from peerhub.base.settings import Settings
from tests.base.live.sites import Line, Site, cookie_of, own_database, running_site
from tests.cast import Cast
from tests.support.databases import Databases

pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module")
def stored(site: Flask, databases: Databases) -> Iterator[Database]:
    """A database for the served site of this file."""
    with own_database(site, databases) as database:
        yield database


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the served site writes what it has to say."""
    return tmp_path_factory.mktemp("limits") / "log"


@pytest.fixture(scope="module")
def served(stored: Database, log: Path) -> Iterator[Site]:
    """The site in a process of its own."""
    with running_site(stored.settings, log) as running:
        yield running


@pytest.fixture(scope="module")
def people(stored: Database) -> Cast:
    """Those who are in it."""
    with stored.session() as db:
        return Cast.find(db)


def flood(page: Line, packets: int) -> None:
    """Say so many things at once, as far as the other end listens."""
    for number in range(packets):
        try:
            page.wire.send(f"42{number}" + json.dumps(["test:hear", {"channel": "room:1"}]))
        except (OSError, websocket.WebSocketException):
            return


def answers(page: Line) -> int:
    """How many answers come until the other end closes, or nothing more comes."""
    page.wire.settimeout(1)
    found = 0
    try:
        while text := page.wire.recv():
            found += str(text).startswith("43")
    except (OSError, websocket.WebSocketException):
        return found
    return found


def test_sockets_ask_much(site: Flask, served: Site, people: Cast) -> None:
    """Each connection keeps within its own allowance, and still all of them together ask no more than a person may."""
    cookie = cookie_of(site, people.seeker)
    pages = [Line(served, cookie).greet() for _tab in range(8)]
    each = int(OF_A_CONNECTION) - 4  # beside the greeting
    assert len(pages) * each > 2 * OF_A_PERSON
    for page in pages:
        flood(page, each)
    assert sum(answers(page) for page in pages) <= OF_A_PERSON * 1.5  # it fills again meanwhile
    for page in pages:
        page.wire.shutdown()
    other = Line(served, cookie_of(site, people.outsider)).greet()
    assert other.ask("test:hear", channel="room:1") == {"ok": True}
    other.wire.shutdown()


def test_by_default_a_person_has_some_tabs_and_no_thousand() -> None:
    assert (Settings.sockets_per_person, Settings.sockets_per_address) == (30, 500)


@pytest.mark.parametrize("length", [LARGEST_PACKET + 1, 10_000_000, None], ids=["a byte more", "much more", "unsaid"])
def test_a_post_that_is_too_large_is_answered(site: Flask, served: Site, people: Cast, length: int | None) -> None:
    headers: dict[str, str] = {"Cookie": f"peerhub={cookie_of(site, people.provider)}", "Origin": served.origin}
    asking = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
    asking.request("GET", "/socket.io/?EIO=4&transport=polling", headers=headers)
    sid = json.loads(asking.getresponse().read()[1:])["sid"]
    path = f"/socket.io/?EIO=4&transport=polling&sid={sid}"
    asking.putrequest("POST", path)
    size = {"Transfer-Encoding": "chunked"} if length is None else {"Content-Length": str(length)}
    for name, value in (headers | size).items():
        asking.putheader(name, value)
    asking.endheaders()
    asking.send(b"4" * min(length or 0, LARGEST_PACKET + 1))
    answer: Any = asking.getresponse()
    said = answer.read()
    asking.close()
    assert answer.status == 413
    assert said == b"This is too large. Shorten it or send it in parts."


def test_a_connection_has_a_few_requests_at_once(site: Flask, served: Site, people: Cast) -> None:
    """Each upgrade of one polling session holds a line open, whatever comes of it."""
    cookie = cookie_of(site, people.provider)
    asking = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
    headers = {"Cookie": f"peerhub={cookie}", "Origin": served.origin}
    asking.request("GET", "/socket.io/?EIO=4&transport=polling", headers=headers)
    sid = json.loads(asking.getresponse().read()[1:])["sid"]
    half_open = [Line(served, cookie, more=f"&sid={sid}") for _upgrade in range(AT_ONCE)]
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        Line(served, cookie, more=f"&sid={sid}")
    assert refused.value.status_code == 429
    for line in half_open:
        line.wire.shutdown()
    asking.close()


def test_flood_fills_the_log(site: Flask, served: Site, people: Cast, log: Path) -> None:
    before = len(log.read_text(encoding="utf-8"))
    page = Line(served, cookie_of(site, people.focal_point)).greet()
    flood(page, 300)
    assert page.is_closed()
    other = Line(served, cookie_of(site, people.teammate)).greet()  # what was on its way has been read by now
    assert other.ask("test:hear", channel="room:1") == {"ok": True}
    for each in (page, other):
        each.wire.shutdown()
    said = log.read_text(encoding="utf-8")[before:]
    assert "Traceback" not in said
    assert len(re.findall("said too much", said)) <= 1
    assert len(said.splitlines()) <= 2
