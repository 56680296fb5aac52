"""Keeping what arrives, before anybody is told that it has."""

import hashlib
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.sql.dml import ReturningInsert

from peerhub.base import clock
from peerhub.base.database.dialects import is_postgres, upsert
from peerhub.base.database.engine import Db, settings_of
from peerhub.base.database.model import table_of
from peerhub.base.database.prepared import prepared
from peerhub.base.mail.addresses import read_address, tag_of
from peerhub.base.mail.receiver import delivered_to
from peerhub.incoming.actions import counts
from peerhub.incoming.models import IncomingMail
from peerhub.incoming.rules import HANDLING, HELD, TOO_LARGE, WAITING, Handlers

LARGEST = 10 * 1024 * 1024  # bytes of one email
MOST_FROM_ONE, MOST_TO_ONE = 30, 3000  # emails in an hour: from one sender to one address, and to one address
MOST_BYTES_TO_ONE, MOST_BYTES = 100 * 1024 * 1024, 2 * 1024 * 1024 * 1024  # in a day: to one address, and in all
SMALL = (
    100 * 1024
)  # bytes: answers without attachments; what is larger takes half of the room at most, so that these always find some
LARGEST_UNKNOWN = 1024 * 1024  # bytes of an email in a mailbox that names no address of ours
MOST_WAITING = 20_000
LARGEST_NOTED = 2**31 - 1  # of an integer column in PostgreSQL; a mailbox may say more (RFC 9051, section 9)


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
    came = counts.came(db, recipient, sender)
    if came.from_one >= MOST_FROM_ONE or came.to_one >= MOST_TO_ONE:
        raise NotTaken("Too many emails came to this address in the last hour. Try again later.", is_for_good=False)
    _must_fit(came, 0)
    if _is_waiting(db):
        raise NotTaken("Too many emails wait here. Try again later.", is_for_good=False)


def _must_fit(came: counts.Came, size: int) -> None:
    share = 1 if size <= SMALL else 2
    if (came.size_to_one + size) * share >= MOST_BYTES_TO_ONE:
        raise NotTaken("Too much came to this address today. Try again later.", is_for_good=False)
    if (came.size_in_all + size) * share >= MOST_BYTES:
        raise NotTaken("Too much came here today. Try again later.", is_for_good=False)


def is_full(db: Db) -> bool:
    """Whether so much waits, or has come in a day, that nothing more is kept for now."""
    return counts.came(db, "", "").size_in_all >= MOST_BYTES or _is_waiting(db)


def _is_waiting(db: Db) -> bool:
    return (db.scalar(_waiting(), {"most": MOST_WAITING}) or 0) >= MOST_WAITING


@prepared
def _waiting() -> Select[int]:
    """How many emails wait; no more than `most` are counted."""
    mails = table_of(IncomingMail).c
    waiting = select(mails.id).where(mails.state.in_((WAITING, HANDLING))).limit(bindparam("most"))
    return select(func.count()).select_from(waiting.subquery())


def store(db: Db, recipient: str, sender: str | None, content: bytes, message_id: str) -> bool:
    """Keep an email that came to an address; False where it is here already. `sender` is the envelope's, None where that is not known;
    `message_id` is its own, "" where it has none.

    Raises NotTaken where it is too large, or has no room.
    """
    if len(content) > LARGEST:
        raise NotTaken(f"The email is larger than {LARGEST // 1024 // 1024} MB.", is_for_good=True)
    recipient = recipient.lower()
    if sender is not None:  # what lies in a mailbox has come already, to one address for all
        _must_fit(counts.came(db, recipient, sender), len(content))
    key = _key(_reached(db, recipient, content), message_id, content)
    values = {"recipient": recipient, "sender": sender, "size": len(content), "content": content}
    is_new = _insert(db, key, values)
    if is_new:
        counts.count(db, recipient, sender, len(content))
    return is_new


def note_too_large(db: Db, recipient: str, place: str, size: int) -> bool:
    """Keep a line for the secretariat about an email that nobody could be told is too large. `place`: where it lies."""
    values = {"recipient": recipient, "sender": None, "size": min(size, LARGEST_NOTED), "content": None}
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
