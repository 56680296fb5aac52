"""Keeping what arrives, before anybody is told that it has."""

import hashlib
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, bindparam, case, func, select
from sqlalchemy.sql.dml import ReturningInsert

from peerhub.base import clock
from peerhub.base.database.dialects import is_postgres, upsert
from peerhub.base.database.engine import Db, settings_of
from peerhub.base.database.model import table_of
from peerhub.base.database.prepared import prepared
from peerhub.base.mail.addresses import read_address, tag_of
from peerhub.base.mail.receiver import delivered_to
from peerhub.incoming.models import IncomingMail
from peerhub.incoming.rules import HANDLING, HELD, TOO_LARGE, WAITING, Handlers

LARGEST = 10 * 1024 * 1024  # bytes of one email
MOST_FROM_ONE, MOST_TO_ONE = 30, 3000  # emails in an hour: from one sender to one address, and to one address
MOST_BYTES_TO_ONE, MOST_BYTES = 50 * 1024 * 1024, 2 * 1024 * 1024 * 1024  # to one address in an hour; in all in a day
MOST_WAITING = 20_000
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class NotTaken(Exception):
    """An email that is not taken. `is_for_good`: trying again later is of no use."""

    def __init__(self, reason: str, *, is_for_good: bool) -> None:
        super().__init__(reason)
        self.is_for_good = is_for_good


def must_take(db: Db, handlers: Handlers, recipient: str, sender: str) -> None:
    """Raise NotTaken, with a sentence for whoever wrote, where no email from this sender is taken at this address now."""
    if not (recipient + sender).isprintable():
        raise NotTaken("An address holds signs that no address has.", is_for_good=True)
    settings, recipient = settings_of(db), recipient.lower()
    tag = tag_of(settings, recipient)
    if tag is None:
        raise NotTaken("PeerHub receives no emails at this address.", is_for_good=True)
    if not tag and settings.mail_replies.lower() != settings.mail_from.lower():  # calendars answer to the latter
        raise NotTaken("This address takes replies alone. Reply to an email from PeerHub.", is_for_good=True)
    _must_be_few(db, recipient, sender)
    address = read_address(settings, recipient)
    if address is None or address.purpose not in handlers:
        if tag:
            raise NotTaken("PeerHub did not make this address. Reply to an email from PeerHub.", is_for_good=True)
        return
    if handlers[address.purpose].expires and not address.is_valid(clock.now()):
        raise NotTaken("This address is older than a year. Sign in to PeerHub and write there.", is_for_good=True)
    if reason := handlers[address.purpose].refusal(db, address.first, address.second):
        raise NotTaken(reason, is_for_good=True)


def _must_be_few(db: Db, recipient: str, sender: str) -> None:
    hour = {"recipient": recipient, "sender": sender, "since": clock.now() - HOUR}
    came = db.execute(_came(), hour).one()
    if came.from_one >= MOST_FROM_ONE or came.number >= MOST_TO_ONE or came.size >= MOST_BYTES_TO_ONE:
        raise NotTaken("Too many emails came to this address in the last hour. Try again later.", is_for_good=False)
    if is_full(db):
        raise NotTaken("Too many emails wait here. Try again later.", is_for_good=False)


@prepared
def _came() -> Select[*tuple[Any, ...]]:
    """What came to `recipient` after `since`, and how many of these from `sender`."""
    mails = table_of(IncomingMail).c
    from_one = func.count(case((mails.sender == bindparam("sender"), 1)))
    columns = func.count().label("number"), func.coalesce(func.sum(mails.size), 0).label("size")
    lately = mails.recipient == bindparam("recipient"), mails.received_at > bindparam("since")
    return select(*columns, from_one.label("from_one")).where(*lately)


def is_full(db: Db) -> bool:
    """Whether so much waits, or has come in a day, that nothing more is kept for now."""
    kept = db.execute(_kept(), {"since": clock.now() - DAY}).one()
    return bool(kept.size >= MOST_BYTES or kept.waiting >= MOST_WAITING)


@prepared
def _kept() -> Select[*tuple[Any, ...]]:
    """The bytes of what came after `since`, and how many emails wait."""
    mails = table_of(IncomingMail).c
    size = select(func.coalesce(func.sum(mails.size), 0)).where(mails.received_at > bindparam("since"))
    waiting = select(func.count()).where(mails.state.in_((WAITING, HANDLING)))
    return select(size.scalar_subquery().label("size"), waiting.scalar_subquery().label("waiting"))


def store(db: Db, recipient: str, sender: str | None, content: bytes, message_id: str) -> bool:
    """Keep an email that came to an address; False where it is here already. `sender` is the envelope's, None where that is not known;
    `message_id` is its own, "" where it has none.

    Raises NotTaken where it is too large.
    """
    if len(content) > LARGEST:
        raise NotTaken(f"The email is larger than {LARGEST // 1024 // 1024} MB.", is_for_good=True)
    recipient = recipient.lower()
    key = _key(_reached(db, recipient, content), message_id, content)
    return _insert(db, key, {"recipient": recipient, "sender": sender, "size": len(content), "content": content})


def note_too_large(db: Db, recipient: str, place: str, size: int) -> bool:
    """Keep a line for the secretariat about an email that nobody could be told is too large. `place`: where it lies."""
    values = {"recipient": recipient, "sender": None, "size": size, "content": None}
    return _insert(db, _key(recipient, place, b""), values | {"state": HELD, "reason": TOO_LARGE})


def _insert(db: Db, key: str, values: dict[str, Any]) -> bool:
    blank: dict[str, Any] = {"state": WAITING, "reason": "", "written_by": "", "subject": "", "path": "", "tries": 0}
    row = blank | {"key": key, "received_at": clock.now(), "is_private": False} | values
    return db.scalar(_inserted(postgres=is_postgres(db)), row) is not None


@prepared
def _inserted(*, postgres: bool) -> ReturningInsert[int]:
    """Keep an email, unless it is here already; its number."""
    columns = table_of(IncomingMail).c
    inserted = upsert(IncomingMail, postgres=postgres).on_conflict_do_nothing(index_elements=[columns.key])
    return inserted.returning(columns.id)


def _reached(db: Db, recipient: str, content: bytes) -> str:
    """The address that an email came to, as far as that can be told. All that is in a mailbox came to the one of the mailbox: what mail
    servers have noted tells two deliveries of one email to two addresses apart."""
    settings = settings_of(db)
    if tag_of(settings, recipient):
        return recipient
    return " ".join([recipient, *sorted({each for each in delivered_to(content) if tag_of(settings, each)})])


def _key(recipient: str, message_id: str, content: bytes) -> str:
    """The same for the same email to the same address; the way it took stands in headers that differ."""
    parts = (recipient.encode(), message_id.encode(errors="replace") or content)
    return hashlib.sha256(b"\0".join(parts)).hexdigest()
