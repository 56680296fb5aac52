"""The database stops and starts again under a running site: "try again", nothing typed is lost, then all goes on."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask

from tests.faults.arrange import Ground, ground_on
from tests.faults.clients import Browser
from tests.faults.ledger import Ledger
from tests.faults.served import serving
from tests.support.databases import fill
from tests.support.postgres import Postgres, postgres

pytestmark = [pytest.mark.postgres, pytest.mark.fault]
TYPED = "What was typed while the database was away"


@pytest.fixture
def server() -> Iterator[Postgres]:
    """A server of this test alone, since it stops it."""
    with postgres() as running:
        yield running


@pytest.fixture
def grown(site: Flask, server: Postgres, tmp_path: Path) -> Iterator[Ground]:
    """The rooms in a database of that server."""
    url = server.create("site")
    fill(url)
    with ground_on(site, url, tmp_path) as made:
        yield made


def test_what_is_written_meanwhile_is_sent_afterwards(site: Flask, server: Postgres, grown: Ground) -> None:
    path, ledger = f"/threads/{grown.place.thread}/messages", Ledger(sent=["Before", TYPED])
    with serving(grown.settings) as served, ExitStack() as stack:
        writer = Browser.of(site, grown.cast.provider, served.origin)
        writer.open_form(f"/threads/{grown.place.thread}")
        before = writer.post(path, body="Before", key="before", seen=1)
        assert before.status == 201
        ledger.note("Before", before.json)
        server.stop()
        for _time in range(2):  # on connections that were open, and on none
            refused = writer.post(path, body=TYPED, key="typed", seen=2)
            assert (refused.status, "Try again" in refused.json["error"]) == (503, True)
            page = writer.post(path, accept="text/html", body=TYPED, key="typed", seen=2)
            assert (page.status, TYPED in page.text) == (503, True)
            assert writer.get(f"/threads/{grown.place.thread}").status == 503
        stack.enter_context(server.again())
        sent = writer.post(path, body=TYPED, key="typed", seen=2)
        assert sent.status == 201, sent
        ledger.note(TYPED, sent.json)
        assert writer.get(f"/threads/{grown.place.thread}").status == 200
        grown.database.engine.dispose()
        ledger.check(grown.database, grown.place)
        assert "Traceback" not in served.log.read_text(encoding="utf-8")
