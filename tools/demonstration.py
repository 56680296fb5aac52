"""A running site with a fresh demonstration of its own, for pictures and for the tests that open every page."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent
AT = "@demo.peerhub.example"


@dataclass(frozen=True)
class Demonstration:
    """Where the site listens, and the password of all its accounts."""

    address: str
    password: str

    def sign_in(self, page: Page, account: str) -> None:
        """Sign in by the page, as `account`: the part of its mail address before the @."""
        page.goto("/sign-in")
        page.fill("[name=email]", account + AT)
        page.fill("[name=password]", self.password)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: urlsplit(url).path != "/sign-in")


@contextmanager
def demonstration() -> Iterator[Demonstration]:
    """Load the demonstration into a folder of its own and serve it; both are gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix="peerhub-demonstration-") as folder:
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        environment = {**os.environ, "PEERHUB_ENV": "demo", "PEERHUB_VAR": folder, "PEERHUB_PUBLIC_URL": address}
        for words in (("db", "upgrade"), ("demo", "load")):
            _run(environment, *words)
        accounts = json.loads(_run(environment, "demo", "accounts", "--json"))
        serve = command("serve", "--host", "127.0.0.1", "--port", str(port))
        with subprocess.Popen(serve, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as server:
            try:
                wait_for(port)
                yield Demonstration(address, accounts[0]["password"])
            finally:
                server.terminate()


def _run(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(command(*words), cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def command(*words: str) -> list[str]:
    """A `peerhub` command of this checkout."""
    return [sys.executable, "-m", "peerhub", *words]


def free_port() -> int:
    """A port of the loopback that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def wait_for(port: int) -> None:
    """Wait until the site answers; gives up after twenty seconds."""
    for _ in range(200):
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("The site did not start within twenty seconds.")
