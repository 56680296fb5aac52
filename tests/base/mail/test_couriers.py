"""Who delivers is woken by what is committed, and what is awaited stands behind nobody."""

from contextlib import nullcontext
from threading import Event, Thread
from typing import Any

import pytest
from flask import Flask

from peerhub.base.database.engine import Database
from peerhub.base.live import channels
from peerhub.base.live.app import _queue
from peerhub.base.mail import couriers, delivery, outbox
from peerhub.base.mail.couriers import Courier
from peerhub.base.mail.models import AWAITED
from peerhub.base.mail.outbox import Mail
from peerhub.base.mail.transport import transport
from peerhub.wiring.jobs import JOBS
from tests.base.mail.arrange import KIND, subjects
from tests.base.mail.test_delivery import OFFICE, put, server
from tests.cast import NOW
from tests.support.smtp import KeptMails

__all__ = ["server"]


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each time that a courier of this process was woken."""
    found: list[str] = []
    courier = Courier(lambda: 0)
    monkeypatch.setattr(courier, "wake", lambda: found.append("woken"))
    monkeypatch.setattr(couriers, "_couriers", [courier])
    return found


def test_a_commit_wakes_once_however_many_mails_it_holds(app: Flask, database: Database, times: list[str]) -> None:
    with database.transaction() as db:
        for number in range(3):
            outbox.queue(db, OFFICE, Mail(KIND, f"key-{number}", {}))
        assert times == []
    assert times == ["woken"]


def test_what_is_undone_wakes_nobody(app: Flask, database: Database, times: list[str]) -> None:
    def queue_and_fail() -> None:
        with database.transaction() as db:
            outbox.queue(db, OFFICE, Mail(KIND, "key", {}))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        queue_and_fail()
    assert times == []
    with database.transaction() as db:
        assert not outbox.try_again(db, 1)
    assert times == []


def test_a_second_mail_of_the_same_key_wakes_nobody(app: Flask, database: Database, times: list[str]) -> None:
    put(database, 1)
    put(database, 1)
    assert times == ["woken"]


def test_the_tick_wakes_the_couriers_and_delivers_where_there_are_none(
    database: Database, server: KeptMails, monkeypatch: pytest.MonkeyPatch, times: list[str]
) -> None:
    put(database, 1)
    assert JOBS["mail"](NOW) == 0
    assert (times, server.mails) == (["woken", "woken"], [])
    monkeypatch.setattr(couriers, "_couriers", [])
    assert JOBS["mail"](NOW) == 1


def test_a_courier_goes_on_until_nothing_leaves_and_outlives_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    rounds: list[Any] = [10, 3, 0, OSError("away"), 1, 0]

    def deliver() -> int:
        answer = rounds.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return int(answer)

    courier = Courier(deliver)
    courier.deliver()
    assert len(rounds) == 3
    courier.deliver()
    assert "could not be delivered" in caplog.text
    courier.deliver()
    assert rounds == []


def test_what_is_awaited_overtakes_a_mail_that_the_server_holds(
    app: Flask, database: Database, server: KeptMails, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow mail server has one mail in hand for half a minute, and many wait behind it."""
    monkeypatch.setattr(couriers, "PACE", 0.0)
    for number in range(3):
        put(database, number)
    in_hand, go_on = Event(), Event()
    real = transport

    def slow(message: Any, bounces_to: str) -> None:
        if message["Subject"] != "Number 9":
            in_hand.set()
            assert go_on.wait(30)
        with real(database.settings) as send:
            send(message, bounces_to)

    monkeypatch.setattr(delivery, "transport", lambda _settings: nullcontext(slow))
    everything = Thread(target=Courier(lambda: couriers._carry_all(app)).deliver)
    everything.start()
    assert in_hand.wait(30)
    put(database, 9, priority=AWAITED)
    Courier(lambda: couriers._carry_awaited(app)).deliver()
    assert subjects(server) == ["Number 9"]
    go_on.set()
    everything.join()
    assert subjects(server) == ["Number 9", "Number 0", "Number 1", "Number 2"]


def test_other_processes_are_told(
    app: Flask, database: Database, times: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, bool]] = []
    monkeypatch.setattr(channels, "broadcast_order", lambda order, awaited: told.append((order, awaited)))
    put(database, 1)
    put(database, 2, priority=AWAITED)
    assert told == [("deliver", False), ("deliver", True)]
    url = "valkey://127.0.0.1:1/0"  # nobody is there: what arrives is given to it by hand
    _queue(app, url, {"deliver": couriers.wake})._carry_out({"order": "deliver", "values": [True]})
    assert times == ["woken"] * 3


def test_started_couriers_are_woken_and_deliver(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(couriers, "_couriers", [])
    begun: list[Any] = []
    assert not couriers.wake()
    couriers.start(app, begun.append)
    assert len(begun) == 1 + couriers.FOR_AWAITED
    assert couriers.wake(False)
    assert [courier._awake.is_set() for courier in couriers._couriers] == [True] + [False] * couriers.FOR_AWAITED
    assert couriers.wake()
    assert all(courier._awake.is_set() for courier in couriers._couriers)
