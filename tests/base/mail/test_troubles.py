"""Addresses that do not work: marked after three failures in a row, each mail counted once."""

import smtplib
from contextlib import nullcontext
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.base.mail import delivery, outbox, troubles
from peerhub.base.mail.models import BOUNCED, SENDING, SENT, OutgoingMail
from tests.base.mail.test_delivery import OFFICE, put, server, states
from tests.cast import NOW
from tests.support.smtp import KeptMails

__all__ = ["server"]


def test_three_refusals_of_the_address_mark_it(database: Database, server: KeptMails) -> None:
    server.answer = "550 5.1.1 no such user"
    for number in range(3):
        with database.session() as db:
            assert troubles.trouble_of(db, OFFICE.email) is None
        put(database, number)
        delivery.deliver(database, NOW)
    with database.session() as db:
        trouble = troubles.trouble_of(db, OFFICE.email.upper())
        assert trouble is not None
        assert (trouble.failures, trouble.reason, trouble.marked_at) == (3, "550 5.1.1 no such user", NOW)


def test_other_refusals_and_private_mails_say_nothing_of_the_address(database: Database, server: KeptMails) -> None:
    server.answers["DATA"] = "554 spam"
    for number in range(3):
        put(database, number)
    delivery.deliver(database, NOW)
    server.answers = {OFFICE.email: "451 later"}
    put(database, 3)
    delivery.deliver(database, NOW)
    server.answers = {OFFICE.email: "550 nobody"}
    for number in range(4, 8):
        put(database, number, private=True)
    delivery.deliver(database, NOW)
    with database.transaction() as db:
        assert not troubles.forgive(db, OFFICE.email)
    put(database, 9)
    delivery.deliver(database, NOW)
    with database.transaction() as db:
        assert troubles.forgive(db, OFFICE.email)


def test_a_mail_that_came_back_counts_once(database: Database, server: KeptMails) -> None:
    put(database, 1)
    delivery.deliver(database, NOW)
    assert states(database) == [SENT]
    with database.transaction() as db:
        (mail,) = db.scalars(select(OutgoingMail)).all()
        assert outbox.bounced(db, mail.id, "550 5.1.1\n no such  user")
        assert not outbox.bounced(db, mail.id, "again")
        assert not outbox.bounced(db, mail.id + 1, "unknown")
    with database.session() as db:
        (mail,) = db.scalars(select(OutgoingMail)).all()
        assert (mail.state, mail.failure, mail.last_error) == (BOUNCED, "bounce", "550 5.1.1 no such user")
        assert troubles.trouble_of(db, OFFICE.email) is None
    assert delivery.deliver(database, NOW + timedelta(days=1)) == 0
    with database.transaction() as db:
        assert not outbox.try_again(db, mail.id)
        assert outbox.delete_old(db, NOW + timedelta(days=91))


@pytest.mark.parametrize("problem", [None, smtplib.SMTPServerDisconnected("gone")])
def test_one_that_comes_back_before_its_sender_knows_that_it_left_stays_so(
    database: Database, server: KeptMails, monkeypatch: pytest.MonkeyPatch, problem: Exception | None
) -> None:
    put(database, 1, calendar=("REQUEST", "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"))

    def send(_message: EmailMessage, _sender: str) -> None:
        with database.transaction() as db:
            mail = db.scalars(select(OutgoingMail)).one()
            assert (mail.state, outbox.bounced(db, mail.id, "550 nobody")) == (SENDING, True)
        if problem:
            raise problem

    monkeypatch.setattr(delivery, "transport", lambda _settings: nullcontext(send))
    delivery.deliver(database, NOW)
    with database.transaction() as db:
        mail = db.scalars(select(OutgoingMail)).one()
        assert (mail.state, mail.failure, mail.calendar_body) == (BOUNCED, "bounce", None)
        assert mail.lease_until is None
        assert outbox.delete_old(db, clock.now() + timedelta(days=91))


def noted(db: Db, times: int, day: int = 0) -> None:
    for _ in range(times):
        troubles.note(db, OFFICE.email, "address", "550", NOW + timedelta(days=day))


def test_the_count_begins_anew_after_a_long_time_and_when_the_person_says_so(db: Db) -> None:
    noted(db, 2)
    noted(db, 1, day=90)
    assert troubles.trouble_of(db, OFFICE.email) is None
    noted(db, 2, day=91)
    assert troubles.trouble_of(db, OFFICE.email) is not None
    assert troubles.forgive(db, OFFICE.email)
    noted(db, 2, day=92)
    assert troubles.trouble_of(db, OFFICE.email) is None
    assert not troubles.delete_old(db, NOW + timedelta(days=181))
    assert troubles.delete_old(db, NOW + timedelta(days=182))
