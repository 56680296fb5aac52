"""Emails as people's programs write them, and the site that receives them."""

import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from queue import Queue
from typing import Any

import pytest
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.base.mail import receiver
from peerhub.base.mail.addresses import token_address
from peerhub.incoming.actions import handling, store
from peerhub.incoming.commands import taking
from peerhub.incoming.models import IncomingMail
from peerhub.people.models import Person
from peerhub.rooms.models.mailed import MailedReply
from peerhub.rooms.models.messages import Message
from peerhub.wiring.inbound import HANDLERS

REPLIES = "replies@peerhub.example"
QUOTED = "\n\nOn Mon, 30 Nov 2026 at 10:00, PeerHub <replies@peerhub.example> wrote:\n> old\n"
TEXT = "We can share our law." + QUOTED


def receives(monkeypatch: pytest.MonkeyPatch, database: Database, **more: Any) -> None:
    """Let the site receive emails, until the test ends."""
    settings = replace(database.settings, mail_replies=REPLIES, **more)
    monkeypatch.setattr(database, "settings", settings)
    for sessions in (database._read, database._write):
        monkeypatch.setitem(sessions.kw["info"], "settings", settings)


def address(database: Database, purpose: str, first: int, second: int = 0) -> str:
    """The address for a purpose, made now."""
    return token_address(database.settings, clock.now(), purpose, first, second)


def letter(sender: Person | str, text: str, **headers: str) -> EmailMessage:
    """An email from somebody. Headers are named with an underscore instead of a hyphen; an empty one is left out."""
    message = EmailMessage()
    email = sender if isinstance(sender, str) else sender.email
    given = {"From": email, "To": REPLIES, "Subject": "Re: Figures", "Message-ID": "<one@mail.example>"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in given.items():
        if value:
            message[name] = value
    message.set_content(text)
    return message


@contextmanager
def server(database: Database, protocol: str = "lmtp") -> Iterator[int]:
    """The site's own mail server, on a free port, until the block ends."""
    ready, ended = Queue[int](), Queue[BaseException | None]()
    arrived = threading.Event()
    stop = receiver.Stop()

    def run() -> None:
        try:
            receiver.serve(taking(database, HANDLERS, arrived), "127.0.0.1", 0, protocol, ready.put, stop)
            ended.put(None)
        except BaseException as problem:  # the test shows it
            ended.put(problem)
            ready.put(0)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield ready.get(timeout=30)
    finally:
        stop.set()
        thread.join(30)
        if problem := ended.get(timeout=5):
            raise problem


def hand_in(port: int, recipient: str, message: EmailMessage | bytes, sender: str = "office@cast.example") -> None:
    """Give an email to that server by LMTP. Raises what smtplib raises when it is refused."""
    content = message if isinstance(message, bytes) else message.as_bytes(policy=SMTP)
    with smtplib.LMTP("127.0.0.1", port) as line:
        line.sendmail(sender, [recipient], content)


def keep(database: Database, recipient: str, message: EmailMessage | bytes, sender: str | None = "x@y.example") -> None:
    """Put an email where the server would put it."""
    content = message if isinstance(message, bytes) else message.as_bytes()
    with database.transaction() as db:
        store.store(db, recipient, sender, content, receiver.message_id_of(content))


def handle(database: Database) -> int:
    """Handle what waits."""
    return handling.handle_due(database, HANDLERS)


def mails(db: Db) -> list[IncomingMail]:
    """What came in, in order."""
    return list(db.scalars(select(IncomingMail).order_by(IncomingMail.id)))


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
