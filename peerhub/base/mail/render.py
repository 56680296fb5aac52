"""A row of the outbox as a mail in its receiver's language and time zone."""

import zlib
from datetime import date, datetime
from email.message import EmailMessage

from flask import Flask, render_template

from peerhub.base.i18n import reader
from peerhub.base.mail.addresses import BOUNCE, token_address
from peerhub.base.mail.bodies import for_mail
from peerhub.base.mail.mime import Envelope, calendar_mail, mailbox
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.mail.plain import to_plain
from peerhub.base.settings import Settings

AUTOMATIC = {"Auto-Submitted": "auto-generated"}  # RFC 3834: nobody's absence answers it


def render(settings: Settings, mail: OutgoingMail) -> EmailMessage:
    """The whole mail as it goes over the wire: text, HTML and, where there is one, the calendar part. Its data may name another sender
    than the site's: that of a calendar part must be its organizer."""
    with reader.in_language(mail.language, mail.zone):
        subject, rich = (_part(settings, mail, ending) for ending in ("subject.txt", "html"))
        plain = to_plain(rich) + "\n"
    envelope = Envelope(
        sender=mailbox(mail.data.get("sender") or settings.mail_from, "PeerHub"),
        recipient=mailbox(mail.recipient, mail.recipient_name),
        subject=subject,
        message_id=mail.message_id,
        headers=AUTOMATIC | _list_headers(settings, mail),
    )
    calendar = mail.calendar_body.encode() if mail.calendar_body else None
    return calendar_mail(envelope, plain, rich, calendar, mail.calendar_method)


def _list_headers(settings: Settings, mail: OutgoingMail) -> dict[str, str]:
    """What mail programs sort by, as far as `data` names it: which conversation (RFC 5322, section 3.6.4) and which list (RFC 2919) it
    is of, and how to stop such mails with one press (RFC 2369, RFC 8058)."""
    headers, domain = dict[str, str](), settings.mail_domain
    if reply := reply_address(settings, mail):
        headers["Reply-To"] = reply
    if conversation := mail.data.get("conversation"):
        headers["In-Reply-To"] = headers["References"] = f"<{conversation}@{domain}>"
    if name := mail.data.get("list"):
        headers["List-Id"] = f"<{name}.{domain}>"
    if stop := mail.data.get("stop"):
        headers["List-Unsubscribe"] = f"<{settings.public_url}{stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def reply_address(settings: Settings, mail: OutgoingMail) -> str:
    """The address to which its reader replies, where `data` says what that would be: a purpose and one or two numbers. "" otherwise."""
    reply = mail.data.get("reply")
    return token_address(settings, mail.created_at, *reply) if reply else ""


def bounce_address(settings: Settings, mail: OutgoingMail) -> str:
    """The address at which servers report that this mail cannot be delivered: its own, so that nobody can say it of another. "" where
    no email is received, and for private mails, of which nothing is kept."""
    return "" if mail.private else token_address(settings, mail.created_at, BOUNCE, mail.id, mark_of(mail.message_id))


def mark_of(message_id: str) -> int:
    """A number by which a mail is told from an earlier one of the same id: SQLite gives the numbers of deleted rows again."""
    return zlib.crc32(message_id.encode())


def _part(settings: Settings, mail: OutgoingMail, ending: str) -> str:
    return render_template(
        f"mail/{mail.kind}.{ending}",
        data=mail.data,
        recipient_name=mail.recipient_name,
        url=lambda path: settings.public_url + path,
        takes_replies=bool(reply_address(settings, mail)),
    )


def moment(iso: str) -> datetime:
    """A moment out of a mail's data, for the time filters."""
    return datetime.fromisoformat(iso)


def init_app(app: Flask) -> None:
    """Give mail templates the filters `moment` and `day`, which read what JSON carries, and `for_mail`, which makes the HTML of a
    message fit for emails."""
    app.jinja_env.filters["for_mail"] = for_mail
    app.jinja_env.filters["moment"] = moment
    app.jinja_env.filters["day"] = date.fromisoformat
