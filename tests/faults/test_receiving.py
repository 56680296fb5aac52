"""`kill -9` of processes that receive and handle emails: what was acknowledged is handled, once."""

import os
import random
import re
import smtplib
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from queue import Empty, Queue

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.base.mail.addresses import token_address
from peerhub.incoming import rules
from peerhub.incoming.actions.handling import MOST_TRIES
from peerhub.incoming.models import IncomingMail
from peerhub.people.models import Person
from peerhub.rooms.models.messages import Message
from tests.faults.arrange import Ground
from tests.faults.ledger import is_sound
from tests.faults.served import ROOT
from tests.stories.waiting import until

pytestmark = pytest.mark.fault
EMAILS, KILLS = 300, 8
REPLIES = "replies@site.example"
READY = re.compile(r"Receiving emails on 127\.0\.0\.1:(\d+)\.")
MOMENTS = random.Random("between receiving and handling")  # noqa: S311  (the same moments in every run)


@dataclass
class Receiver:
    """`peerhub mail receive`, which can be killed and started again; `port` is where it listens now."""

    settings: dict[str, str]
    name: str
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    starts: int = 0

    @property
    def log(self) -> Path:
        """What it says since it was started last."""
        return Path(self.settings["PEERHUB_VAR"]) / f"receiver-{self.name}-{self.starts}"

    def start(self) -> None:
        """Start it, and wait until it listens."""
        self.starts += 1
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-u", "-m", "peerhub", "mail", "receive", "--port", "0"],
                cwd=ROOT,
                env=os.environ | self.settings,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.port = until(self._listens, "a receiver")

    def kill(self) -> None:
        """`kill -9`."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def _listens(self) -> int | None:
        said = self.log.read_text(encoding="utf-8")
        assert self.process
        assert self.process.poll() is None, said
        found = READY.search(said)
        return int(found[1]) if found else None


@dataclass
class MailServer:
    """The mail server in front of them: it hands in each email until one of them has taken it."""

    receivers: list[Receiver]
    queue: "Queue[tuple[int, str, str, bytes]]" = field(default_factory=Queue)
    taken: "Counter[int]" = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def deliver(self, number: int) -> None:
        """Hand in what waits, beginning with one of the receivers, until nothing does."""
        while True:
            try:
                mail, sender, recipient, content = self.queue.get_nowait()
            except Empty:
                return
            while not self._is_taken(self.receivers[number % len(self.receivers)].port, sender, recipient, content):
                number += 1
                threading.Event().wait(0.02)
            self.taken[mail] += 1

    def _is_taken(self, port: int, sender: str, recipient: str, content: bytes) -> bool:
        try:
            with smtplib.LMTP("127.0.0.1", port, timeout=30) as line:
                line.sendmail(sender, [recipient], content)
        except smtplib.SMTPRecipientsRefused as problem:
            self.problems.append(str(problem))
            return True
        except (OSError, smtplib.SMTPException):
            return False  # it was killed; it may have kept the email
        return True


def test_what_was_acknowledged_is_handled_once(site: Flask, ground: Ground) -> None:
    settings = ground.settings | {"PEERHUB_MAIL_REPLIES": REPLIES}
    receivers = [Receiver(settings, name) for name in ("one", "other")]
    server = MailServer(receivers)
    for number in range(EMAILS):
        server.queue.put((number, *written(ground, number)))
    for receiver in receivers:
        receiver.start()
    threads = [threading.Thread(target=server.deliver, args=(number,), daemon=True) for number in range(4)]
    try:
        for thread in threads:
            thread.start()
        kill_in_turn(receivers)
        for thread in threads:
            thread.join(120)
        assert server.problems == []
        assert sum(server.taken.values()) == EMAILS
        until(lambda: is_all_handled(ground.database) or None, "all emails handled", 180)
    finally:
        for receiver in receivers:
            receiver.kill()
    with ground.database.session() as db:
        bodies = db.scalars(select(Message.body).where(Message.thread_id == ground.place.thread)).all()
        outcomes = Counter(
            (row.state, row.reason) for row in db.execute(select(IncomingMail.state, IncomingMail.reason))
        )
        again = db.scalars(select(func.count()).where(IncomingMail.tries > 1)).one()
    posted = Counter(body for body in bodies if body.startswith("Reply "))
    assert posted == Counter(f"Reply {number}" for number in range(EMAILS))
    assert outcomes == {(rules.DONE, rules.MESSAGE): EMAILS}
    assert again, "some were killed in the middle of one"
    assert is_sound(ground.database)


def kill_in_turn(receivers: list[Receiver]) -> None:
    """Kill one, start it again, then another."""
    for kill in range(KILLS):
        threading.Event().wait(0.2 + MOMENTS.random())
        receivers[kill % 2].kill()
        receivers[kill % 2].start()


def written(ground: Ground, number: int) -> tuple[str, str, bytes]:
    """A reply of one of three people in the thread: the envelope's sender, the address, and the email."""
    cast = ground.cast
    person: Person = (cast.seeker, cast.provider, cast.facilitator)[number % 3]
    settings = replace(ground.database.settings, mail_replies=REPLIES)
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = person.email, "Re: Figures", f"<{number}@mail.example>"
    message["To"] = token_address(settings, clock.now(), rules.THREAD, person.id, ground.place.thread)
    message.set_content(f"Reply {number}\n\nOn Tue, 1 Dec 2026 at 10:00, PeerHub <x@site.example> wrote:\n> old\n")
    return f"{number}@relay.example", str(message["To"]), message.as_bytes(policy=SMTP)


def is_all_handled(database: Database) -> bool:
    """Whether nothing waits any more. Claims of those that were killed run out at once: others must take them over, and whoever
    is still at work notices that its own is gone."""
    with database.transaction() as db:
        stuck = update(IncomingMail).where(IncomingMail.state == rules.HANDLING, IncomingMail.tries < MOST_TRIES)
        db.execute(stuck.values(lease_until=clock.now()))
        left = select(func.count()).where(IncomingMail.state.in_((rules.WAITING, rules.HANDLING)))
        return not db.scalars(left).one()
