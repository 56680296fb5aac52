"""So many mails a minute to one domain; the others go on meanwhile."""

from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select

from peerhub.base.database.engine import Database
from peerhub.base.mail import delivery, outbox
from peerhub.base.mail.models import AWAITED, USUAL, MailPace
from peerhub.base.mail.outbox import Mail, Receiver
from tests.base.mail.arrange import KIND, subjects
from tests.base.mail.test_delivery import server
from tests.cast import NOW
from tests.support.smtp import KeptMails

__all__ = ["server"]
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def three_a_minute(database: Database, server: KeptMails, monkeypatch: pytest.MonkeyPatch) -> None:
    set_pace(database, monkeypatch, 3)


def set_pace(database: Database, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(database, "settings", replace(database.settings, mail_per_minute=number))


def put(database: Database, number: int, domain: str = "ministry.example", priority: int = USUAL) -> None:
    receiver = Receiver(f"office{number}@{domain}", "An office", "en", "UTC")
    with database.transaction() as db:
        outbox.queue(db, receiver, Mail(KIND, f"key-{number}", {"number": number}, priority=priority))


def test_one_domain_gets_only_so_many_and_the_others_all_theirs(database: Database, server: KeptMails) -> None:
    for number in range(5):
        put(database, number, "Ministry.example" if number else "ministry.example")
    put(database, 5, "elsewhere.example")
    assert delivery.deliver(database, NOW) == 4
    assert subjects(server) == ["Number 0", "Number 1", "Number 2", "Number 5"]
    put(database, 6)
    assert delivery.deliver(database, NOW + timedelta(seconds=30)) == 0
    assert delivery.deliver(database, NOW + MINUTE) == 3
    assert subjects(server)[4:] == ["Number 3", "Number 4", "Number 6"]


def test_what_is_awaited_is_counted_and_never_waits(database: Database, server: KeptMails) -> None:
    for number in range(4):
        put(database, number, priority=AWAITED)
    put(database, 4)
    assert delivery.deliver(database, NOW) == 4
    assert subjects(server) == [f"Number {number}" for number in range(4)]


def test_nothing_is_kept_of_a_minute_that_is_over(database: Database, server: KeptMails) -> None:
    put(database, 1)
    delivery.deliver(database, NOW)
    with database.session() as db:
        assert db.scalars(select(MailPace.domain)).all() == ["ministry.example"]
    delivery.deliver(database, NOW + MINUTE)
    with database.session() as db:
        assert db.scalars(select(MailPace.domain)).all() == []


def test_zero_is_no_limit(database: Database, server: KeptMails, monkeypatch: pytest.MonkeyPatch) -> None:
    set_pace(database, monkeypatch, 0)
    for number in range(5):
        put(database, number)
    assert delivery.deliver(database, NOW) == 5


def test_two_processes_share_the_count(app: Flask, database: Database, server: KeptMails) -> None:
    for number in range(20):
        put(database, number)

    def work() -> None:
        with app.app_context():
            delivery.deliver(database, NOW)

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(server.mails) == 3
