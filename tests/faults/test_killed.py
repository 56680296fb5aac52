"""`kill -9` of the server in the middle of its work, and a start on the same data."""

import random
import socket
import threading
from collections.abc import Iterable
from contextlib import ExitStack

import pytest
from flask import Flask

from peerhub.people.models import Person
from tests.faults.arrange import Ground
from tests.faults.clients import Browser, Viewer, until_shown
from tests.faults.ledger import Ledger, is_sound
from tests.faults.served import Served, serving
from tests.stories.waiting import until

pytestmark = pytest.mark.fault
KILLS = 2
MOMENTS = random.Random("any moment")  # noqa: S311  (the same moments in every run; where they fall differs all the same)


class Writer:
    """Writes one message after the other, each until it is answered, in a thread of its own."""

    def __init__(self, name: str, browser: Browser, ground: Ground, ledger: Ledger) -> None:
        self.name, self.browser, self.ledger, self.place = name, browser, ledger, ground.place
        self.ended = threading.Event()
        self.problems: list[str] = []
        self.thread = threading.Thread(target=self._write, daemon=True)

    def begin(self) -> "Writer":
        """Open the page, begin to write."""
        self.browser.open_form(f"/threads/{self.place.thread}")
        self.thread.start()
        return self

    def end(self) -> None:
        """Write nothing more."""
        self.ended.set()
        self.thread.join(20)

    def _write(self) -> None:
        count = 0
        while not self.ended.is_set():
            count += 1
            body = f"{self.name} {count}"
            self.ledger.sent.append(body)
            path = f"/threads/{self.place.thread}/messages"
            answer = self.browser.post_until_answered(path, self.ended, body=body, key=f"{self.name}-{count}", seen=1)
            if answer and answer.status not in {200, 201}:
                self.problems.append(answer.text)
                return
            if answer:
                self.ledger.note(body, answer.json)


def test_whatever_was_acknowledged_is_there_once(site: Flask, ground: Ground) -> None:
    cast, place, ledger = ground.cast, ground.place, Ledger()
    with serving(ground.settings) as served, ExitStack() as stack:

        def browser(person: Person) -> Browser:
            return Browser.of(site, person, served.origin)

        viewers = [Viewer(browser(each), place.room, place.thread).begin() for each in (cast.teammate, cast.outsider)]
        writers = [Writer(str(n), browser(each), ground, ledger).begin() for n, each in enumerate(people(ground))]
        for end in [each.end for each in viewers] + [each.end for each in writers]:
            stack.callback(end)
        for before in range(KILLS):
            until_written(ledger, len(ledger.acknowledged) + 5)
            until_back(viewers, before)
            threading.Event().wait(MOMENTS.random() / 2)
            served.kill()
            assert is_dead(served)
            served.start()
        until_written(ledger, len(ledger.acknowledged) + 5)
        for each in writers:
            each.end()
        assert [each.problems for each in writers] == [[], [], []]
        expected = ledger.messages(ground.database, place)
        until_shown(viewers, expected)
        assert [viewer.connections for viewer in viewers] == [KILLS + 1] * 2
        ledger.check(ground.database, place)
        assert is_sound(ground.database)
        assert sum(each.browser.tries for each in writers) > len(ledger.sent)  # some had to be sent again
        assert "Traceback" not in served.log.read_text(encoding="utf-8")


def people(ground: Ground) -> tuple[Person, Person, Person]:
    """Those who write."""
    return ground.cast.seeker, ground.cast.provider, ground.cast.facilitator


def is_dead(served: Served) -> bool:
    """Whether nobody answers there."""
    try:
        socket.create_connection(("127.0.0.1", served.port), timeout=5).close()
    except OSError:
        return True
    return False


def until_back(viewers: Iterable[Viewer], times: int) -> None:
    """Wait until each page hears the room again after so many kills: the next one must not come before."""
    until(lambda: all(each.connections > times for each in viewers) or None, "the pages back")


def until_written(ledger: Ledger, number: int) -> None:
    """Until so many messages are acknowledged."""
    until(lambda: len(ledger.acknowledged) > number or None, "work under way")
