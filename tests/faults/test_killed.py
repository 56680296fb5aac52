"""`kill -9` of the server in the middle of its work, and a start on the same data."""

import random
import threading
import urllib.error
import urllib.request
from contextlib import ExitStack, suppress

import pytest
from flask import Flask

from peerhub.people.models import Person
from tests.faults.clients import Browser, Viewer
from tests.faults.conftest import Ground
from tests.faults.ledger import Ledger, is_sound
from tests.faults.page import texts
from tests.faults.served import serving
from tests.stories.patience import until

pytestmark = pytest.mark.slow
KILLS = 3
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
        for each in (*viewers, *writers):
            stack.callback(each.end)
        for _time in range(KILLS):
            have = len(ledger.acknowledged)
            until(lambda have=have: len(ledger.acknowledged) > have + 5 or None, "work under way")  # type: ignore[misc]
            threading.Event().wait(MOMENTS.random() / 2)
            served.kill()
            assert is_dead(served.origin)
            served.start()
        have = len(ledger.acknowledged)
        until(lambda: len(ledger.acknowledged) > have + 5 or None, "work after the last start")
        for each in writers:
            each.end()
        assert [each.problems for each in writers] == [[], [], []]
        expected = ledger.texts(ground.database, place)
        for viewer in viewers:
            page = viewer.page
            until(lambda page=page: texts(page.shown) == expected or None, "all on every page", 20)  # type: ignore[misc]
            assert viewer.connections == KILLS + 1
        ledger.check(ground.database, place)
        assert is_sound(ground.database)
        assert sum(each.browser.tries for each in writers) > len(ledger.sent)  # some had to be sent again
        assert "Traceback" not in served.log.read_text(encoding="utf-8")


def people(ground: Ground) -> tuple[Person, Person, Person]:
    """Those who write."""
    return ground.cast.seeker, ground.cast.provider, ground.cast.facilitator


def is_dead(origin: str) -> bool:
    """Whether nobody answers there."""
    with suppress(urllib.error.URLError, OSError):
        urllib.request.urlopen(f"{origin}/healthz", timeout=5).close()
        return False
    return True
