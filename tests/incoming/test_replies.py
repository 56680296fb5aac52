"""A reply by email becomes a message, once, of the person whom it surely comes from."""

import smtplib
from email.policy import SMTP

import pytest

from peerhub.base.database.engine import Database
from peerhub.incoming import rules
from peerhub.incoming.rules import THREAD
from tests.cast import Cast
from tests.incoming.arrange import (
    QUOTED,
    REPLIES,
    TEXT,
    address,
    draft,
    handle,
    keep,
    letter,
    mails,
    outcome,
    said,
    server,
)
from tests.rooms.arrange import Place


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


@pytest.mark.parametrize("protocol", ["lmtp", "smtp"])
def test_an_email_that_nobody_is_to_be_told_of_is_no_message(
    database: Database, cast: Cast, place: Place, protocol: str
) -> None:
    to, mail = address(database, THREAD, cast.provider.id, place.thread), letter(cast.provider, TEXT)
    with server(database, protocol) as port:
        kind = smtplib.LMTP if protocol == "lmtp" else smtplib.SMTP
        with kind("127.0.0.1", port) as line:
            line.sendmail("", [to], mail.as_bytes(policy=SMTP))
    handle(database)
    assert said(database, place.thread) == []
    assert outcome(database) == (rules.IGNORED, rules.AUTOMATIC)


def test_one_email_to_two_threads_is_a_reply_in_both(database: Database, cast: Cast, place: Place) -> None:
    for thread in (place.thread, place.private_thread):
        keep(database, address(database, THREAD, cast.provider.id, thread), letter(cast.provider, TEXT))
    handle(database)
    assert (
        said(database, place.thread)
        == said(database, place.private_thread)
        == [(cast.provider.id, "We can share our law.")]
    )
    assert draft(database) is None


@pytest.mark.parametrize(
    "quoted",
    [
        QUOTED,
        "> The draft is in the room.\n>\n> Please say.\n",
        "On Mon, 30 Nov 2026 PeerHub wrote:\n> The draft is in the room.\n",
    ],
)
def test_nothing_written_waits_for_the_secretariat(database: Database, cast: Cast, place: Place, quoted: str) -> None:
    keep(database, address(database, THREAD, cast.provider.id, place.thread), letter(cast.provider, quoted))
    handle(database)
    assert said(database, place.thread) == []
    assert outcome(database) == (rules.HELD, rules.EMPTY)


@pytest.mark.parametrize("header", ["Delivered_To", "X_Original_To", "Envelope_To"])
def test_one_reply_to_two_threads_that_is_delivered_twice_reaches_both(
    database: Database, cast: Cast, place: Place, header: str
) -> None:
    """In a mailbox, what its server notes of each copy is all that tells them apart."""
    to = [address(database, THREAD, cast.provider.id, thread) for thread in (place.thread, place.private_thread)]
    for each in (*to, *to):
        copy = letter(cast.provider, TEXT, To=", ".join(to), **{header: f"<{each.upper()}>"})
        keep(database, REPLIES, copy, None)
    while handle(database):
        pass
    for thread in (place.thread, place.private_thread):
        assert said(database, thread) == [(cast.provider.id, "We can share our law.")]
    with database.session() as db:
        assert len(mails(db)) == 2
