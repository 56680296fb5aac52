"""Reading the emails that the demonstration keeps as files."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import islice
from pathlib import Path


@dataclass(frozen=True)
class StoredMail:
    """What an inbox shows of one email. `links` are the addresses in its text, `calendar` its calendar part if it has one.

    `reply_to`: the address that takes replies, "" where none does; `asks_calendar`: whether a calendar's answer is read."""

    name: str
    to: str
    address: str
    subject: str
    sent_at: datetime
    text: str
    html: str
    calendar: str
    reply_to: str
    asks_calendar: bool


def stored_mails(folder: Path, limit: int, address: str = "") -> list[StoredMail]:
    """The newest emails in the folder, at most `limit`; only those to `address` where one is given."""
    files = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    likely = (path for path in files if not address or address.encode() in path.read_bytes().lower())
    mails = (read_mail(path) for path in likely)
    return list(islice((mail for mail in mails if not address or mail.address.casefold() == address), limit))


def read_mail(path: Path) -> StoredMail:
    """One mail out of its file."""
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    if not isinstance(message, EmailMessage):  # the policy makes EmailMessages; this tells the type checker
        raise TypeError("The mail was read with the wrong policy.")
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    calendars = [part.get_content() for part in message.walk() if part.get_content_type() == "text/calendar"]
    return StoredMail(
        name=path.stem,
        to=str(message["To"]),
        address=message["To"].addresses[0].addr_spec,
        subject=str(message["Subject"]).strip(),  # a long one begins on the header's second line
        sent_at=message["Date"].datetime,
        text=plain.get_content() if plain else "",
        html=html.get_content() if html else "",
        calendar=calendars[0] if calendars else "",
        reply_to=str(message["Reply-To"] or ""),
        asks_calendar="METHOD:REQUEST" in "".join(calendars) and "RSVP=TRUE" in "".join(calendars).replace("\r\n ", ""),
    )
