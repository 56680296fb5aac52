"""The site as `peerhub serve` runs it, on a folder and database that outlive it: it can be killed and started again."""

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from peerhub.base.settings import Settings
from tests.stories.waiting import until
from tests.support.valkey import free_port

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Served:
    """A site at one port. `starts` says how often it was started."""

    settings: dict[str, str]
    port: int = field(default_factory=free_port)
    starts: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def origin(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What it says."""
        return Path(self.settings["PEERHUB_VAR"]) / f"log-{self.port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        environ = os.environ | self.settings | {"PEERHUB_PORT": str(self.port)}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.site", "serve"],
                cwd=ROOT,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.starts += 1
        until(self._answers, "an answer from the server")

    def kill(self) -> None:
        """`kill -9`: in the middle of whatever it does."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End it in order."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=30)

    def _answers(self) -> bool | None:
        assert self.process
        assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
        try:
            with urllib.request.urlopen(f"{self.origin}/healthz", timeout=5) as answer:  # noqa: S310  (http, to ourselves)
                return bool(answer.status == 200) or None
        except urllib.error.HTTPError:
            return True  # it runs; its database may not
        except OSError:
            return None


def settings_for(site: Flask, url: str, var: Path, **more: str) -> dict[str, str]:
    """What a served site needs to know: the database at `url`, and the secret under which the test signs people in."""
    secret: Settings = site.extensions["peerhub.database"].settings
    return {
        "PEERHUB_ENV": "demo",  # commits are durable, limits count: as in production, but without https
        "PEERHUB_VAR": str(var),
        "PEERHUB_MEMORY": str(var / "memory"),
        "PEERHUB_SECRET_KEY": secret.secret_key,
        "PEERHUB_DATABASE_URL": url,
        "PEERHUB_RUN_JOBS": "false",
        "PEERHUB_MESSAGES_PER_MINUTE": "100000",  # one writer stands for many
        **more,
    }


@contextmanager
def serving(settings: dict[str, str]) -> Iterator[Served]:
    """A running site; it ends with the block."""
    served = Served(settings)
    served.start()
    try:
        yield served
    finally:
        served.stop()
