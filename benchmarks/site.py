"""PeerHub on a database of its own, and the bare references."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.processes import ROOT, Server, free_port, python, serving

ACCOUNTS = 500


@dataclass
class Site:
    """A filled database, and how to serve it. It stands behind one proxy, so that each account has an address of its own."""

    folder: Path
    port: int = field(default_factory=free_port)
    filled: dict[str, Any] = field(default_factory=dict)
    database_url: str = ""  # the embedded one otherwise

    @property
    def environment(self) -> dict[str, str]:
        """The settings."""
        address = f"http://127.0.0.1:{self.port}"
        other = {"PEERHUB_DATABASE_URL": self.database_url} if self.database_url else {}
        return {
            **other,
            "PEERHUB_VAR": str(self.folder / "var"),
            "PEERHUB_MEMORY": str(self.folder / "memory"),
            "PEERHUB_PUBLIC_URL": address,
            "PEERHUB_PORT": str(self.port),
            "PEERHUB_PROXIES": "1",
            "PEERHUB_MESSAGES_PER_MINUTE": "100000",  # one visitor stands for many
        }

    @property
    def visitors(self) -> list[dict[str, str]]:
        """The accounts' cookies, tokens and addresses."""
        found: list[dict[str, str]] = self.filled["visitors"]
        return found

    def fill(self) -> None:
        """Make the schema and what is in it."""
        self.run("peerhub", "db", "upgrade")
        self.filled = json.loads(self.run("benchmarks.seed", str(ACCOUNTS)))

    @contextmanager
    def serve(self) -> Iterator[Server]:
        """The embedded stack: pages, sockets and jobs in one process."""
        command = python("-m", "peerhub", "serve")
        with serving("peerhub", command, self.port, self.folder / "peerhub.log", self.environment) as server:
            yield server

    def thread(self, length: str = "long") -> str:
        """The address of the long or the short thread."""
        return f"/threads/{self.filled[length]}"

    def count_queries(self) -> dict[str, int]:
        """The queries of the short and of the long thread's page."""
        told = self.run("benchmarks.queries", self.visitors[0]["cookie"], self.thread("short"), self.thread("long"))
        short, long = json.loads(told)
        return {"short": short, "long": long}

    def write_many(self, messages: int) -> dict[str, Any]:
        """Fill it with so many messages; what to look for in them."""
        told: dict[str, Any] = json.loads(self.run("benchmarks.corpus", str(messages)))
        return told

    def run(self, module: str, *words: str) -> str:
        """Run a module with the settings of this site; what it prints."""
        environment = {**os.environ, **self.environment}
        done = subprocess.run(
            python("-m", module, *words),
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=1800,
        )
        if done.returncode:
            raise SystemExit(f"{module} {' '.join(words)} failed:\n{done.stderr[-2000:]}")
        return done.stdout


@contextmanager
def bare_socketio(folder: Path, event: dict[str, Any]) -> Iterator[Server]:
    """The reference for live rooms, sending `event`."""
    port = free_port()
    command = python(
        "-m", "benchmarks.bare_socketio", str(port), json.dumps(event), str(folder / "bare_socketio.sqlite")
    )
    with serving("bare Flask-SocketIO", command, port, folder / "bare_socketio.log") as server:
        yield server


@contextmanager
def bare_page(folder: Path) -> Iterator[Server]:
    """The reference for a thread page."""
    port = free_port()
    command = python("-m", "benchmarks.bare_page", str(port), str(folder / "bare.sqlite"))
    with serving("bare page", command, port, folder / "bare_page.log") as server:
        yield server
