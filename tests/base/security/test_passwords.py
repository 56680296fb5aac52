"""One password is worked out at a time; who waits has a turn, in order, or hears that the site is busy."""

from typing import Any

import gevent
import pytest
from flask.testing import FlaskClient
from gevent.event import Event

from peerhub.accounts import login
from peerhub.accounts.routes import invitations, profile
from peerhub.base.database.engine import Database
from peerhub.base.security.passwords import Busy, Turns
from tests.accounts.arrange import ADDRESS, invited, person
from tests.cast import PASSWORD, Cast
from tests.support.forms import submit


class Work:
    """Work that lasts until it is told to end; `done` is the order in which it was done."""

    def __init__(self, turns: Turns) -> None:
        self.turns, self.go_on, self.at_once, self.done = turns, Event(), 0, list[int]()

    def start(self, number: int) -> Any:
        """Ask for a turn in a greenlet of its own, which gets as far as it can."""
        greenlet = gevent.spawn(self.turns.take, lambda: self._work(number))
        gevent.sleep(0)
        return greenlet

    def _work(self, number: int) -> int:
        self.at_once += 1
        assert self.at_once == 1
        self.go_on.wait()
        self.at_once -= 1
        self.done.append(number)
        return number


def test_one_works_at_a_time_in_the_order_in_which_they_came() -> None:
    work = Work(Turns(10, 60))
    greenlets = [work.start(number) for number in range(5)]
    work.go_on.set()
    assert [greenlet.get(timeout=30) for greenlet in greenlets] == work.done == list(range(5))


def test_one_too_many_is_refused_at_once() -> None:
    work = Work(Turns(2, 60))
    greenlets = [work.start(number) for number in range(3)]
    with pytest.raises(Busy):
        work.turns.take(lambda: 1)
    work.go_on.set()
    gevent.joinall(greenlets, timeout=30)
    assert work.done == [0, 1, 2]
    assert work.turns.take(lambda: 1) == 1


def test_who_waits_too_long_is_refused_and_leaves_the_line() -> None:
    work = Work(Turns(1, 0.0))
    first = work.start(1)
    for _ in range(3):
        with pytest.raises(Busy):
            work.turns.take(lambda: 2)
    work.go_on.set()
    first.get(timeout=30)
    assert work.turns.take(lambda: 3) == 3


def test_who_is_ended_while_waiting_or_called_passes_the_turn_on() -> None:
    work = Work(Turns(10, 60))
    greenlets = [work.start(number) for number in range(4)]
    greenlets[1].kill()
    work.go_on.set()
    greenlets[0].join(timeout=30)
    greenlets[2].kill()  # it was called just now, or has worked
    assert greenlets[3].get(timeout=30) == 3
    assert work.turns.take(lambda: 5) == 5


def test_work_that_fails_gives_the_turn_back() -> None:
    turns = Turns(0, 0.0)
    with pytest.raises(ZeroDivisionError):
        turns.take(lambda: 1 // 0)
    assert turns.take(lambda: 1) == 1


def refuse(*_: object) -> str:
    """Too many wait."""
    raise Busy


def test_a_busy_sign_in_keeps_the_address(client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "matches", refuse)
    answer = submit(client, "/sign-in", email=cast.seeker.email, password=PASSWORD)
    assert answer.status_code == 503
    assert "Many people are signing in" in answer.text
    assert cast.seeker.email in answer.text
    assert PASSWORD not in answer.text
    told = client.post(
        "/sign-in", data={"email": "a@b.example", "password": "x"}, headers={"Accept": "application/json"}
    )
    assert told.status_code in {400, 503}


def test_a_busy_site_gives_back_what_was_typed_to_join(
    client: FlaskClient, database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invitations, "hash_password", refuse)
    _id, path = invited(database, cast.focal_point)
    typed = {"name": "Archives of many", "working_languages": "en", "language": "en", "zone": "UTC"}
    answer = submit(client, path, **typed, new_password="le canard lit au bord du lac")
    assert answer.status_code == 503
    assert "Archives of many" in answer.text
    assert "le canard" not in answer.text
    assert person(database, ADDRESS) is None


def test_a_busy_site_changes_no_password(browse: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profile, "hash_password", refuse)
    browser = browse(cast.seeker)
    fields = {"old_password": PASSWORD, "new_password": "le canard lit au bord du lac"}
    answer = submit(browser, "/profile/password", **fields)
    assert answer.status_code == 503
    assert "The site is busy" in answer.text
