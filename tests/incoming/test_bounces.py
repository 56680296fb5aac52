"""A report that an email could not be delivered counts for the email whose own address it came to, and for no other."""

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.base.mail import addresses, delivery, outbox
from peerhub.base.mail.models import BOUNCED, DROPPED, FAILED, SENDING, SENT, WAITING, OutgoingMail
from peerhub.base.mail.outbox import Mail
from peerhub.base.mail.render import bounce_address
from peerhub.incoming import rules
from tests.cast import Cast
from tests.incoming.arrange import address, handle, keep, letter, mails, receives
from tests.support.smtp import smtp_server

REPORT = """From: MAILER-DAEMON@mail.example
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <{number}@mail.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; office@cast.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user
--b--
"""


@pytest.fixture
def sent(app: Flask, database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> OutgoingMail:
    """An email that has left."""
    receives(monkeypatch, database)
    with database.transaction() as db:
        outbox.queue(db, cast.seeker.receiver, Mail("accounts/sign_in_link", "key", {"path": "/x", "minutes": 20}))
        mail = db.scalars(select(OutgoingMail)).one()
        mail.state = SENT
        return mail


def state_of(database: Database) -> tuple[str, str | None]:
    """What is known of the email that left."""
    with database.session() as db:
        mail = db.scalars(select(OutgoingMail)).one()
        return mail.state, mail.last_error


def report(to: str, action: str = "failed", number: int = 1) -> bytes:
    """A server's report."""
    return REPORT.format(to=to, action=action, number=number).replace("\n", "\r\n").encode()


def come(app: Flask, database: Database, to: str, message: bytes | EmailMessage) -> tuple[str, str]:
    """Receive and handle an email; what became of it."""
    keep(database, to, message, "")
    with app.app_context():
        handle(database)
    with database.session() as db:
        mail = mails(db)[-1]
        return mail.state, mail.reason


def test_a_report_with_the_emails_own_address_counts_once(app: Flask, database: Database, sent: OutgoingMail) -> None:
    to = bounce_address(database.settings, sent)
    assert come(app, database, to, report(to, "delayed")) == (rules.IGNORED, rules.FAILED)
    assert state_of(database) == (SENT, None)
    assert come(app, database, to, report(to, number=2)) == (rules.DONE, rules.BOUNCED)
    assert state_of(database) == (BOUNCED, "550 5.1.1 no such user")


@pytest.mark.parametrize(("state", "unsure"), [(SENDING, False), (WAITING, True)])
def test_a_report_may_be_faster_than_the_word_that_an_email_left(
    app: Flask, database: Database, sent: OutgoingMail, state: str, unsure: bool
) -> None:
    put_in(database, state, unsure)
    to = bounce_address(database.settings, sent)
    assert come(app, database, to, report(to)) == (rules.DONE, rules.BOUNCED)
    assert state_of(database) == (BOUNCED, "550 5.1.1 no such user")
    with app.app_context():
        assert delivery.deliver(database, clock.now() + timedelta(days=1)) == 0


@pytest.mark.parametrize("state", [WAITING, DROPPED, FAILED, BOUNCED])
def test_a_report_about_one_that_has_not_left_or_came_back_says_nothing_new(
    app: Flask, database: Database, sent: OutgoingMail, state: str
) -> None:
    put_in(database, state, unsure=False)
    to = bounce_address(database.settings, sent)
    assert come(app, database, to, report(to)) == (rules.IGNORED, rules.OLD)
    assert state_of(database) == (state, None)


def put_in(database: Database, state: str, unsure: bool) -> None:
    """Let the email be in another state."""
    with database.transaction() as db:
        mail = db.scalars(select(OutgoingMail)).one()
        mail.state, mail.unsure = state, unsure


def test_another_address_or_an_absence_counts_nothing(app: Flask, database: Database, sent: OutgoingMail) -> None:
    forged = address(database, addresses.BOUNCE, sent.id, 7)
    assert come(app, database, forged, report(forged)) == (rules.IGNORED, rules.FAILED)
    bare = "replies@peerhub.example"
    assert come(app, database, bare, report(bare, number=2)) == (rules.IGNORED, rules.FAILED)
    own = bounce_address(database.settings, sent)
    away = letter("office@cast.example", "I am away.", Auto_Submitted="auto-replied", Message_ID="<3@mail.example>")
    assert come(app, database, own, away) == (rules.IGNORED, rules.AUTOMATIC)
    assert state_of(database) == (SENT, None)


def test_emails_leave_with_their_own_address_for_reports(
    app: Flask, database: Database, sent: OutgoingMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as db:
        db.scalars(select(OutgoingMail)).one().state = "waiting"
    with smtp_server() as (kept, port), app.app_context():
        settings = replace(database.settings, smtp_host="127.0.0.1", smtp_port=port, smtp_tls=False)
        monkeypatch.setattr(database, "settings", settings)
        assert delivery.deliver(database, clock.now()) == 1
    assert kept.senders == [bounce_address(database.settings, sent)]
