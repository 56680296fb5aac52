"""Valkey is gone for some seconds while two processes serve: writing and reading go on, live resumes, holes are filled.

In life the heart beats every half minute; here every second (tests/faults/site.py), so that nobody waits for it.
"""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask

from tests.faults.arrange import Ground
from tests.faults.clients import Browser, Viewer, until_shown
from tests.faults.ledger import Ledger
from tests.faults.served import Served, serving
from tests.stories.waiting import until
from tests.support.valkey import free_port, valkey

pytestmark = [pytest.mark.valkey, pytest.mark.fault]


@pytest.fixture
def joined(ground: Ground) -> Iterator[tuple[Served, Served, int, ExitStack]]:
    """Two sites joined by the Valkey at a port; closing the stack stops that Valkey."""
    port, first = free_port(), ExitStack()
    first.enter_context(valkey(port))
    settings = ground.settings | {"PEERHUB_QUEUE_URL": f"valkey://127.0.0.1:{port}/0"}
    with first, serving(settings) as one, serving(settings) as two:
        yield one, two, port, first


def test_nothing_is_lost_without_it(site: Flask, ground: Ground, joined: tuple[Served, Served, int, ExitStack]) -> None:
    one, two, port, first = joined
    cast, place, ledger = ground.cast, ground.place, Ledger()
    with ExitStack() as stack:
        here = Viewer(Browser.of(site, cast.seeker, one.origin), place.room, place.thread).begin()
        there = Viewer(Browser.of(site, cast.outsider, two.origin), place.room, place.thread).begin()
        naive = Viewer(Browser.of(site, cast.teammate, two.origin), place.room, place.thread, naive=True).begin()
        for each in (here, there, naive):
            stack.callback(each.end)
        writer = Browser.of(site, cast.provider, one.origin)
        writer.open_form(f"/threads/{place.thread}")
        _until_live(writer, ground, ledger, there)
        first.close()
        for number in range(5):
            post(writer, ground, ledger, f"Without it {number}")
        assert Browser.of(site, cast.outsider, two.origin).get(f"/threads/{place.thread}").status == 200
        expected = ledger.messages(ground.database, place)
        until_shown([here, there], expected)  # the beats go on without it
        assert naive.page.messages != expected  # it did lose what the queue would have carried
        stack.enter_context(valkey(port))
        _until_live(writer, ground, ledger, there)
        expected = ledger.messages(ground.database, place)
        until_shown([here, there], expected)
        ledger.check(ground.database, place)


def post(writer: Browser, ground: Ground, ledger: Ledger, body: str) -> None:
    """Write; one try must do."""
    ledger.sent.append(body)
    answer = writer.post(f"/threads/{ground.place.thread}/messages", body=body, key=f"key-{len(ledger.sent)}", seen=1)
    assert answer.status in {200, 201}, answer
    ledger.note(body, answer.json)


def _until_live(writer: Browser, ground: Ground, ledger: Ledger, there: Viewer) -> None:
    """Until what is written at one process is heard at the other as it happens."""
    heard = there.heard

    def is_heard() -> bool | None:
        post(writer, ground, ledger, f"Heard {len(ledger.sent)}?")
        return there.heard > heard or None

    until(is_heard, "live messages from the other process", 40)
