"""A mailbox that is read by IMAP, on a real server."""

import logging
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.base.jobs import scheduler
from peerhub.base.jobs.scheduler import Jobs
from peerhub.base.mail import mailbox as reading
from peerhub.base.settings import Settings
from peerhub.incoming import jobs, rules
from peerhub.incoming.actions import mailbox, store
from peerhub.incoming.models import Mailbox
from peerhub.wiring.inbound import HANDLERS
from tests.cast import Cast
from tests.incoming.arrange import address, letter, mails, receives
from tests.support.imap import PASSWORD, USER, Imap, imap_server
from tests.support.valkey import free_port

IMAP: dict[str, Any] = {
    "imap_host": "127.0.0.1",
    "imap_user": USER,
    "imap_password": PASSWORD,
    "imap_folder": "Site",
    "imap_tls": False,
}


@pytest.fixture(scope="module")
def server() -> Iterator[Imap]:
    """A server for the tests that leave it alive."""
    with imap_server() as running:
        yield running


@pytest.fixture
def imap(server: Imap, database: Database, monkeypatch: pytest.MonkeyPatch) -> Imap:
    """That server with a folder of this test, which the site reads."""
    with server.client() as client:
        if client.folder_exists("Site"):
            client.delete_folder("Site")
        client.create_folder("Site")
    reads(monkeypatch, database, server)
    return server


def reads(monkeypatch: pytest.MonkeyPatch, database: Database, server: Imap, **more: Any) -> None:
    """Let the site read that folder; as if it had not been looked into yet."""
    receives(monkeypatch, database, **(IMAP | {"imap_port": server.port} | more))
    monkeypatch.setattr(jobs, "_looked", {})


def put(imap: Imap, number: int, body: str = "Hello") -> None:
    """Deliver an email with that number."""
    message = letter("office@cast.example", body, Message_ID=f"<{number}@mail.example>", Subject=str(number))
    imap.put(message.as_bytes(), "Site")


def subjects(database: Database) -> list[str]:
    """The numbers of the emails that were kept, in order."""
    with database.session() as db:
        found = [(mail.content or b"").partition(b"Subject: ")[2].partition(b"\n")[0] for mail in mails(db)]
        return [each.decode().strip() for each in found]


def test_each_email_is_kept_once_in_order_and_the_mailbox_is_as_it_was(
    imap: Imap, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "AT_ONCE", 3)
    assert mailbox.fetch(database) == 0
    for number in range(7):
        put(imap, number)
    assert mailbox.fetch(database) == 7
    assert mailbox.fetch(database) == 0
    put(imap, 7)
    put(imap, 3)  # the same email, delivered again
    assert mailbox.fetch(database) == 1
    assert subjects(database) == [str(number) for number in range(8)]
    with imap.client() as client:
        client.select_folder("Site", readonly=True)
        seen = client.fetch(client.search(), ["FLAGS"])
        assert len(seen) == 9
        assert all(set(each[b"FLAGS"]) <= {b"\\Recent"} for each in seen.values())


def test_what_is_read_again_is_known(imap: Imap, database: Database) -> None:
    for number in range(3):
        put(imap, number)
    mailbox.fetch(database)
    with database.transaction() as db:
        db.execute(update(Mailbox).values(last_uid=0))
    assert mailbox.fetch(database) == 0
    assert subjects(database) == ["0", "1", "2"]


def test_a_crash_keeps_an_email_and_how_far_was_read_or_neither(
    imap: Imap, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        put(imap, number)
    note = mailbox._note

    def crash(db: Any, name: str, validity: int, uid: int) -> None:
        if subjects_in(db) == 2:
            raise KeyboardInterrupt
        note(db, name, validity, uid)

    def subjects_in(db: Any) -> int:
        return len(mails(db))

    monkeypatch.setattr(mailbox, "_note", crash)
    with pytest.raises(KeyboardInterrupt):
        mailbox.fetch(database)
    assert subjects(database) == ["0"]
    monkeypatch.setattr(mailbox, "_note", note)
    assert mailbox.fetch(database) == 2
    assert subjects(database) == ["0", "1", "2"]


def test_a_mailbox_that_was_made_anew_is_read_from_its_beginning(imap: Imap, database: Database) -> None:
    for number in range(5):
        put(imap, number)
    mailbox.fetch(database)
    with imap.client() as client:
        before = client.folder_status("Site", ["UIDVALIDITY"])
        client.delete_folder("Site")
        client.create_folder("Site")
        assert client.folder_status("Site", ["UIDVALIDITY"]) != before
    put(imap, 4)
    put(imap, 5)
    assert mailbox.fetch(database) == 1
    assert subjects(database) == ["0", "1", "2", "3", "4", "5"]


def test_an_email_that_is_too_large_is_a_line_for_the_secretariat(
    imap: Imap, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LARGEST", 2000)
    put(imap, 0)
    put(imap, 1, "x" * 70 + "\n" + ("y" * 70 + "\n") * 40)
    put(imap, 2)
    for _ in range(2):
        mailbox.fetch(database)
    with database.session() as db:
        kept = [(mail.state, mail.reason, mail.content is None) for mail in mails(db)]
        assert kept == [
            (rules.WAITING, "", False),
            (rules.HELD, rules.TOO_LARGE, True),
            (rules.WAITING, "", False),
        ]
        assert mails(db)[1].size > 2000


def test_an_email_larger_than_its_server_says_stops_no_other(
    imap: Imap, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(imap, 0, "x" * 3000)
    put(imap, 1)
    monkeypatch.setattr(store, "LARGEST", 2000)
    found = reading.opened

    @contextmanager
    def lying(settings: Settings) -> Iterator[Any]:
        """The mailbox, whose bounds nobody keeps to."""
        with found(settings) as (validity, after):
            yield validity, lambda uid, _largest: after(uid, 10_000)

    monkeypatch.setattr(reading, "opened", lying)
    assert mailbox.fetch(database) == 1
    with database.session() as db:
        assert [mail.state for mail in mails(db)] == [rules.HELD, rules.WAITING]


def test_a_reply_in_the_mailbox_is_handled_by_its_address(
    imap: Imap, app: Flask, database: Database, cast: Cast
) -> None:
    unknown = letter("x@y.example", "Hello", To=address(database, rules.SESSION, 99))
    imap.put(unknown.as_bytes(), "Site")
    put(imap, 1)
    with app.app_context():
        assert jobs.fetch(clock.now()) == 2
        assert jobs.handle_with(HANDLERS)(clock.now()) == 2
    with database.session() as db:
        assert [mail.state for mail in mails(db)] == [rules.HELD, rules.HELD]
        assert [mail.reason for mail in mails(db)][1] == rules.NO_ADDRESS


def test_one_email_to_several_addresses_belongs_to_each(imap: Imap, app: Flask, database: Database) -> None:
    first, second = (address(database, rules.SESSION, number) for number in (98, 99))
    imap.put(letter("x@y.example", "Hello", To=f"{first}, {second}").as_bytes(), "Site")
    noted = {"Delivered-To": second, "To": first, "Message-ID": "<two@mail.example>"}
    imap.put(letter("x@y.example", "Hello", **noted).as_bytes(), "Site")
    with app.app_context():
        jobs.fetch(clock.now())
        assert jobs.handle_with(HANDLERS)(clock.now()) == 3
    with database.session() as db:
        assert [mail.recipient for mail in mails(db)] == [first, second, second]
        assert {(mail.state, mail.reason) for mail in mails(db)} == {(rules.HELD, rules.GONE)}


def test_while_too_much_waits_the_rest_waits_in_the_mailbox(
    imap: Imap, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        put(imap, number)
    monkeypatch.setattr(store, "MOST_WAITING", 2)
    assert mailbox.fetch(database) == 2
    monkeypatch.setattr(store, "MOST_WAITING", 200)
    assert mailbox.fetch(database) == 2
    assert subjects(database) == ["0", "1", "2", "3"]


def test_a_server_that_is_away_is_asked_again_after_a_minute(
    imap: Imap, app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    put(imap, 0)
    at = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: at[0])
    reads(monkeypatch, database, imap, imap_port=free_port())
    others: Jobs = {"incoming.fetch": jobs.fetch, "another": lambda now: 1}
    with caplog.at_level(logging.WARNING):
        assert scheduler.tick(app, others) == {"incoming.fetch": 0, "another": 1}
    assert ["cannot be read; tried again in a minute" in line for line in caplog.messages] == [True]
    receives(monkeypatch, database, **{**IMAP, "imap_port": imap.port})
    for later, expected in ((59.0, 0), (2.0, 1), (1.0, 0)):
        at[0] += later
        assert scheduler.tick(app, others)["incoming.fetch"] == expected
    assert subjects(database) == ["0"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            {"imap_password": "wrong"},
            "refused the user name or password. Check PEERHUB_IMAP_USER and PEERHUB_IMAP_PASSWORD. ([AUTH",
        ),
        ({"imap_folder": "None such"}, "Check PEERHUB_IMAP_FOLDER."),
        ({"imap_tls": True}, "Check PEERHUB_IMAP_PORT and PEERHUB_IMAP_TLS."),  # the server speaks without
        ({"imap_host": "nowhere.invalid"}, "There is no mail server of this name. Check PEERHUB_IMAP_HOST."),
    ],
)
def test_what_the_server_refuses_is_logged_without_the_password(
    imap: Imap,
    app: Flask,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    more: dict[str, Any],
    said: str,
) -> None:
    reads(monkeypatch, database, imap, **more)
    with app.app_context(), caplog.at_level(logging.WARNING):
        assert jobs.fetch(clock.now()) == 0
    (line,) = caplog.messages
    assert said in line
    assert "cannot be read; tried again in a minute." in line
    assert not re.search(r"\bb['\"]", line)
    assert PASSWORD not in line
    assert "Traceback" not in caplog.text


def test_a_connection_that_ends_midway_loses_nothing(
    imap: Imap, app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(4):
        put(imap, number)
    real, asked = reading._content, list[int]()

    def cut(client: Any, uid: int) -> bytes:
        asked.append(uid)
        if len(asked) == 3:
            client.socket().shutdown(socket.SHUT_RDWR)
        return real(client, uid)

    monkeypatch.setattr(reading, "_content", cut)
    with app.app_context(), caplog.at_level(logging.WARNING):
        assert jobs.fetch(clock.now()) == 0
        assert subjects(database) == ["0", "1"]
        assert len(caplog.messages) == 1
        monkeypatch.setattr(jobs, "_looked", {})
        assert jobs.fetch(clock.now()) == 2
    assert subjects(database) == ["0", "1", "2", "3"]
