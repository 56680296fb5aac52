"""What the site does not take is refused in the dialogue, so that the sender is told."""

import re
import smtplib
import socket
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.base.mail.receiver import UnfinishedLine
from peerhub.incoming.rules import THREAD
from peerhub.people.actions import closing
from peerhub.rooms.actions import threads
from tests.cast import NOW, Cast
from tests.incoming.arrange import (
    TEXT,
    address,
    hand_in,
    letter,
    mails,
    server,
)
from tests.rooms.arrange import Place


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
        monkeypatch.setattr("peerhub.incoming.actions.store.MOST_BYTES_TO_ONE", 100)
        assert "to this address" in refused(port, other, letter(cast.seeker, TEXT, Message_ID="<4@mail.example>"))
        monkeypatch.setattr("peerhub.incoming.actions.store.MOST_BYTES", 500)
        third = address(database, THREAD, cast.teammate.id, place.thread)
        assert "came here today" in refused(port, third, letter(cast.teammate, TEXT, Message_ID="<5@mail.example>"))


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


@pytest.mark.parametrize("protocol", ["lmtp", "smtp"])
def test_one_that_says_no_size_is_refused_when_all_of_it_has_come(
    database: Database, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch, protocol: str
) -> None:
    """Whoever is cut off sends it again, for days."""
    monkeypatch.setattr("peerhub.incoming.commands.LARGEST", 200_000)
    to = address(database, THREAD, cast.provider.id, place.thread)
    kind = smtplib.LMTP if protocol == "lmtp" else smtplib.SMTP
    with server(database, protocol) as port, kind("127.0.0.1", port) as line:
        line.ehlo()
        for _ in range(2):  # the connection goes on
            line.mail("a@b.example")
            assert line.rcpt(to)[0] == 250
            assert line.data((b"x" * 998 + b"\r\n") * 3_000)[0] == 552
        line.mail("a@b.example")
        line.rcpt(to)
        assert line.data(b"From: a@b.example\r\n\r\nHello")[0] == 250
    with database.session() as db:
        assert len(mails(db)) == 1


def test_a_line_without_an_end_ends_the_connection(
    database: Database, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("peerhub.incoming.commands.LARGEST", 200_000)
    to = address(database, THREAD, cast.provider.id, place.thread)
    with server(database) as port:
        for before in (f"LHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<{to}>\r\nDATA\r\n", ""):
            with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
                line.sendall(before.encode())
                while before and b"354" not in line.recv(4_096):
                    pass
                with pytest.raises(ConnectionError):
                    line.sendall(b"x" * 100_000_000)


@given(st.lists(st.sampled_from([b"", b"x", b"xx", b"\r", b"\n", b"\r\n", b"x\r\nx"]), max_size=12))
def test_what_comes_of_a_line_is_counted_however_it_comes(pieces: list[bytes]) -> None:
    line = UnfinishedLine()
    for piece in filter(None, pieces):
        line.take(piece)
    whole = b"".join(pieces)
    assert line.size == len(whole) - (whole.rfind(b"\r\n") + 2 if b"\r\n" in whole else 0)
