"""The mails that the story's mail server has taken, and two readers of calendars that know nothing of PeerHub."""

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import cast

from icalendar import Calendar

from tests.stories.people import Account
from tests.stories.server import ROOT
from tests.stories.waiting import until
from tests.support.smtp import KeptMails
from tools import node

ICAL_JS = """
import ICAL from "ical.js";
let text = "";
for await (const part of process.stdin) text += part;
const calendar = new ICAL.Component(ICAL.parse(text));
const event = new ICAL.Event(calendar.getFirstSubcomponent("vevent"));
console.log(JSON.stringify({
  method: calendar.getFirstPropertyValue("method"),
  uid: event.uid,
  sequence: event.sequence,
  summary: event.summary,
  starts_at: event.startDate.toJSDate().toISOString(),
  ends_at: event.endDate.toJSDate().toISOString(),
  attendees: event.attendees.map((attendee) => attendee.getFirstValue().toLowerCase()),
}));
"""


@dataclass(frozen=True)
class Entry:
    """What a calendar understood. Times are UTC; attendees are mailto: addresses."""

    method: str
    uid: str
    sequence: int
    summary: str
    starts_at: datetime
    ends_at: datetime
    attendees: list[str]


@dataclass(frozen=True)
class Mailbox:
    """Everybody's mails."""

    kept: KeptMails

    def wait(self, to: Account, subject: str) -> EmailMessage:
        """The first mail to that account whose subject begins so. Raises TimeoutError when none comes."""
        return until(lambda: next(iter(self.all(to, subject)), None), f"a mail “{subject}” to {to.email}")

    def all(self, to: Account, subject: str) -> list[EmailMessage]:
        """All mails to that account whose subject begins so."""
        return [mail for mail in self.kept.to(to.email) if str(mail["Subject"]).startswith(subject)]


def link(mail: EmailMessage, part: str) -> str:
    """The first link in the mail's text that holds `part`."""
    plain = mail.get_body(("plain",))
    assert plain, "every mail has a plain text"
    links: list[str] = re.findall(r"https?://\S+", plain.get_content())
    return next(each for each in links if part in each)


def entries(mail: EmailMessage) -> Iterator[Entry]:
    """The calendar part of a mail as each reader understands it. Raises AssertionError where there is not just one."""
    parts = [each for each in mail.walk() if each.get_content_type() == "text/calendar" and not each.is_attachment()]
    assert len(parts) == 1, "one calendar part, beside the two texts"
    method, text = parts[0].get_param("method"), parts[0].get_content()
    for entry in (read_with_icalendar(text), read_with_ical_js(text)):
        assert entry.method == method, "mail programs compare the two"
        yield entry


def read_with_icalendar(text: str) -> Entry:
    """As Python's icalendar reads it."""
    calendar = Calendar.from_ical(text)
    (event,) = calendar.events
    return Entry(
        method=str(calendar["METHOD"]),
        uid=event.uid,
        sequence=event.sequence,
        summary=str(event.summary),
        starts_at=cast("datetime", event.start).astimezone(UTC),
        ends_at=cast("datetime", event.end).astimezone(UTC),
        attendees=[str(each).casefold() for each in event.attendees],
    )


def read_with_ical_js(text: str) -> Entry:
    """As Mozilla's ical.js reads it, which Thunderbird's calendar is made of."""
    command, _npm = node.commands()
    told = subprocess.run(
        [*command, "--input-type=module", "--eval", ICAL_JS],
        cwd=ROOT,
        input=text,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    read = json.loads(told.stdout)
    times = {name: datetime.fromisoformat(read[name]) for name in ("starts_at", "ends_at")}
    return Entry(**(read | times))
