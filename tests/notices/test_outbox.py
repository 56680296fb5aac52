"""The outbox page: for the secretariat; failed mails can be tried again."""

from typing import Any

from flask import Flask

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.base.mail import outbox
from peerhub.base.mail.models import FAILED, WAITING, OutgoingMail
from peerhub.base.mail.outbox import Mail, Receiver
from peerhub.base.security import audit
from peerhub.cli import cli
from tests.cast import Cast
from tests.support.forms import submit, without_token


def queued(database: Database, state: str = WAITING, kind: str = "accounts/sign_in_link", count: int = 1) -> int:
    """Put mails into the outbox; gives the id of the last."""
    with database.transaction() as db:
        for number in range(count):
            receiver = Receiver("somebody@cast.example", "An office", "en", "UTC")
            outbox.queue(db, receiver, Mail(kind, f"{kind}:{state}:{number}", {"path": "/"}))
        mails = db.query(OutgoingMail).order_by(OutgoingMail.id.desc()).limit(count).all()
        for mail in mails:
            mail.state = state
            mail.last_error = "550 no such mailbox" if state == FAILED else None
        return mails[0].id


def test_it_shows_what_to_whom_and_why_not(browse: Any, cast: Cast, database: Database) -> None:
    queued(database, FAILED)
    shown = browse(cast.secretariat).get("/outbox").text
    for expected in ("Your link to PeerHub", "somebody@cast.example", "550 no such mailbox", "Try again"):
        assert expected in shown


def test_a_mail_that_cannot_be_written_is_named_by_its_kind(browse: Any, cast: Cast, database: Database) -> None:
    queued(database, kind="tests/no_such_kind")
    assert "tests/no_such_kind" in browse(cast.secretariat).get("/outbox").text


def test_it_can_be_narrowed_to_a_state(browse: Any, cast: Cast, database: Database) -> None:
    queued(database)
    assert "There are no emails here." in browse(cast.secretariat).get("/outbox?state=failed").text
    assert "somebody@cast.example" in browse(cast.secretariat).get("/outbox?state=waiting").text
    assert "somebody@cast.example" in browse(cast.secretariat).get("/outbox?state=nonsense").text


def test_it_goes_on_where_it_stopped(browse: Any, cast: Cast, database: Database) -> None:
    last = queued(database, count=31)
    browser = browse(cast.secretariat)
    assert f"before={last - 29}" in browser.get("/outbox").text
    assert "somebody@cast.example" in browser.get(f"/outbox?before={last - 29}").text


def test_a_failed_mail_starts_over(browse: Any, cast: Cast, database: Database) -> None:
    mail_id = queued(database, FAILED)
    answer = submit(browse(cast.secretariat), f"/outbox/{mail_id}/again", form_path="/outbox")
    assert (answer.status_code, answer.location) == (302, "/outbox")
    with database.session() as db:
        mail = db.get_one(OutgoingMail, mail_id)
        assert (mail.state, mail.tries, mail.not_before) == (WAITING, 0, clock.now())
        assert [(line.verb, line.subject) for line in audit.latest(db)] == [("mail.sent_again", f"mail:{mail_id}")]


def test_a_mail_that_has_not_failed_is_left_alone(browse: Any, cast: Cast, database: Database) -> None:
    mail_id = queued(database)
    assert submit(browse(cast.secretariat), f"/outbox/{mail_id}/again", form_path="/outbox").status_code == 404


def make_private(database: Database, tried: int | None = None) -> None:
    """Make all mails in the outbox private; one of them has been tried."""
    with database.transaction() as db:
        for mail in db.query(OutgoingMail):
            mail.private = True
            mail.tries = int(mail.id == tried)


def test_private_mails_are_neither_listed_nor_counted(browse: Any, cast: Cast, database: Database) -> None:
    """Nothing is told but that some wait."""
    browser = browse(cast.secretariat)
    none = browser.get("/outbox").text
    assert "Emails about anonymous surveys are not listed" in none
    assert "are waiting to be sent" not in none
    last = queued(database, WAITING, count=7)
    assert "somebody@cast.example" in browser.get("/outbox").text
    make_private(database)
    waiting = browser.get("/outbox").text
    assert "Emails about anonymous surveys are not listed" in waiting
    assert "Emails about anonymous surveys are waiting to be sent." in waiting
    assert "could not be sent at first" not in waiting
    make_private(database, tried=last)
    shown = browser.get("/outbox").text
    assert "Some could not be sent at first and are tried again." in shown
    assert "somebody@cast.example" not in shown
    with database.transaction() as db:
        db.delete(db.get_one(OutgoingMail, last - 1))
    assert without_token(browser.get("/outbox").text) == without_token(shown)
    assert submit(browser, f"/outbox/{last}/again", form_path="/outbox").status_code == 404


def test_the_command_says_the_same(app: Flask, database: Database) -> None:
    def said() -> str:
        done = app.test_cli_runner().invoke(cli, ["mail", "show"])
        assert done.exit_code == 0, done.output
        return done.output

    queued(database, FAILED)
    listed = said()
    assert "somebody@cast.example" in listed
    assert listed.endswith("Emails about anonymous surveys are not listed. None of them is waiting to be sent.\n")
    last = queued(database, WAITING, "surveys/reminder", count=7)
    make_private(database)
    assert said() == "Emails about anonymous surveys are not listed. Some are waiting to be sent.\n"
    make_private(database, tried=last)
    assert said().endswith("Some are waiting to be sent. Some could not be sent at first and are tried again.\n")
    with database.transaction() as db:
        db.query(OutgoingMail).delete()
    assert said().endswith("None of them is waiting to be sent.\n")
