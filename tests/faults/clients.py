"""Clients over a line that may break: one that sends until it is answered, and one that follows a room like a page."""

import http.client
import json
import re
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import websocket
from flask import Flask

from peerhub.people.models import Person
from tests.base.live.sites import cookie_of
from tests.faults.following import Event, Following
from tests.stories.waiting import until

TOKEN = re.compile(r'name="csrf_token"[^>]*?value="([^"]+)"')
SHORT = 0.05  # seconds between two tries; pages wait longer, and longer each time
AGAIN = {429, 500, 502, 503}


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    text: str

    @property
    def json(self) -> dict[str, Any]:
        """The same for programs."""
        read: dict[str, Any] = json.loads(self.text)
        return read


@dataclass
class Browser:
    """Somebody signed in at `origin`; each request has a connection of its own. Raises OSError when the line breaks."""

    origin: str
    cookie: str
    token: str = ""
    tries: int = 0

    @classmethod
    def of(cls, app: Flask, person: Person, origin: str) -> "Browser":
        """The browser of a person."""
        return cls(origin, f"peerhub={cookie_of(app, person)}")

    def open_form(self, path: str) -> None:
        """Load a page with a form, whose token all later posts carry."""
        page = self._ask("GET", path, "", {})
        found = TOKEN.search(page.text)
        assert found, (page.status, page.text[:500])
        self.token = found.group(1)

    def get(self, path: str) -> Answer:
        """Read."""
        return self._ask("GET", path, "", {"Accept": "application/json"})

    def post(self, path: str, *, accept: str = "application/json", **fields: Any) -> Answer:
        """Send once."""
        self.tries += 1
        form = urlencode({"csrf_token": self.token, **fields})
        return self._ask("POST", path, form, {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"})

    def post_until_answered(self, path: str, ended: threading.Event | None = None, **fields: Any) -> Answer | None:
        """Send until there is an answer that is none of "try again"; None when it `ended` before."""
        pause = ended or threading.Event()
        while not pause.is_set():
            with suppress(OSError, http.client.HTTPException):
                answer = self.post(path, **fields)
                if answer.status not in AGAIN:
                    return answer
            pause.wait(SHORT)
        return None

    def _ask(self, method: str, path: str, body: str, headers: dict[str, str]) -> Answer:
        asking = http.client.HTTPConnection(urlsplit(self.origin).netloc, timeout=20)
        try:
            asking.request(method, path, body or None, headers | {"Cookie": self.cookie})
            answer = asking.getresponse()
            text = answer.read().decode()
            if changed := answer.headers.get_all("Set-Cookie"):
                self.cookie = changed[0].partition(";")[0]
            return Answer(answer.status, text)
        finally:
            asking.close()


@dataclass
class Viewer:
    """Follows a thread in a thread of its own, as a page does: a socket for what is new, HTTP for what was missed.

    With `naive` it never asks for what it missed: the proof that something was. `connections` counts its sockets.
    """

    browser: Browser
    room: int
    thread: int
    naive: bool = False
    connections: int = 0
    heard: int = 0
    page: Following = field(init=False)
    _wire: Any = None
    _ended: threading.Event = field(default_factory=threading.Event)
    _follows: threading.Thread | None = None

    def __post_init__(self) -> None:
        self.page = Following(self.thread, self._fetch, self._load)

    def begin(self) -> "Viewer":
        """Load the page and follow from now on; returns when the socket hears the room."""
        self.page.reload()
        heard = threading.Event()
        self._follows = threading.Thread(target=self._follow, args=(heard.set,), daemon=True)
        self._follows.start()
        assert heard.wait(20), "The socket does not open."
        return self

    def end(self) -> None:
        """Close the page."""
        self._ended.set()
        with suppress(AttributeError, OSError):
            self._wire.sock.close()
        if self._follows:
            self._follows.join(10)

    def _follow(self, heard: Callable[[], None]) -> None:
        while not self._ended.is_set():
            with suppress(OSError, http.client.HTTPException, websocket.WebSocketException, AssertionError):
                self._listen(heard)
            self._ended.wait(SHORT)

    def _listen(self, heard: Callable[[], None]) -> None:
        parts = urlsplit(self.browser.origin)
        address = f"ws://{parts.netloc}/socket.io/?EIO=4&transport=websocket"
        shown: dict[str, Any] = {
            "origin": self.browser.origin,
            "header": {"Cookie": self.browser.cookie},
            "timeout": 60,
        }
        self._wire = websocket.create_connection(address, **shown)
        try:
            self._wire.send("40")
            while not self._ended.is_set():
                self._hear(str(self._wire.recv()), heard)
        finally:
            self._wire.close(timeout=0)

    def _hear(self, packet: str, heard: Callable[[], None]) -> None:
        if packet == "":
            raise ConnectionError
        if packet == "2":
            self._wire.send("3")
        elif packet.startswith("40"):
            self._wire.send("421" + json.dumps(["room:open", {"room": self.room, "language": "en"}]))
        elif packet.startswith("431"):
            answer = json.loads(packet[3:])[0]
            assert answer["ok"], answer
            self._look(answer)
            self.connections += 1
            heard()
        elif packet.startswith("42"):
            self._told(*json.loads(packet[2:]))

    def _told(self, name: str, payload: Event) -> None:
        if name == "room:beat":
            self._look(payload)
        elif name == "room:event" and payload["room"] == self.room:
            self.heard += 1
            if self.naive:
                self.page.apply(payload)
            elif not self.page.take(payload):
                self.page.catch_up()

    def _look(self, told: Event) -> None:
        if not self.naive and not self.page.compare(told["epoch"], told["last_seq"]):
            self.page.catch_up()

    def _fetch(self, after: int, epoch: str) -> dict[str, Any]:
        answer = self.browser.get(f"/rooms/{self.room}/events?after={after}&epoch={epoch}")
        if answer.status != 200:
            raise ConnectionError(answer.status)
        return answer.json

    def _load(self) -> tuple[int, str, list[int]]:
        """A fresh page, read from the whole log: nothing was pruned here."""
        caught = self._fetch(0, "")
        fresh = Following(self.thread, self._fetch, self._load, epoch=caught["epoch"])
        fresh.catch_up()
        return fresh.have, fresh.epoch, fresh.messages


def until_shown(viewers: Sequence[Viewer], expected: list[int]) -> None:
    """Until every page shows exactly that."""
    for viewer in viewers:
        _until_one_shows(viewer.page, expected)


def _until_one_shows(page: Following, expected: list[int]) -> None:
    until(lambda: page.messages == expected or None, "every message on every page", 30)
