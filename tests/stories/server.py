"""The site as it really runs: `peerhub serve` in a process of its own, on its own folder, clock and mail server."""

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from peerhub.base.database.engine import Database, Db
from peerhub.base.settings_loading import load
from tests.stories.waiting import until
from tests.support.valkey import free_port

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Site:
    """A running site: its address, and the settings it runs with."""

    address: str
    settings: dict[str, str]

    def command(self, *words: str) -> str:
        """Run a `peerhub` command beside the server and return what it says. Raises CalledProcessError."""
        return subprocess.run(
            [sys.executable, "-m", "peerhub", *words],
            cwd=ROOT,
            env=os.environ | self.settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout


@contextmanager
def serving(
    var: Path,
    smtp_port: int,
    arrange: Callable[[Db], None],
    more: Mapping[str, str] | None = None,
    program: str = "peerhub",
) -> Iterator[Site]:
    """A new site whose database holds the programme's lists and what `arrange` adds, with `more` settings; it ends with the block.

    `program` is the module that serves: `peerhub`, or one that stands in for it.
    """
    site = _site(var, smtp_port, more or {})
    site.command("db", "upgrade")
    database = Database(load(site.settings), {})
    with database.transaction() as db:
        arrange(db)
    database.close()
    with (
        (var / "log").open("wb") as log,
        subprocess.Popen(
            [sys.executable, "-m", program, "serve"],
            cwd=ROOT,
            env=os.environ | site.settings,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        ) as server,
    ):
        try:
            until(lambda: _answers(site, server), "an answer from the server")
            yield site
        finally:
            server.terminate()
            server.wait(timeout=30)


def _site(var: Path, smtp_port: int, more: Mapping[str, str]) -> Site:
    port = free_port()
    settings = {
        "PEERHUB_ENV": "demo",  # the clock can be moved
        "PEERHUB_VAR": str(var),
        "PEERHUB_MEMORY": str(var / "memory"),
        "PEERHUB_PORT": str(port),
        "PEERHUB_SMTP_HOST": "127.0.0.1",
        "PEERHUB_SMTP_PORT": str(smtp_port),
        "PEERHUB_SMTP_TLS": "false",
        "PEERHUB_TICK_SECONDS": "1",
        **more,
    }
    return Site(f"http://127.0.0.1:{port}", settings)


def _answers(site: Site, server: subprocess.Popen[bytes]) -> bool | None:
    """True once the server answers. Raises AssertionError with its log when it has ended."""
    log = Path(site.settings["PEERHUB_VAR"]) / "log"
    assert server.poll() is None, log.read_text(encoding="utf-8")
    try:
        with urllib.request.urlopen(f"{site.address}/healthz") as answer:  # noqa: S310  (http, to ourselves)
            return bool(answer.status == 200) or None
    except urllib.error.URLError:
        return None
