"""What a server's answer means: final or tried again, told in words, and whether the mail may have arrived."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from threading import Thread

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from sqlalchemy import select

from peerhub.base.database.engine import Database
from peerhub.base.mail import delivery, refusals
from peerhub.base.mail.models import FAILED, WAITING, OutgoingMail
from tests.base.mail.test_delivery import OFFICE, put, server
from tests.cast import NOW
from tests.support.smtp import KeptMails
from tests.support.valkey import free_port

__all__ = ["server"]


def outcome(database: Database) -> OutgoingMail:
    """Deliver one mail; gives its row."""
    put(database, 1)
    assert delivery.deliver(database, NOW) == 0
    with database.session() as db:
        return db.scalars(select(OutgoingMail)).one()


@pytest.mark.parametrize(
    ("where", "answer", "state", "words"),
    [
        ("MAIL", "550 5.7.1 not from you", FAILED, "The mail server refused the sender: 550 5.7.1 not from you"),
        ("MAIL", "451 busy", WAITING, "The mail server refused the sender: 451 busy"),
        (OFFICE.email, "550 no such user", FAILED, "The mail server refused the address: 550 no such user"),
        (OFFICE.email, "451 come back", WAITING, "The mail server refused the address: 451 come back"),
        ("DATA", "554 5.6.0 not wanted", FAILED, "The mail server refused the email: 554 5.6.0 not wanted"),
        ("DATA", "452 disk full", WAITING, "The mail server refused the email: 452 disk full"),
        (
            "MAIL",
            "530 5.7.0 sign in first",
            WAITING,
            "The mail server does not accept this site: 530 5.7.0 sign in first",
        ),
    ],
)
def test_a_clear_answer_is_understood_wherever_it_comes(
    database: Database, server: KeptMails, where: str, answer: str, state: str, words: str
) -> None:
    server.answers[where] = answer
    mail = outcome(database)
    assert (mail.state, refusals.in_words(mail.failure, mail.last_error)) == (state, words)
    assert (mail.tries, mail.unsure) == (1, False)
    server.answers.clear()
    again = delivery.deliver(database, NOW + timedelta(minutes=5))
    assert again == len(server.mails) == (1 if state == WAITING else 0)


def test_a_server_that_does_not_know_us_is_asked_again(
    database: Database, server: KeptMails, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Strict(Controller):
        def factory(self) -> SMTP:
            refuse = lambda *_: AuthResult(success=False, handled=False)  # noqa: E731
            return SMTP(self.handler, authenticator=refuse, auth_require_tls=False)

    strict = Strict(server, hostname="127.0.0.1", port=free_port())
    strict.start()
    try:
        known = replace(database.settings, smtp_port=strict.port, smtp_user="peerhub", smtp_password="wrong")
        monkeypatch.setattr(database, "settings", known)
        mail = outcome(database)
    finally:
        strict.stop()
    assert (mail.state, mail.failure, mail.unsure) == (WAITING, refusals.SET_UP, False)
    assert (mail.last_error or "").startswith("535")


def test_a_server_without_the_encryption_that_is_asked_for_is_asked_again(
    database: Database, server: KeptMails, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "settings", replace(database.settings, smtp_tls=True))
    mail = outcome(database)
    assert (mail.state, mail.failure, mail.unsure) == (WAITING, refusals.SET_UP, False)


@contextmanager
def hanging_up(after: str) -> Iterator[int]:
    """A server that answers every line and ends the connection when it has read `after`; gives its port."""
    listening = socket.create_server(("127.0.0.1", 0))

    def answer_all() -> None:
        line, _address = listening.accept()
        with line, line.makefile("rwb") as lines:
            lines.write(b"220 here\r\n")
            lines.flush()
            while (said := lines.readline().decode().strip()) and not said.startswith(after):
                if not said.startswith(("Subject", "From")):
                    lines.write(b"354 go on\r\n" if said.upper() == "DATA" else b"250 OK\r\n")
                lines.flush()

    thread = Thread(target=answer_all)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        thread.join(10)
        listening.close()


@pytest.mark.parametrize(("after", "unsure"), [("rcpt", False), ("From", True)])
def test_only_while_the_content_is_under_way_nobody_knows_whether_it_arrived(
    database: Database, server: KeptMails, monkeypatch: pytest.MonkeyPatch, after: str, unsure: bool
) -> None:
    with hanging_up(after) as port:
        monkeypatch.setattr(database, "settings", replace(database.settings, smtp_port=port))
        mail = outcome(database)
    assert (mail.state, mail.failure, mail.unsure) == (WAITING, refusals.BROKEN, unsure)


def test_a_server_that_is_not_there_got_nothing(
    database: Database, server: KeptMails, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "settings", replace(database.settings, smtp_port=1))
    mail = outcome(database)
    assert (mail.state, mail.failure, mail.unsure) == (WAITING, refusals.UNREACHED, False)


@pytest.mark.parametrize(
    ("answer", "about"),
    [("550 nobody", True), ("550 5.1.1 nobody", True), ("552 5.2.2 full", True), ("554 5.7.1 no relaying", False)],
)
def test_only_some_refusals_are_about_the_address(answer: str, about: bool) -> None:
    refusal = refusals.understand(SMTPRecipientsRefused({"x@y": (int(answer[:3]), answer[4:].encode())}))
    assert (refusal.final, refusal.about_address) == (True, about)
