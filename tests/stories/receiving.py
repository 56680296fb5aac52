"""`peerhub mail receive` beside the site, and an official's mail program, which answers and replies as such programs do."""

import os
import re
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from pathlib import Path

from icalendar import Calendar

from tests.stories.people import Account
from tests.stories.server import ROOT, Site
from tests.stories.waiting import until

READY = re.compile(r"Receiving emails on 127\.0\.0\.1:(\d+)\.")


@dataclass(frozen=True)
class Receiver:
    """A running receiver and the port that it has."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def hand_in(self, message: EmailMessage) -> None:
        """Give it an email by LMTP, as the mail server in front of it does. Raises what smtplib raises when it is refused."""
        with smtplib.LMTP("127.0.0.1", self.port) as line:
            sender, recipient = (message[name].addresses[0].addr_spec for name in ("From", "To"))
            line.sendmail(sender, [recipient], message.as_bytes(policy=SMTP))


@contextmanager
def receiving(site: Site) -> Iterator[Receiver]:
    """The receiver of a site; it ends with the block, in order."""
    log = Path(site.settings["PEERHUB_VAR"]) / "receiver.log"
    with (
        log.open("wb") as kept,
        subprocess.Popen(
            [sys.executable, "-u", "-m", "peerhub", "mail", "receive", "--port", "0"],
            cwd=ROOT,
            env=os.environ | site.settings,
            stdin=subprocess.DEVNULL,
            stdout=kept,
            stderr=kept,
        ) as process,
    ):
        try:
            yield Receiver(process, until(lambda: _port(process, log), "a receiver"), log)
        finally:
            process.terminate()
            assert process.wait(timeout=30) == 0, log.read_text(encoding="utf-8")


def _port(process: subprocess.Popen[bytes], log: Path) -> int | None:
    said = log.read_text(encoding="utf-8")
    assert process.poll() is None, said
    found = READY.search(said)
    return int(found[1]) if found else None


def calendars_answer(invitation: EmailMessage, account: Account, partstat: str) -> EmailMessage:
    """What a mail program sends when its user presses “Accept” on an invitation: METHOD:REPLY to the organizer (RFC 5546, 3.2.3)."""
    part = next(each for each in invitation.walk() if each.get_content_type() == "text/calendar")
    asked = Calendar.from_ical(part.get_content())
    event = asked.events[0]
    attendee = event.pop("ATTENDEE")
    assert str(attendee).casefold() == f"mailto:{account.email}"
    attendee.params["PARTSTAT"] = partstat
    attendee.params.pop("RSVP", None)
    event.add("ATTENDEE", attendee)
    for alarm in list(event.subcomponents):
        event.subcomponents.remove(alarm)
    asked["METHOD"] = "REPLY"
    message = _mail(account, str(event["ORGANIZER"]).partition(":")[2], f"Accepted: {invitation['Subject']}")
    message.set_content("")
    message.add_alternative(asked.to_ical(), "text", "calendar", params={"method": "REPLY", "charset": "UTF-8"})
    return message


def reply(mail: EmailMessage, account: Account, text: str) -> EmailMessage:
    """What a mail program sends when its user replies to a mail, with what it quotes below."""
    message = _mail(account, str(mail["Reply-To"]), f"Re: {mail['Subject']}")
    message["In-Reply-To"] = message["References"] = str(mail["Message-ID"])
    plain = mail.get_body(("plain",))
    assert plain, "every mail has a plain text"
    quoted = "\n".join(f"> {line}" for line in plain.get_content().splitlines())
    message.set_content(f"{text}\n\nOn Tue, 1 Dec 2026 at 10:00, PeerHub <{message['To']}> wrote:\n{quoted}\n")
    return message


def _mail(account: Account, to: str, subject: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = f'"{account.office}" <{account.email}>', to, subject
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain="story.example")
    return message
