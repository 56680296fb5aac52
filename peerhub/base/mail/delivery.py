"""Claiming due mails and handing them to the mail server, or to a folder where there is none.

At least once with a stable Message-ID: SMTP cannot do better (RFC 5321 section 6.1). A later mail of a stream waits for the
earlier ones, so that a withdrawn invitation never overtakes its invitation. Otherwise each claim takes the most urgent mail there is.

Who delivers gives way to others within each mail too: rendering and each of the two commits take milliseconds.
"""

import logging
import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime
from time import monotonic
from typing import Any

from sqlalchemy import ColumnElement, Update, bindparam, or_, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningUpdate

from peerhub.base.database.dialects import is_postgres
from peerhub.base.database.engine import Database
from peerhub.base.database.model import Moment, table_of
from peerhub.base.database.prepared import prepared
from peerhub.base.facts import announce
from peerhub.base.jobs.claims import claimed, claiming
from peerhub.base.mail import outbox, pace, refusals, troubles
from peerhub.base.mail.facts import MailLeaves, MailNotDelivered
from peerhub.base.mail.models import BOUNCED, EXPIRED, FAILED, SENDING, SENT, USUAL, WAITING, OutgoingMail
from peerhub.base.mail.refusals import Failure
from peerhub.base.mail.render import bounce_address, render
from peerhub.base.mail.transport import Send, transport
from peerhub.base.pauses import give_way

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)
LONGEST_ROUND = (
    120.0  # seconds: a lease counts from the round's beginning, and a slow server may need minutes for one mail
)
PAUSES = (30, 60, 120, 300, 600, 1200, 2400, 3600, 7200)
AT_ONCE = 50
FIRST = OutgoingMail.priority, OutgoingMail.id


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
    """Send at most so many of the due mails that are at least as urgent as `least`, the most urgent first, over one connection. Those
    that have nothing left to say are dropped, and do not count."""
    sent, tried, enough = 0, 0, monotonic() + LONGEST_ROUND
    with transport(database.settings) as send:
        while tried < at_once:
            mail = _next(database, now, least)
            if mail is None:
                break
            give_way()
            left = _send_one(database, mail, send, now)
            if left is not None:
                sent, tried = sent + left, tried + 1
            rest()
            if monotonic() >= enough:
                break
    return sent


def _next(database: Database, now: datetime, least: int) -> OutgoingMail | None:
    """Claim the next mail whose domain has not had enough for this minute."""
    settings = database.settings
    limit = settings.mail_per_minute if settings.smtp_host else 0
    while True:
        with database.transaction() as db:
            at = {"now": now, "lease": now + LEASE}
            taken = claimed(db, _claiming(least, postgres=is_postgres(db)), at)
            if not taken or pace.take(db, taken[0], now, limit):
                return taken[0] if taken else None


@prepared
def _claiming(least: int, *, postgres: bool) -> ReturningUpdate[OutgoingMail]:
    taken = {"state": SENDING, "lease_until": bindparam("lease", type_=Moment())}
    return claiming(OutgoingMail, _due(least), taken, postgres=postgres, order=FIRST)


def put_in_order(database: Database, now: datetime) -> None:
    """Give up mails that came too late to be of use. Those whose sender has died wait again: they may have arrived, so that counts
    as a try of which nobody knows how it ended."""
    stuck = update(OutgoingMail).where(OutgoingMail.state == SENDING, OutgoingMail.lease_until <= now)
    with database.transaction() as db:
        db.execute(stuck.values(state=WAITING, lease_until=None, tries=OutgoingMail.tries + 1, unsure=True))
        outbox.give_up(db, [OutgoingMail.expires_at <= now], EXPIRED)
        pace.forget(db, now)


def _due(least: int) -> list[ColumnElement[bool]]:
    """What is due `now`."""
    now, earlier = bindparam("now", type_=Moment()), aliased(OutgoingMail)
    blocked = select(earlier.id).where(
        earlier.stream == OutgoingMail.stream, earlier.id < OutgoingMail.id, earlier.state.in_((WAITING, SENDING))
    )
    urgent = [] if least == USUAL else [OutgoingMail.priority <= least]
    useful = or_(OutgoingMail.expires_at.is_(None), OutgoingMail.expires_at > now)
    return [OutgoingMail.state == WAITING, *urgent, OutgoingMail.not_before <= now, useful, ~blocked.exists()]


def _send_one(database: Database, claimed_mail: OutgoingMail, send: Send, now: datetime) -> int | None:
    """How many mails left; None where there was nothing left to say."""
    mail = claimed_mail
    try:
        present = _looked_at_again(database, mail)
        if present is None:
            return None
        mail = present
        message = render(database.settings, mail)
    except DBAPIError:
        raise  # nothing is wrong with the mail: it waits again when its lease is over
    except Exception as problem:
        if not mail.private:  # what is in its data may stand in the traceback
            log.exception("The mail %s cannot be written.", mail.id)
        return _mark_failed(database, mail, refusals.understand(problem), now)
    message["Date"] = format_datetime(now)
    give_way()
    try:
        send(message, bounce_address(database.settings, mail))
    except (smtplib.SMTPException, OSError, refusals.UnreachableError, refusals.BrokenError) as problem:
        return _mark_failed(database, mail, refusals.understand(problem), now)
    with database.transaction() as db:
        if mail.private:
            outbox.finish(db, _this(mail), SENT)
        else:
            said = {"data_kept": outbox.kept_of(mail.data), "now": now, "tried": mail.tries + 1}
            db.execute(_left(), {"mail": mail.message_id} | said)
    return 1


def _looked_at_again(database: Database, mail: OutgoingMail) -> OutgoingMail | None:
    """The mail as it is to leave; None where it was dropped. What it tells of may have changed since it was written."""
    if outbox.TOLD not in mail.data:
        return mail
    with database.transaction() as db:
        announce(db, MailLeaves(mail.id, mail.kind))
        present = db.get(OutgoingMail, mail.id, populate_existing=True)
        return present if present is not None and present.state == SENDING else None


@prepared
def _left() -> Update:
    """`mail` was sent `now`: nothing is kept of what it says. One that has come back meanwhile stays so."""
    mails = table_of(OutgoingMail)
    ended: dict[str, Any] = {
        "state": SENT,
        "lease_until": None,
        "last_error": None,
        "failure": None,
        "calendar_body": None,
    }
    new: dict[str, Any] = {"data": bindparam("data_kept"), "sent_at": bindparam("now"), "tries": bindparam("tried")}
    mine = mails.c.message_id == bindparam("mail"), mails.c.state != BOUNCED
    return update(mails).where(*mine).values(ended | new)


def _this(mail: OutgoingMail) -> list[ColumnElement[bool]]:
    """The condition for this mail: by its Message-ID, for SQLite gives the number of a row that was deleted to the next. One that has
    come back meanwhile stays so."""
    return [OutgoingMail.message_id == mail.message_id, OutgoingMail.state != BOUNCED]


def _mark_failed(database: Database, mail: OutgoingMail, failure: Failure, now: datetime) -> int:
    """Try again later, or give up: after a final refusal, and after the last pause those that can be tried again by hand. Of a
    private mail nothing would be left for that: it is tried until it expires. Servers name the address that they refuse, and a fault
    in a template may quote the mail's data: of a private mail nothing is kept or logged but the reply codes."""
    tries, said = mail.tries + 1, failure.codes if mail.private else failure.said
    error = said[: outbox.LONGEST_REASON]
    pause = timedelta(seconds=PAUSES[min(tries, len(PAUSES)) - 1])
    over = failure.final or (tries > len(PAUSES) and not mail.private)
    reason = refusals.in_words(failure.kind, error)
    log.warning("Mail %s (%s) did not leave: %s", "-" if mail.private else mail.id, mail.kind, reason[:200])
    values = {"tries": tries, "last_error": error, "failure": failure.kind, "not_before": now + pause}
    values["unsure"] = mail.unsure or failure.unsure
    with database.transaction() as db:
        if not over:
            later = update(OutgoingMail).where(*_this(mail))
            db.execute(later.values(state=WAITING, lease_until=None, **values))
            return 0
        if not outbox.finish(db, _this(mail), FAILED, **values):
            return 0
        if failure.about_address and not mail.private:
            troubles.note(db, mail.recipient, failure.kind, error, now)
        if not mail.private:
            announce(db, MailNotDelivered(mail.id, mail.stream))
    return 0
