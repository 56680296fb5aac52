"""Mails that leave no trace: deleted when they have left or never will; no log and no list names who got them."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from peerhub.base.database.engine import Database
from peerhub.base.mail import delivery
from peerhub.base.mail import outbox as module
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.mail.outbox import Mail, PrivateMailState, Receiver
from peerhub.base.mail.transport import Send
from peerhub.base.mail.transport import transport as real_transport
from peerhub.base.settings import Settings
from tests.base.mail.arrange import KIND, subjects
from tests.base.mail.test_delivery import server
from tests.cast import NOW
from tests.support.smtp import KeptMails

__all__ = ["server"]

WHO = "official@ministry.example"


def put(database: Database, number: int, *, private: bool = True, who: str = WHO, kind: str = KIND) -> None:
    """Queue one mail."""
    receiver = Receiver(who, "Official", "en", "UTC")
    mail = Mail(kind, f"key-{number}", {"number": number}, private=private, expires_at=NOW + timedelta(days=30))
    with database.transaction() as db:
        assert module.queue_all(db, [(receiver, mail)]) == 1
        assert module.queue_all(db, [(receiver, mail)]) == 0


def left(database: Database) -> list[tuple[str, str]]:
    with database.session() as db:
        return [(mail.recipient, mail.state) for mail in db.scalars(select(OutgoingMail).order_by(OutgoingMail.id))]


def test_nothing_is_kept_of_a_private_mail_that_has_left(server: KeptMails, database: Database) -> None:
    put(database, 1)
    put(database, 2, private=False)
    assert delivery.deliver(database, NOW) == 2
    assert subjects(server) == ["Number 1", "Number 2"]
    assert left(database) == [(WHO, "sent")]


def test_it_is_tried_again_and_nobody_reads_for_whom(
    server: KeptMails, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    put(database, 1, who="later@cast.example")
    server.answer = "451 4.7.1 later@cast.example is busy"
    assert delivery.deliver(database, NOW) == 0
    with database.session() as db:
        assert module.newest(db) == []
        assert module.private_waiting(db) == PrivateMailState.TRIED
        mail = db.scalars(select(OutgoingMail)).one()
        assert (mail.state, mail.last_error) == ("waiting", "451")
    server.answer = ""
    assert delivery.deliver(database, NOW + timedelta(minutes=5)) == 1
    assert left(database) == []
    assert "did not leave" in caplog.text
    assert "later@" not in caplog.text


def test_one_that_never_leaves_goes_too(
    server: KeptMails, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    put(database, 1, who="gone@cast.example")
    server.answer = "550 5.1.1 gone@cast.example does not exist"
    put(database, 2, kind="tests/cannot_be_written")
    assert delivery.deliver(database, NOW) == 0
    assert left(database) == []
    assert "gone@" not in caplog.text
    assert WHO not in caplog.text
    assert (
        "(tests/cannot_be_written) did not leave: The email could not be written: TemplateNotFound"
        in caplog.messages[-1]
    )


@pytest.mark.parametrize("is_refusing", [True, False], ids=["refusing", "away"])
def test_none_is_lost_while_the_mail_server_is_away(
    server: KeptMails, database: Database, monkeypatch: pytest.MonkeyPatch, is_refusing: bool
) -> None:
    put(database, 1)
    at = NOW
    with monkeypatch.context() as patch:
        if is_refusing:
            server.answer = "451 come back later"
        else:
            patch.setattr(database, "settings", replace(database.settings, smtp_port=1))
        for _ in range(2 * len(delivery.PAUSES)):
            assert delivery.deliver(database, at) == 0
            assert left(database) == [(WHO, "waiting")]
            at += timedelta(seconds=delivery.PAUSES[-1])
    server.answer = ""
    assert delivery.deliver(database, at) == 1
    assert (subjects(server), left(database)) == (["Number 1"], [])


def test_it_is_not_tried_for_ever(server: KeptMails, database: Database) -> None:
    receiver, mail = Receiver(WHO, "Official", "en", "UTC"), Mail(KIND, "same", {"number": 1}, private=True)
    with database.transaction() as db:
        module.queue_all(db, [(receiver, mail)])
    server.answer = "451 come back later"
    delivery.deliver(database, NOW + timedelta(days=13))
    assert left(database) == [(WHO, "waiting")]
    delivery.deliver(database, NOW + timedelta(days=14))
    assert left(database) == []


def test_one_whose_sender_died_is_sent_once_more_and_nothing_is_kept(server: KeptMails, database: Database) -> None:
    put(database, 1)
    with database.transaction() as db:
        mail = db.scalars(select(OutgoingMail)).one()
        mail.state, mail.lease_until, known = "sending", NOW + delivery.LEASE, mail.message_id
    assert delivery.deliver(database, NOW) == 0
    assert delivery.deliver(database, NOW + delivery.LEASE) == 1
    assert delivery.deliver(database, NOW + 2 * delivery.LEASE) == 0
    assert [str(mail["Message-ID"]) for mail in server.mails] == [known]
    assert left(database) == []


def test_one_that_was_replaced_or_came_too_late_goes_too(app: Flask, database: Database) -> None:
    for number, private in enumerate((True, False), start=1):
        put(database, number, private=private)
        with database.transaction() as db:
            assert module.drop_waiting(db, stream=f"key-{number}") == 1
    assert left(database) == [(WHO, "dropped")]
    put(database, 3)
    delivery.put_in_order(database, NOW + timedelta(days=31))
    assert left(database) == [(WHO, "dropped")]


def test_nobody_reaches_one_by_its_number(app: Flask, database: Database) -> None:
    put(database, 1)
    with database.transaction() as db:
        mail = db.scalars(select(OutgoingMail)).one()
        mail.state = "failed"
        db.flush()
        assert not module.try_again(db, mail.id)


def holding(database: Database) -> list[str]:
    """The files of the database in which the address stands."""
    if not database.is_sqlite:
        pytest.skip("reads the SQLite file")  # PostgreSQL keeps what was deleted until it vacuums: docs/anonymity.md
    file = Path(str(database.engine.url.database))
    return [path.name for path in sorted(file.parent.glob(f"{file.name}*")) if WHO.encode() in path.read_bytes()]


def test_what_was_sent_is_neither_in_the_database_nor_in_its_log(server: KeptMails, database: Database) -> None:
    put(database, 1)
    assert holding(database), "while it waits"
    assert delivery.deliver(database, NOW) == 1
    assert holding(database) == []


def test_while_somebody_reads_the_log_is_emptied_at_a_later_tick(server: KeptMails, database: Database) -> None:
    put(database, 1)
    with database.session() as reader:
        reader.scalars(select(OutgoingMail)).all()
        assert delivery.deliver(database, NOW) == 1
        assert holding(database), "the reader still sees the mail"
    assert delivery.deliver(database, NOW) == 0
    assert holding(database) == []


def test_one_that_came_too_late_or_was_replaced_leaves_the_log_too(server: KeptMails, database: Database) -> None:
    put(database, 1)
    assert delivery.deliver(database, NOW + timedelta(days=30)) == 0
    assert holding(database) == []
    put(database, 2)
    with database.transaction() as db:
        assert module.drop_waiting(db, stream="key-2") == 1
    assert delivery.deliver(database, NOW) == 0
    assert holding(database) == []


def test_the_log_is_emptied_after_a_round_that_ends_in_an_exception(
    server: KeptMails, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(database, 1)
    put(database, 2, who="second@cast.example")
    real = real_transport
    sent: list[EmailMessage] = []

    def send(message: EmailMessage, bounces_to: str) -> None:
        if sent:
            raise ZeroDivisionError
        sent.append(message)
        with real(database.settings) as really_send:
            really_send(message, bounces_to)

    monkeypatch.setattr(delivery, "transport", lambda _settings: nullcontext(send))
    with pytest.raises(ZeroDivisionError):
        delivery.deliver(database, NOW)
    assert holding(database) == []


def test_a_process_that_starts_empties_what_another_one_left(server: KeptMails, database: Database) -> None:
    put(database, 1)
    with database.transaction() as db:
        db.execute(delete(OutgoingMail))
    assert holding(database)
    started = Database(database.settings, {})
    started.connect(database.engine.url.render_as_string(hide_password=False))
    delivery.deliver(started, NOW)
    started.close()
    assert holding(database) == []


def test_a_slow_sender_ends_no_other_mail_that_got_its_number(
    server: KeptMails, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It outlives its lease, somebody else sends the mail, the row is deleted, and a new mail gets its number."""
    put(database, 1)

    real, first = real_transport, [True]

    def send(message: EmailMessage, bounces_to: str) -> None:
        if not first:
            with real(database.settings) as really_send:
                return really_send(message, bounces_to)
        first.clear()
        assert delivery.deliver(database, NOW + timedelta(minutes=10)) == 1
        return put(database, 2, private=False)

    def transport(settings: Settings) -> AbstractContextManager[Send]:
        return nullcontext(send) if first else real(settings)

    monkeypatch.setattr(delivery, "transport", transport)
    delivery.deliver(database, NOW)

    assert subjects(server) == ["Number 1", "Number 2"]
    assert left(database) == [(WHO, "sent")]


def test_two_of_one_key_in_one_go_are_one(app: Flask, database: Database) -> None:
    receiver, mail = Receiver(WHO, "Official", "en", "UTC"), Mail(KIND, "same", {"number": 1}, private=True)
    with database.transaction() as db:
        assert module.queue_all(db, [(receiver, mail), (receiver, mail)]) == 1


def test_an_error_that_is_logged_quotes_no_address(app: Flask, database: Database) -> None:
    receiver, mail = Receiver(WHO, "Official", "en", "UTC"), Mail(KIND, "same", {"number": 1}, private=True)
    with pytest.raises(IntegrityError) as refused, database.transaction() as db:
        db.execute(insert(OutgoingMail), [row := module._row(db, receiver, mail), {**row, "message_id": "<other@x>"}])
    assert WHO not in str(refused.value)
