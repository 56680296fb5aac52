"""`peerhub mail receive` as the process that people start."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.base.mail.addresses import BOUNCE, token_address
from peerhub.base.settings_loading import load
from peerhub.incoming import rules
from peerhub.incoming.models import IncomingMail
from tests.incoming.arrange import REPLIES, hand_in, letter
from tests.stories.receiving import receiving
from tests.stories.server import ROOT, Site
from tests.stories.waiting import until
from tests.support.databases import fill


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site on disk that receives emails; it does not run."""
    url = f"sqlite:///{tmp_path}/site.sqlite"
    fill(url)
    settings = {"PEERHUB_ENV": "demo", "PEERHUB_VAR": str(tmp_path), "PEERHUB_MEMORY": str(tmp_path / "memory")}
    settings |= {"PEERHUB_DATABASE_URL": url, "PEERHUB_SECRET_KEY": "x" * 40, "PEERHUB_MAIL_REPLIES": REPLIES}
    return Site("", settings)


def receive(site: Site, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """The command, which is expected to end by itself."""
    command = [sys.executable, "-m", "peerhub", "mail", "receive", *words]
    environ = os.environ | site.settings | more
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )


def test_its_help_names_what_it_needs(site: Site) -> None:
    told = receive(site, "--help")
    assert told.returncode == 0
    for word in ("PEERHUB_MAIL_REPLIES", "--port", "--host", "lmtp|smtp", "127.0.0.1", "Several of these can run."):
        assert word in told.stdout


def test_it_refuses_in_a_sentence(site: Site) -> None:
    told = receive(site, "--port", "0", PEERHUB_ENV="test", PEERHUB_MAIL_REPLIES="")
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == "Error: PEERHUB_MAIL_REPLIES is not set: PeerHub does not know its own address.\n"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = receive(site, "--port", str(port))
    assert told.returncode == 1
    assert told.stderr.startswith(f"Error: Port {port} on 127.0.0.1 cannot be used (")
    assert "Traceback" not in told.stderr
    assert "Choose another one with --port." in told.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_keeps_what_it_acknowledges_handles_it_and_ends_in_order(site: Site, number: signal.Signals) -> None:
    settings = load(site.settings)
    database = Database(settings, {})
    recipient = token_address(settings, clock.now(), BOUNCE, 1, 2)
    with receiving(site) as receiver:
        hand_in(receiver.port, recipient, letter("office@cast.example", "Hello"))
        with database.session() as db:
            assert len(db.scalars(select(IncomingMail)).all()) == 1
        until(lambda: state_of(database) not in {rules.WAITING, rules.HANDLING} or None, "the email handled")
        with socket.create_connection(("127.0.0.1", receiver.port)) as waiting:
            assert waiting.recv(100).startswith(b"220 ")
            receiver.process.send_signal(number)
            assert receiver.process.wait(timeout=30) == 0
            assert waiting.recv(100) == b""
    assert state_of(database) == rules.IGNORED
    said = receiver.log.read_text(encoding="utf-8")
    assert said == f"Receiving emails on 127.0.0.1:{receiver.port}.\n"
    database.close()


def state_of(database: Database) -> str:
    """What became of the one email."""
    with database.session() as db:
        return db.scalars(select(IncomingMail.state)).one()
