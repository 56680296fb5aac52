"""Claiming due mails and handing them to the mail server, or to a folder where there is none.

At least once with a stable Message-ID: SMTP cannot do better (RFC 5321 section 6.1). A later mail of a stream waits for the
earlier ones, so that a withdrawn invitation never overtakes its invitation. Otherwise each claim takes the most urgent mail there is.

Who delivers gives way to others within each mail too: rendering and each of the two commits take milliseconds.
"""

import logging
import re
import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from time import monotonic

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import aliased

from peerhub.base.database.engine import Database
from peerhub.base.jobs.claims import claim
from peerhub.base.mail import outbox
from peerhub.base.mail.models import EXPIRED, FAILED, SENDING, SENT, USUAL, WAITING, OutgoingMail
from peerhub.base.mail.render import render
from peerhub.base.pauses import give_way
from peerhub.base.settings import Settings

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)
LONGEST_ROUND = (
    120.0  # seconds: a lease counts from the round's beginning, and a slow server may need minutes for one mail
)
PAUSES = (30, 60, 120, 300, 600, 1200, 2400, 3600, 7200)
AT_ONCE = 50
REPLY_CODE = re.compile(r"\b[245]\d\d\b(?!\.)")
FIRST = OutgoingMail.priority, OutgoingMail.id
Send = Callable[[EmailMessage], None]


def deliver(database: Database, now: datetime, at_once: int = AT_ONCE, rest: Callable[[], None] = give_way) -> int:
    """Send what is due and return how many mails left. One claim, one sending, one mark per mail, and a `rest` after each. However
    it ends, what was deleted leaves the database's log too, in this round or in a later one."""
    try:
        put_in_order(database, now)
        return send_due(database, now, at_once, rest)
    finally:
        database.shorten_log()


def send_due(
    database: Database,
    now: datetime,
    at_once: int = AT_ONCE,
    rest: Callable[[], None] = give_way,
    *,
    least: int = USUAL,
) -> int:
    """Send at most so many of the due mails that are at least as urgent as `least`, the most urgent first."""
    send = transport(database.settings)
    sent, enough = 0, monotonic() + LONGEST_ROUND
    for _ in range(at_once):
        with database.transaction() as db:
            due, taken = _due(now, least), {"state": SENDING, "lease_until": now + LEASE}
            claimed = claim(db, OutgoingMail, due, taken, order=FIRST)
        if not claimed:
            break
        give_way()
        sent += _send_one(database, claimed[0], send, now)
        rest()
        if monotonic() >= enough:
            break
    return sent


def put_in_order(database: Database, now: datetime) -> None:
    """Give up mails that came too late to be of use. Those whose sender has died wait again: they may have arrived, so that counts
    as a try."""
    stuck = update(OutgoingMail).where(OutgoingMail.state == SENDING, OutgoingMail.lease_until <= now)
    with database.transaction() as db:
        db.execute(stuck.values(state=WAITING, lease_until=None, tries=OutgoingMail.tries + 1))
        outbox.finish(db, [OutgoingMail.state == WAITING, OutgoingMail.expires_at <= now], EXPIRED)


def _due(now: datetime, least: int) -> list[ColumnElement[bool]]:
    earlier = aliased(OutgoingMail)
    blocked = select(earlier.id).where(
        earlier.stream == OutgoingMail.stream, earlier.id < OutgoingMail.id, earlier.state.in_((WAITING, SENDING))
    )
    urgent = [] if least == USUAL else [OutgoingMail.priority <= least]
    useful = or_(OutgoingMail.expires_at.is_(None), OutgoingMail.expires_at > now)
    return [OutgoingMail.state == WAITING, *urgent, OutgoingMail.not_before <= now, useful, ~blocked.exists()]


def _send_one(database: Database, mail: OutgoingMail, send: Send, now: datetime) -> int:
    try:
        message = render(database.settings, mail)
    except Exception as problem:
        if not mail.private:  # what is in its data may stand in the traceback
            log.exception("The mail %s cannot be written.", mail.id)
        return _mark_failed(database, mail, problem, now, final=True)
    message["Date"] = format_datetime(now)
    give_way()
    try:
        send(message)
    except smtplib.SMTPRecipientsRefused as problem:
        final = all(code >= 500 for code, _said in problem.recipients.values())
        return _mark_failed(database, mail, problem, now, final=final)
    except (smtplib.SMTPException, OSError) as problem:
        return _mark_failed(database, mail, problem, now, final=False)
    with database.transaction() as db:
        said = {"data": outbox.kept_of(mail.data), "calendar_body": None}
        outbox.finish(db, _this(mail), SENT, sent_at=now, tries=mail.tries + 1, last_error=None, **said)
    return 1


def _this(mail: OutgoingMail) -> list[ColumnElement[bool]]:
    """The condition for this mail: by its Message-ID, for SQLite gives the number of a row that was deleted to the next."""
    return [OutgoingMail.message_id == mail.message_id]


def _reason(mail: OutgoingMail, problem: Exception) -> str:
    """Why a mail did not leave. Servers name the address that they refuse, and a fault in a template may quote the mail's data: of
    a private mail nothing is shown but the kind of the fault and the reply codes of SMTP (RFC 5321, section 4.2.1)."""
    is_sending = isinstance(problem, smtplib.SMTPException | OSError)
    text = str(problem) if is_sending else repr(problem)
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        refusals = problem.recipients.values()
        text = " ".join(f"{code} {words.decode(errors='replace')}" for code, words in refusals)
    if not mail.private:
        return text
    return " ".join([type(problem).__name__, *(REPLY_CODE.findall(text) if is_sending else ())])


def _mark_failed(database: Database, mail: OutgoingMail, problem: Exception, now: datetime, *, final: bool) -> int:
    """Try again later, or give up: after a final refusal, and after the last pause those that can be tried again by hand. Of a
    private mail nothing would be left for that: it is tried until it expires."""
    tries, error = mail.tries + 1, _reason(mail, problem)
    pause = timedelta(seconds=PAUSES[min(tries, len(PAUSES)) - 1])
    over = final or (tries > len(PAUSES) and not mail.private)
    log.warning("Mail %s (%s) did not leave: %s", "-" if mail.private else mail.id, mail.kind, error[:200])
    with database.transaction() as db:
        values = {"tries": tries, "last_error": error[:500], "not_before": now + pause}
        if over:
            outbox.finish(db, _this(mail), FAILED, **values)
        else:
            later = update(OutgoingMail).where(*_this(mail))
            db.execute(later.values(state=WAITING, lease_until=None, **values))
    return 0


def transport(settings: Settings) -> Send:
    """How mails leave: by SMTP, or into `var/mail` when no server is named."""
    if settings.smtp_host:
        return lambda message: _by_smtp(settings, message)
    return lambda message: _into_folder(mail_folder(settings), message)


def mail_folder(settings: Settings) -> Path:
    """Where the demonstration keeps its mails."""
    return settings.var / "mail"


def _by_smtp(settings: Settings, message: EmailMessage) -> None:
    with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=30) as server:
        if settings.smtp_tls:
            server.starttls(context=_trusted())
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
        server.send_message(message)


@cache
def _trusted() -> ssl.SSLContext:
    """The authorities whose certificates a mail server may show; reading them anew for each mail would hold up every page."""
    return ssl.create_default_context()


def _into_folder(folder: Path, message: EmailMessage) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = str(message["Message-ID"]).strip("<>").partition("@")[0]
    (folder / f"{name}.eml").write_bytes(message.as_bytes())
