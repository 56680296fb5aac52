"""A reply by email becomes a message, once, of the person whom it surely comes from."""

import re
import smtplib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.base.mail.models import OutgoingMail
from peerhub.incoming import rules
from peerhub.incoming.rules import THREAD
from peerhub.people.actions import closing
from peerhub.rooms.actions import threads
from peerhub.rooms.models.mailed import MailedReply
from peerhub.rooms.models.messages import Message
from tests.cast import NOW, Cast
from tests.incoming.arrange import address, hand_in, handle, keep, letter, mails, receives, server
from tests.rooms.arrange import Place, build

QUOTED = "\n\nOn Mon, 30 Nov 2026 at 10:00, PeerHub <replies@peerhub.example> wrote:\n> old\n"
TEXT = "We can share our law." + QUOTED


@pytest.fixture
def place(app: Flask, database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A site that receives emails, with a thread."""
    receives(monkeypatch, database)
    with database.transaction() as db:
        built = build(db, cast)
    with app.app_context():
        yield built


def said(database: Database, thread_id: int) -> list[tuple[int, str]]:
    """Who wrote what after the first message."""
    with database.session() as db:
        rows = db.execute(
            select(Message.author_id, Message.body)
            .where(Message.thread_id == thread_id, Message.number > 1)
            .order_by(Message.number)
        )
        return [(row.author_id, row.body) for row in rows]


def outcome(database: Database) -> tuple[str, str]:
    """What became of the last email."""
    with database.session() as db:
        mail = mails(db)[-1]
        return mail.state, mail.reason


def draft(database: Database) -> MailedReply | None:
    """The reply that waits."""
    with database.session() as db:
        return db.scalar(select(MailedReply))


@pytest.mark.parametrize("protocol", ["lmtp", "smtp"])
def test_a_reply_is_posted_once_without_what_it_quotes(
    database: Database, cast: Cast, place: Place, protocol: str
) -> None:
    to = address(database, THREAD, cast.provider.id, place.thread)
    mail = letter(cast.provider, TEXT)
    with server(database, protocol) as port:
        kind = smtplib.LMTP if protocol == "lmtp" else smtplib.SMTP
        for _ in range(3):
            with kind("127.0.0.1", port) as line:
                line.sendmail(cast.provider.email, [to.upper()], mail.as_bytes())
    assert handle(database) == 1
    assert said(database, place.thread) == [(cast.provider.id, "We can share our law.")]
    assert outcome(database) == (rules.DONE, rules.MESSAGE)


def test_the_same_email_by_another_way_is_posted_once(database: Database, cast: Cast, place: Place) -> None:
    to = address(database, THREAD, cast.provider.id, place.thread)
    keep(database, to, letter(cast.provider, TEXT, To=to))
    keep(database, "replies@peerhub.example", letter(cast.provider, TEXT, To=to), None)
    assert handle(database) == 2
    assert len(said(database, place.thread)) == 1


@pytest.mark.parametrize("sender", ["somebody@else.example", "seeker@cast.example"])
def test_from_another_address_it_waits_for_the_person(
    app: Flask, database: Database, cast: Cast, place: Place, sender: str
) -> None:
    to = address(database, THREAD, cast.provider.id, place.thread)
    keep(database, to, letter(sender, TEXT))
    handle(database)
    assert said(database, place.thread) == []
    waiting = draft(database)
    assert waiting
    assert (waiting.person_id, waiting.body, waiting.sender) == (cast.provider.id, "We can share our law.", sender)
    with database.session() as db:
        (mail,) = db.scalars(select(OutgoingMail).where(OutgoingMail.kind == "rooms/reply_waits"))
        assert mail.recipient == cast.provider.email
        path = mail.data["path"]
    stranger = app.test_client()
    page = stranger.get(path).get_data(as_text=True)
    assert "Is this reply yours?" in page
    assert sender in page
    assert said(database, place.thread) == []
    assert stranger.post(path, data={"body": "We can share our new law."}).status_code == 302
    assert stranger.post(path, data={"body": "We can share our new law."}).status_code == 302
    assert said(database, place.thread) == [(cast.provider.id, "We can share our new law.")]
    assert "Your reply was posted" in stranger.get(path).get_data(as_text=True)
    assert stranger.post(path + "/discard").status_code == 409


def test_what_is_discarded_is_not_posted_and_can_still_be(
    app: Flask, database: Database, cast: Cast, place: Place
) -> None:
    keep(database, address(database, THREAD, cast.provider.id, place.thread), letter("x@y.example", TEXT))
    handle(database)
    with database.session() as db:
        path = db.scalars(select(OutgoingMail.data).where(OutgoingMail.kind == "rooms/reply_waits")).one()["path"]
    stranger = app.test_client()
    assert stranger.post(path + "/discard").status_code == 302
    assert "This reply was discarded" in stranger.get(path).get_data(as_text=True)
    assert said(database, place.thread) == []
    assert stranger.post(path, data={"body": ""}).status_code == 422
    stranger.post(path, data={"body": "Ours."})
    assert len(said(database, place.thread)) == 1
    assert app.test_client().get(path + "x").status_code == 404


def test_a_forged_sender_is_not_the_person(
    database: Database, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    receives(monkeypatch, database, mail_verdict_by="mx.peerhub.example")
    to = address(database, THREAD, cast.provider.id, place.thread)
    for number, verdict in enumerate(("mx.peerhub.example; dmarc=fail", "evil.example; dmarc=pass", "")):
        keep(
            database,
            to,
            letter(cast.provider, TEXT, Authentication_Results=verdict, Message_ID=f"<{number}@mail.example>"),
        )
    handle(database)
    assert said(database, place.thread) == []
    good = letter(
        cast.provider, TEXT, Authentication_Results="mx.peerhub.example; dmarc=pass", Message_ID="<good@mail.example>"
    )
    keep(database, to, good)
    handle(database)
    assert len(said(database, place.thread)) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List-Id": "<list.example>"},
        {"Subject": "Automatic reply: Figures"},
        {"Subject": "Réponse automatique : Figures"},
        {"Subject": "=?utf-8?b?2LHYryDYqtmE2YLYp9im2Yo6IHg=?="},
        {"From": "MAILER-DAEMON@mail.example"},
        {"From": "replies@peerhub.example"},
        {"X-Autoreply": "yes"},
    ],
    ids=str,
)
def test_programs_write_no_messages(database: Database, cast: Cast, place: Place, headers: dict[str, str]) -> None:
    to = address(database, THREAD, cast.provider.id, place.thread)
    keep(database, to, letter(cast.provider, TEXT, **headers))
    keep(database, to, letter(cast.provider, TEXT, Message_ID="<by-hand@mail.example>"))
    handle(database)
    assert said(database, place.thread) == [(cast.provider.id, "We can share our law.")]
    assert draft(database) is None


def test_an_email_that_nobody_is_to_be_told_of_is_no_message(database: Database, cast: Cast, place: Place) -> None:
    keep(database, address(database, THREAD, cast.provider.id, place.thread), letter(cast.provider, TEXT), "")
    handle(database)
    assert said(database, place.thread) == []
    assert outcome(database) == (rules.IGNORED, rules.AUTOMATIC)


def refused(port: int, to: str, mail: Any) -> str:
    """What the server says to the sender's, "" where it takes the email."""
    try:
        hand_in(port, to, mail)
    except smtplib.SMTPRecipientsRefused as problem:
        ((code, text),) = problem.recipients.values()
        return f"{code} {text.decode()}"
    except (smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as problem:
        return f"{problem.smtp_code} {problem.smtp_error!r}"
    return ""


def test_refusals_are_said_in_the_dialogue(app: Flask, database: Database, cast: Cast, place: Place) -> None:
    to = address(database, THREAD, cast.provider.id, place.thread)
    mail = letter(cast.provider, TEXT)
    with server(database) as port:
        assert refused(port, to, mail) == ""
        assert re.match("550 .*did not make this address", refused(port, to.replace("+t", "+s"), mail))
        assert re.match("550 .*no emails at this address", refused(port, "info@peerhub.example", mail))
        assert re.match("550 .*takes replies alone", refused(port, "replies@peerhub.example", mail))
        hidden = address(database, THREAD, cast.outsider.id, place.private_thread)
        assert re.match("550 .*no longer write", refused(port, hidden, mail))
        with clock.fixed_at(NOW + timedelta(days=366)):
            assert re.match("550 .*older than a year", refused(port, to, mail))
        with database.transaction() as db:
            threads.lock(db, cast.facilitator, place.thread, locked=True)
        assert re.match("550 .*locked", refused(port, to, mail))
        with database.transaction() as db:
            closing.close_account(db, cast.administrator, cast.provider.id)
        assert re.match("550 .*closed", refused(port, to, mail))
    with database.session() as db:
        assert db.scalars(select(func.count()).select_from(type(mails(db)[0]))).one() == 1


def test_one_sender_and_one_address_have_a_limit(
    database: Database, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("peerhub.incoming.actions.store.MOST_FROM_ONE", 2)
    to = address(database, THREAD, cast.provider.id, place.thread)
    with server(database) as port:
        for number in range(2):
            assert refused(port, to, letter(cast.provider, TEXT, Message_ID=f"<{number}@mail.example>")) == ""
        assert refused(port, to.upper(), letter(cast.provider, TEXT, Message_ID="<3@mail.example>")).startswith("450 ")
        other = address(database, THREAD, cast.seeker.id, place.thread)
        assert refused(port, other, letter(cast.seeker, TEXT)) == ""
        monkeypatch.setattr("peerhub.incoming.actions.store.MOST_BYTES", 500)
        assert refused(port, other, letter(cast.seeker, TEXT, Message_ID="<4@mail.example>")).startswith("450 ")


def test_two_recipients_come_one_by_one(database: Database, cast: Cast, place: Place) -> None:
    with server(database) as port, smtplib.LMTP("127.0.0.1", port) as line:
        both = [address(database, THREAD, each.id, place.thread) for each in (cast.provider, cast.seeker)]
        refusals = line.sendmail(cast.provider.email, both, letter(cast.provider, TEXT).as_bytes())
        assert {code for code, _text in refusals.values()} == {452}


def test_too_large_an_email_is_refused(
    database: Database, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("peerhub.incoming.commands.LARGEST", 20_000)
    to = address(database, THREAD, cast.provider.id, place.thread)
    with server(database) as port:
        assert refused(port, to, letter(cast.provider, "x\n" * 15_000)).startswith("552 ")
        assert refused(port, to, letter(cast.provider, "x\n" * 1_000)) == ""


def test_what_cannot_be_posted_waits_with_its_words(database: Database, cast: Cast, place: Place) -> None:
    to = address(database, THREAD, cast.provider.id, place.thread)
    keep(database, to, letter(cast.provider, "Many words. " * 2_000))
    handle(database)
    waiting = draft(database)
    assert waiting
    assert (waiting.reason, len(waiting.body) > 10_000) == ("cannot_post", True)
    keep(database, to, letter(cast.provider, TEXT, Message_ID="<two@mail.example>"))
    with database.transaction() as db:
        threads.lock(db, cast.facilitator, place.thread, locked=True)
    handle(database)
    assert said(database, place.thread) == []
    with database.session() as db:
        assert db.scalars(select(func.count()).select_from(MailedReply)).one() == 2


def test_nothing_written_waits_for_the_secretariat(database: Database, cast: Cast, place: Place) -> None:
    keep(database, address(database, THREAD, cast.provider.id, place.thread), letter(cast.provider, QUOTED))
    handle(database)
    assert outcome(database) == (rules.HELD, rules.EMPTY)
