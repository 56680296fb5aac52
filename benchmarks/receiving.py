"""Emails that come in: replies and answers of calendars in turn, through the LMTP port of a `peerhub mail receive` of its own.
`python -m benchmarks.receiving SECONDS RATE` prints figures as JSON.

`taking`: acknowledged emails a second; `handling`: handled emails a second, from the first that arrived to the last that was done;
`processor`: milliseconds that the receiver and its workers worked for each; `longest`: milliseconds until an email was acknowledged;
`behind`: seconds from the last acknowledgement until all were done.
"""

import json
import os
import smtplib
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, select

from benchmarks.processes import free_port, processor_seconds, python, serving
from benchmarks.seed import account, plan
from benchmarks.texts import body
from peerhub import create_app
from peerhub.base import clock
from peerhub.base.database.current import database
from peerhub.base.database.engine import Database, Db
from peerhub.base.mail.addresses import token_address
from peerhub.base.mail.models import OutgoingMail
from peerhub.incoming.models import IncomingMail
from peerhub.incoming.rules import DONE, HANDLING, SESSION, THREAD, WAITING
from peerhub.people.models import Person
from peerhub.rooms.actions import messages, rooms, threads
from peerhub.rooms.models.messages import Message
from peerhub.sessions.actions import drafts, invitations

PEOPLE, LINES = 200, 8
LONGEST = 600.0  # seconds until all must be done
Letter = tuple[str, str, bytes]  # the envelope's sender, the address, the email


def main(seconds: int, rate: int) -> None:
    """Make a place for them, hand them in at that rate, and wait until all are handled."""
    os.environ["PEERHUB_MAIL_REPLIES"] = "replies@bench.example"
    with create_app().app_context(), TemporaryDirectory() as folder:
        site, port = database(), free_port()
        with site.transaction() as db:
            letters = list(written(db, seconds * rate))
        command = python("-m", "peerhub", "mail", "receive", "--port", str(port))
        with serving("receiver", command, port, Path(folder) / "log") as receiver:
            told = handed_in(letters, port, rate)
            began, ended = told.pop("began"), time.monotonic()
            until_handled(site)
            told["processor"] = with_workers(receiver.pid) / len(letters) * 1000
            told |= {"handling": len(letters) / (time.monotonic() - began), "behind": time.monotonic() - ended}
        check(site, len(letters))
    print(json.dumps(told))


def written(db: Db, number: int) -> Iterator[Letter]:
    """Emails of people to a thread and to a session."""
    people = [account(db, each) for each in range(PEOPLE)]
    room = rooms.create(db, "theme", "Measuring")
    thread = threads.start(db, people[0], room.id, threads.NewThread("First", "discussion", messages.Draft(body(0))))
    codes = sorted({person.country.code for person in people if person.country})
    runs = account(db, PEOPLE)
    made = drafts.prefilled(db, runs, plan(runs, [each.id for each in people], codes), [runs.id])
    invitations.send(db, runs, made.id)
    db.flush()
    asked = db.scalars(select(OutgoingMail).where(OutgoingMail.calendar_body.is_not(None))).first()
    assert asked
    for each in range(number):
        person, turn = people[each // 2 % PEOPLE], each // 2 // PEOPLE
        yield answer(db, person, made.id, asked, each, turn) if each % 2 else reply(db, person, thread.thread_id, each)


def reply(db: Db, person: Person, thread_id: int, number: int) -> Letter:
    """What somebody typed, with what is quoted below."""
    to = token_address(database().settings, clock.now(), THREAD, person.id, thread_id)
    quoted = "\n".join(f"> {body(number + more)}" for more in range(3))
    text = f"{number}: {body(number)}\n\nOn Tue, 1 Dec 2026 at 10:00, PeerHub <{to}> wrote:\n{quoted}\n"
    return f"{number}@relay.example", to, mail(person, to, number, "text/plain", text)


def answer(db: Db, person: Person, session_id: int, asked: OutgoingMail, number: int, turn: int) -> Letter:
    """What a calendar answers; the later the turn, the later its stamp."""
    unfolded = (asked.calendar_body or "").replace("\r\n ", "").split("\r\n")
    kept = [line for line in unfolded if line.startswith(("UID", "SEQUENCE", "DTSTART", "ORGANIZER"))]
    stamp = f"DTSTAMP:{clock.now():%Y%m%dT%H}{turn // 60:02}{turn % 60:02}Z"
    said = f"ATTENDEE;PARTSTAT={'DECLINED' if turn % 2 else 'ACCEPTED'}:mailto:{person.email}"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//b//EN", "METHOD:REPLY", "BEGIN:VEVENT", *kept, stamp, said]
    to = token_address(database().settings, clock.now(), SESSION, session_id, person.id)
    part = "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""])
    return f"{number}@relay.example", to, mail(person, to, number, "text/calendar; method=REPLY", part)


def mail(person: Person, to: str, number: int, kind: str, text: str) -> bytes:
    """An email as bytes."""
    head = (
        f"From: {person.email}\nTo: {to}\nSubject: Re: First\nMessage-ID: <{number}@bench.example>\nMIME-Version: 1.0\n"
    )
    whole = f"{head}Content-Type: {kind}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}"
    return whole.replace("\r\n", "\n").replace("\n", "\r\n").encode()


def handed_in(letters: list[Letter], port: int, rate: int) -> dict[str, float]:
    """Hand them in over some connections, each when its time has come."""
    began, took = time.monotonic(), list[float]()

    def deliver(first: int) -> None:
        with smtplib.LMTP("127.0.0.1", port) as line:
            for number in range(first, len(letters), LINES):
                time.sleep(max(began + number / rate - time.monotonic(), 0))
                start = time.monotonic()
                line.sendmail(letters[number][0], [letters[number][1]], letters[number][2])
                took.append(time.monotonic() - start)

    lines = [threading.Thread(target=deliver, args=(first,)) for first in range(LINES)]
    for line in lines:
        line.start()
    for line in lines:
        line.join()
    if len(took) != len(letters):
        raise SystemExit(f"{len(letters) - len(took)} emails were not taken.")
    return {"began": began, "taking": len(took) / (time.monotonic() - began), "longest": max(took) * 1000}


def with_workers(pid: int) -> float:
    """Processor seconds of a process and those that it has started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return processor_seconds(pid) + sum(processor_seconds(int(child)) for child in children)


def until_handled(site: Database) -> None:
    """Until nothing waits."""
    limit = time.monotonic() + LONGEST
    while time.monotonic() < limit:
        with site.session() as db:
            if not db.scalars(select(func.count()).where(IncomingMail.state.in_((WAITING, HANDLING)))).one():
                return
        time.sleep(0.2)
    raise SystemExit(f"Not all was handled after {LONGEST} seconds.")


def check(site: Database, number: int) -> None:
    """Each was done, and each reply stands in the thread once."""
    with site.session() as db:
        states = Counter((row.state, row.reason) for row in db.execute(select(IncomingMail.state, IncomingMail.reason)))
        bodies = Counter(text.partition(":")[0] for text in db.scalars(select(Message.body).where(Message.number > 1)))
    done = sum(count for (state, _reason), count in states.items() if state == DONE)
    if done != number or bodies != Counter(str(each) for each in range(0, number, 2)):
        raise SystemExit(f"Not all was handled once: {dict(states)}, {sum(bodies.values())} replies.")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
