"""Answering an email of the demonstration, as its reader's mail program and calendar would."""

import re
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid

from peerhub.base import clock
from peerhub.demo.rules import StoredMail

PARTSTATS = {"accepted": "ACCEPTED", "tentative": "TENTATIVE", "declined": "DECLINED"}
_COPIED = re.compile(r"^(?:UID|SEQUENCE|DTSTART|DTEND|SUMMARY|ORGANIZER)[;:]")


def reply_to(mail: StoredMail, text: str) -> tuple[str, EmailMessage]:
    """To whom, and what, a reader replies: their words above the email that they quote."""
    quoted = "\n".join(f"> {line}" for line in mail.text.splitlines())
    message = _message(mail, mail.reply_to)
    message.set_content(f"{text}\n\nOn {mail.sent_at:%d %b %Y}, PeerHub <{mail.reply_to}> wrote:\n{quoted}\n")
    return mail.reply_to, message


def calendar_answer(mail: StoredMail, answer: str) -> tuple[str, EmailMessage]:
    """To whom, and what, a calendar answers to an invitation (RFC 5546, section 3.2.3)."""
    invited = mail.calendar.replace("\r\n", "\n").replace("\n ", "").split("\n")
    kept = [line for line in invited if _COPIED.match(line)]
    organizer = next(line for line in kept if line.startswith("ORGANIZER")).rpartition("mailto:")[2]
    stamp = f"DTSTAMP:{clock.now():%Y%m%dT%H%M%SZ}"
    event = [*kept, stamp, f"ATTENDEE;PARTSTAT={PARTSTATS[answer]}:mailto:{mail.address}"]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//PeerHub//Demonstration//EN", "METHOD:REPLY", "BEGIN:VEVENT"]
    part = "\r\n".join([*lines, *event, "END:VEVENT", "END:VCALENDAR", ""])
    message = _message(mail, organizer)
    message.set_content(answer)
    message.add_alternative(part.encode(), "text", "calendar", params={"method": "REPLY", "charset": "UTF-8"})
    return organizer, message


def _message(mail: StoredMail, to: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = mail.address, to, f"Re: {mail.subject}"
    message["Message-ID"] = make_msgid(domain="demo.peerhub.example")
    return message
