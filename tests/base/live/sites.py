"""Starts sites on gevent and talks to them over raw WebSockets."""

import atexit
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import psutil
import websocket
from flask import Flask

from peerhub.base.database.engine import Database
from peerhub.base.settings import Settings
from peerhub.people.models import Person
from tests.cast import kept_token
from tests.support.databases import Databases
from tests.support.valkey import free_port

ROOT = Path(__file__).parents[3]


@dataclass
class Site:
    """A running site."""

    port: int
    process: psutil.Process

    @property
    def origin(self) -> str:
        """What its own pages send as origin."""
        return f"http://127.0.0.1:{self.port}"

    def memory(self) -> float:
        """Megabytes that it holds."""
        return float(self.process.memory_info().rss) / 1e6

    def sockets(self) -> int:
        """How many connections it holds."""
        connections = self.process.net_connections("tcp")
        return sum(connection.status == psutil.CONN_ESTABLISHED for connection in connections)


class Line:
    """A WebSocket of one page, speaking Engine.IO 4 and Socket.IO 5 by hand."""

    def __init__(self, site: Site, cookie: str, more: str = "", **options: Any) -> None:
        address = f"ws://127.0.0.1:{site.port}/socket.io/?EIO=4&transport=websocket{more}"
        shown: dict[str, Any] = {"origin": site.origin, "header": {"Cookie": f"peerhub={cookie}"}, "timeout": 10}
        self.wire: Any = websocket.create_connection(address, **shown | options)
        self.acks = 0

    def greet(self) -> "Line":
        """Connect to the one namespace."""
        assert self.wire.recv().startswith("0{")
        self.wire.send("40")
        assert self.wire.recv().startswith("40{")
        return self

    def ask(self, name: str, **payload: Any) -> dict[str, Any]:
        """Emit an event and wait for its answer."""
        self.acks += 1
        self.wire.send(f"42{self.acks}" + json.dumps([name, payload]))
        while True:
            text = self.hear()
            if text.startswith(f"43{self.acks}["):
                answer: dict[str, Any] = json.loads(text.removeprefix(f"43{self.acks}"))[0]
                return answer

    def hear(self) -> str:
        """The next packet that is no ping."""
        while (text := str(self.wire.recv())) == "2":
            self.wire.send("3")
        return text

    def event(self) -> list[Any]:
        """The next event: its name and payload."""
        text = self.hear()
        assert text.startswith("42["), text
        event: list[Any] = json.loads(text[2:])
        return event

    def is_closed(self, within: float = 5) -> bool:
        """Whether the other end closes, in so many seconds."""
        self.wire.settimeout(within)
        try:
            while self.wire.recv() not in {"", None}:
                pass
        except websocket.WebSocketTimeoutException:
            return False
        except (websocket.WebSocketException, OSError):
            return True
        return True


@cache
def _maker() -> subprocess.Popen[str]:
    """The process whose copies serve sites. It ends when the tests do."""
    command = [sys.executable, "-m", "tests.base.live.site"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    @atexit.register
    def end() -> None:
        process.communicate()

    return process


@contextmanager
def running_site(settings: Settings, complaints: Path | None = None) -> Iterator[Site]:
    """A site with these settings on gevent, in a process of its own, on a free port; it writes into `complaints` what is wrong."""
    port = free_port()
    environ = os.environ | {
        "PEERHUB_ENV": "test",
        "PEERHUB_VAR": str(settings.var),
        "PEERHUB_MEMORY": str(settings.memory),
        "PEERHUB_SECRET_KEY": settings.secret_key,
        "PEERHUB_DATABASE_URL": settings.database_url,
        "PEERHUB_QUEUE_URL": settings.queue_url,
        "PEERHUB_PORT": str(port),
        "PEERHUB_SOCKETS_PER_PERSON": str(settings.sockets_per_person),
    }
    maker = _maker()
    assert maker.stdin
    assert maker.stdout
    print(json.dumps([environ, str(complaints or "")]), file=maker.stdin, flush=True)
    word, number = maker.stdout.readline().split()
    assert word == "ready"
    process = psutil.Process(int(number))
    try:
        _wait_for(port)
        yield Site(port, process)
    finally:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
        process.wait(timeout=30)


def _wait_for(port: int) -> None:
    for _attempt in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)  # a process that starts says so only by listening
        else:
            return
    raise AssertionError("The site did not start.")


def cookie_of(app: Flask, person: Person, token: str = "") -> str:
    """The cookie of the sign-in that one of the cast begins with, as the site would set it; or one with another token."""
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return str(signer.dumps({"_user_id": token or kept_token(person), "_fresh": True}))


@contextmanager
def own_database(site: Flask, databases: Databases, **changed: Any) -> Iterator[Database]:
    """A fresh database for a served site, with its settings `changed`; dropped when the block ends."""
    settings: Settings = site.extensions["peerhub.database"].settings
    url = databases.fresh()
    database = Database(replace(settings, database_url=url, **changed), {})
    yield database
    database.close()
    databases.drop(url)
