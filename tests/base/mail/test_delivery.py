"""Handing mails over: to a real server, in order, again when it fails, never twice by two processes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select, update

from peerhub.base.database.engine import Database
from peerhub.base.mail import delivery, outbox
from peerhub.base.mail.models import EXPIRED, FAILED, SENDING, SENT, WAITING, OutgoingMail
from peerhub.base.mail.outbox import Mail, Receiver
from peerhub.base.mail.transport import mail_folder
from tests.base.mail.arrange import KIND, subjects
from tests.cast import NOW
from tests.support.smtp import KeptMails, smtp_server

OFFICE = Receiver("office@cast.example", "Bureau de la statistique", "en", "America/Jamaica")


@pytest.fixture
def server(app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[KeptMails]:
    """A mail server that the site sends to, and templates of a plain mail."""
    words = {
        f"mail/{KIND}.subject.txt": "Number {{ data.number }}",
        f"mail/{KIND}.html": "<p>Number {{ data.number }} {{ url('/here') }}</p>",
    }
    environment = app.jinja_env
    get = environment.get_template
    monkeypatch.setattr(
        environment,
        "get_or_select_template",
        lambda name, *rest: environment.from_string(words[name]) if name in words else get(name, *rest),
    )
    with smtp_server() as (kept, port), app.app_context():
        settings = replace(database.settings, smtp_host="127.0.0.1", smtp_port=port, smtp_tls=False)
        monkeypatch.setattr(database, "settings", settings)
        yield kept


def put(database: Database, number: int, **rest: object) -> None:
    """Queue one plain mail."""
    with database.transaction() as db:
        outbox.queue(db, OFFICE, Mail(KIND, f"key-{number}", {"number": number}, **rest))  # type: ignore[arg-type]


def states(database: Database) -> list[str]:
    """The states of all mails, oldest first."""
    with database.session() as db:
        return list(db.scalars(select(OutgoingMail.state).order_by(OutgoingMail.id)))


def test_due_mails_leave_once(database: Database, server: KeptMails) -> None:
    put(database, 1)
    put(database, 2, not_before=NOW + timedelta(hours=1))
    assert delivery.deliver(database, NOW) == 1
    assert delivery.deliver(database, NOW) == 0
    assert subjects(server) == ["Number 1"]
    assert delivery.deliver(database, NOW + timedelta(hours=1)) == 1
    assert states(database) == [SENT, SENT]
    (first, _second) = server.mails
    assert "http://localhost/here" in first.get_body(("plain",)).get_content()  # type: ignore[union-attr]


@pytest.mark.parametrize("address", ["أحمد@وزارة.شبكة", "rsvp@bücher.example"])
def test_addresses_of_every_script_are_reached(database: Database, server: KeptMails, address: str) -> None:
    with database.transaction() as db:
        outbox.queue(db, replace(OFFICE, email=address), Mail(KIND, "key", {"number": 1}))
    assert delivery.deliver(database, NOW) == 1
    assert server.recipients == [address]


def test_what_was_sent_keeps_no_link_and_no_quoted_text(database: Database, server: KeptMails) -> None:
    links = {"path": "/sign-in/link/x", "invitation": "/invitations/y", "stop": "/emails/stop/z"}
    lines = [{"kind": "a", "path": "/threads/1", "said": [{"text": "x"}], "earlier": []}]
    calendar = ("REQUEST", "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n")
    with database.transaction() as db:
        outbox.queue(db, OFFICE, Mail(KIND, "once", {"number": 1, **links, "lines": lines}, calendar=calendar))
    assert delivery.deliver(database, NOW) == 1
    assert subjects(server) == ["Number 1"]
    with database.session() as db:
        kept = db.scalars(select(OutgoingMail)).one()
    assert (kept.state, kept.data) == (SENT, {"number": 1, "lines": [{"kind": "a"}]})
    assert (kept.calendar_body, kept.calendar_method) == (None, "REQUEST")


def test_a_refusing_server_is_asked_again_later_with_the_same_message_id(database: Database, server: KeptMails) -> None:
    put(database, 1)
    server.answer = "451 come back later"
    assert delivery.deliver(database, NOW) == 0
    assert states(database) == [WAITING]
    server.answer = ""
    assert delivery.deliver(database, NOW + timedelta(seconds=29)) == 0
    assert delivery.deliver(database, NOW + timedelta(seconds=30)) == 1
    with database.session() as db:
        row = db.scalars(select(OutgoingMail)).one()
    assert (row.tries, row.last_error, str(server.mails[0]["Message-ID"])) == (2, None, row.message_id)


def test_a_final_refusal_is_kept_with_what_the_server_said(database: Database, server: KeptMails) -> None:
    put(database, 1)
    server.answer = "550 nobody of that name"
    delivery.deliver(database, NOW)
    with database.session() as db:
        row = db.scalars(select(OutgoingMail)).one()
    assert row.state == FAILED
    assert "nobody of that name" in (row.last_error or "")


def test_a_server_that_is_down_is_tried_for_hours_and_then_given_up(
    database: Database, server: KeptMails, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(database, 1)
    monkeypatch.setattr(database, "settings", replace(database.settings, smtp_port=1))
    at = NOW
    for _ in delivery.PAUSES:
        delivery.deliver(database, at)
        assert states(database) == [WAITING]
        at += timedelta(hours=2)
    delivery.deliver(database, at)
    assert states(database) == [FAILED]


def test_later_mails_of_a_stream_wait_for_the_earlier_ones(database: Database, server: KeptMails) -> None:
    put(database, 1, stream="s", not_before=NOW + timedelta(minutes=5))
    put(database, 2, stream="s")
    put(database, 3, stream="other")
    assert delivery.deliver(database, NOW) == 1
    assert subjects(server) == ["Number 3"]
    delivery.deliver(database, NOW + timedelta(minutes=5))
    assert subjects(server) == ["Number 3", "Number 1", "Number 2"]


def test_mails_that_came_too_late_are_given_up(database: Database, server: KeptMails) -> None:
    put(database, 1, expires_at=NOW + timedelta(hours=1))
    assert delivery.deliver(database, NOW + timedelta(days=3)) == 0
    assert (states(database), server.mails) == ([EXPIRED], [])


def test_a_mail_whose_sender_died_is_sent_after_its_lease(database: Database, server: KeptMails) -> None:
    put(database, 1)
    with database.transaction() as db:
        db.execute(update(OutgoingMail).values(state=SENDING, lease_until=NOW + delivery.LEASE))
    assert delivery.deliver(database, NOW) == 0
    assert delivery.deliver(database, NOW + delivery.LEASE) == 1


def test_a_mail_that_cannot_be_written_does_not_hold_up_the_others(
    database: Database, server: KeptMails, caplog: pytest.LogCaptureFixture
) -> None:
    with database.transaction() as db:
        outbox.queue(db, OFFICE, Mail("test/missing", "key-0", {}))
    put(database, 1)
    assert delivery.deliver(database, NOW) == 1
    assert states(database) == [FAILED, SENT]
    assert "cannot be written" in caplog.text


def test_two_processes_send_each_mail_once(app: Flask, database: Database, server: KeptMails) -> None:
    for number in range(30):
        put(database, number)

    def work(now: datetime) -> None:
        with app.app_context():
            delivery.deliver(database, now)

    workers = [Thread(target=work, args=(NOW,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(subjects(server)) == sorted(f"Number {number}" for number in range(30))


def test_without_a_server_mails_are_kept_in_a_folder(
    database: Database, server: KeptMails, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(database, 1)
    monkeypatch.setattr(database, "settings", replace(database.settings, smtp_host=""))
    assert delivery.deliver(database, NOW) == 1
    (kept,) = mail_folder(database.settings).glob("*.eml")
    assert b"Subject: Number 1" in kept.read_bytes()


def test_a_slow_server_does_not_outlast_the_leases(
    server: KeptMails, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(database, 1)
    put(database, 2)
    monkeypatch.setattr(delivery, "LONGEST_ROUND", 0.0)
    assert delivery.deliver(database, NOW) == 1
    assert states(database) == [SENT, WAITING]
    assert delivery.deliver(database, NOW) == 1
