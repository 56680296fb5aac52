"""The line drops again and again while messages are posted: every page ends with exactly these messages, in order.

In life a line that drops is gone for two seconds in every ten; here for 0.2 in every 0.8, so that it takes seconds.
"""

import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask

from peerhub.people.models import Person
from tests.faults.arrange import Ground
from tests.faults.clients import Browser, Viewer, until_shown
from tests.faults.ledger import Ledger
from tests.faults.served import Served
from tests.stories.waiting import until
from tests.support.proxy import BadLine, bad_line

pytestmark = pytest.mark.fault
UP, DOWN, LATE = 0.6, 0.2, 0.01
MESSAGES = 40


@pytest.fixture
def lines(served: Served) -> Iterator[tuple[BadLine, BadLine]]:
    """One line for those who write, one for those who read; each breaks by itself."""
    with bad_line(served.port, LATE) as writing, bad_line(served.port, LATE) as reading:
        yield writing, reading


def test_every_viewer_ends_with_exactly_what_was_posted(
    site: Flask, ground: Ground, served: Served, lines: tuple[BadLine, BadLine]
) -> None:
    writing, reading = lines
    cast, place, ledger = ground.cast, ground.place, Ledger()
    readers = (cast.seeker, cast.teammate, cast.outsider)
    with ExitStack() as stack:
        viewers = [_viewer(site, person, reading, ground) for person in readers]
        naive = _viewer(site, cast.facilitator, reading, ground, naive=True)
        for each in (*viewers, naive):
            stack.callback(each.end)
        writer = Browser.of(site, cast.provider, writing.origin)
        writer.open_form(f"/threads/{place.thread}")
        stack.callback(reading.close)
        writing.weather(UP, DOWN)
        reading.weather(UP, DOWN)
        _post_all(writer, ground, ledger, range(MESSAGES))
        expected = ledger.messages(ground.database, place)
        until_shown(viewers, expected)
        assert len(expected) == MESSAGES + 1
        ledger.check(ground.database, place)
        # The line was really bad: posts were sent again, sockets were opened again, and who never asks has not seen all.
        assert writer.tries > MESSAGES
        assert all(viewer.connections > 2 and viewer.page.catches for viewer in viewers)
        assert naive.page.messages != expected
        assert all(viewer.page.loads == 1 for viewer in viewers)


def test_an_answer_that_is_lost_is_given_again(site: Flask, ground: Ground, served: Served) -> None:
    place, body = ground.place, "Sent until answered"
    with bad_line(served.port, delay=0.2) as line:
        writer = Browser.of(site, ground.cast.provider, line.origin)
        writer.open_form(f"/threads/{place.thread}")
        ledger = Ledger(sent=[body])
        lost = _post_and_lose(writer, line, ground, body)
        assert lost, "The answer came before the line was cut."
        line.mend()
        answer = writer.post_until_answered(f"/threads/{place.thread}/messages", body=body, key="kept-key", seen=1)
        assert answer
        assert answer.status == 201
        ledger.note(body, answer.json)
        ledger.check(ground.database, place)
        # Without the key of its page the same would be there twice: that is what the key is for.
        again = writer.post_until_answered(f"/threads/{place.thread}/messages", body=body, key="another-key", seen=1)
        assert again
        assert again.json["number"] == answer.json["number"] + 1


def _post_and_lose(writer: Browser, line: BadLine, ground: Ground, body: str) -> bool:
    """Post, and cut the line when the message is kept, but its answer still on the way."""
    outcome: list[Exception] = []

    def send() -> None:
        try:
            writer.post(f"/threads/{ground.place.thread}/messages", body=body, key="kept-key", seen=1)
        except Exception as problem:
            outcome.append(problem)

    sending = threading.Thread(target=send)
    sending.start()
    until(lambda: len(Ledger().messages(ground.database, ground.place)) == 2 or None, "the message")
    line.cut()
    sending.join(10)
    return bool(outcome)


def _viewer(site: Flask, person: Person, line: BadLine, ground: Ground, *, naive: bool = False) -> Viewer:
    browser = Browser.of(site, person, line.origin)
    return Viewer(browser, ground.place.room, ground.place.thread, naive=naive).begin()


def _post_all(writer: Browser, ground: Ground, ledger: Ledger, numbers: range) -> None:
    for number in numbers:
        body = f"Line {number}"
        ledger.sent.append(body)
        answer = writer.post_until_answered(
            f"/threads/{ground.place.thread}/messages", body=body, key=f"key-{number}", seen=number + 1
        )
        assert answer
        assert answer.status in {200, 201}, answer.text
        ledger.note(body, answer.json)
