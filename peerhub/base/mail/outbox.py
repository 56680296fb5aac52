"""Putting mails into the outbox, in the transaction of what they tell."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, or_, select, update

from peerhub.base import clock
from peerhub.base.database.engine import Db, erase_from_log, settings_of
from peerhub.base.database.model import table_of
from peerhub.base.facts import announce, announced
from peerhub.base.jobs.pruning import prune
from peerhub.base.mail import refusals, troubles
from peerhub.base.mail.facts import MailNotDelivered, MailQueued
from peerhub.base.mail.models import (
    AWAITED,
    BOUNCED,
    DROPPED,
    EXPIRED,
    FAILED,
    SENDING,
    SENT,
    USUAL,
    WAITING,
    OutgoingMail,
)

SENT_FOR = timedelta(days=90)
# In a mail's data: what it tells of. Such a mail is looked at again before it leaves, see `MailLeaves`; it need not be kept after that.
TOLD = "told"
# In a mail's data: addresses that may need no signing in, and what people wrote, which they may remove where they wrote it.
NOT_KEPT = {"path", "invitation", "stop", "said", "earlier", "sender", "reply", TOLD}
LONGEST_REASON = 500  # characters that are kept of what a server said
PRIVATE_FOR = timedelta(days=14)  # how long a private mail is tried that does not say until when


@dataclass(frozen=True)
class Receiver:
    """Who gets a mail, and how they read: address, name, interface language, IANA zone."""

    email: str
    name: str
    language: str
    zone: str


@dataclass(frozen=True)
class Mail:
    """What to send. `kind` names the templates `mail/<kind>.{subject.txt,html}`; `data` is JSON.

    `dedupe_key` makes a second queueing harmless. Mails of one `stream` leave in the order they were queued.
    `calendar` is (METHOD, iCalendar text). After `expires_at` the mail is not worth sending. Of a `private` mail nothing is
    kept once it has left, so its `dedupe_key` protects only while it waits. It is tried until it expires: after 14 days where
    nothing else is said. `priority` is one of `AWAITED`, `PROMPT` and `USUAL`.
    """

    kind: str
    dedupe_key: str
    data: dict[str, Any]
    stream: str = ""
    calendar: tuple[str, str] | None = None
    not_before: datetime | None = None
    expires_at: datetime | None = None
    private: bool = False
    priority: int = USUAL


class PrivateMailState(Enum):
    """What is shown of the private mails that wait: not how many, nor to whom."""

    NONE = "none"
    WAITING = "waiting"
    TRIED = "tried"


def queue(db: Db, receiver: Receiver, mail: Mail) -> bool:
    """Put one mail into the outbox; False when one with the same `dedupe_key` is there already."""
    return queue_all(db, [(receiver, mail)]) == 1


def queue_all(db: Db, mails: Sequence[tuple[Receiver, Mail]]) -> int:
    """Put mails into the outbox, all in two statements, but those whose `dedupe_key` is there already; returns how many."""
    keys = [mail.dedupe_key for _receiver, mail in mails]
    known_keys = set(db.scalars(select(OutgoingMail.dedupe_key).where(OutgoingMail.dedupe_key.in_(keys))))
    new = {mail.dedupe_key: (receiver, mail) for receiver, mail in reversed(mails) if mail.dedupe_key not in known_keys}
    rows = [_row(db, receiver, mail) for receiver, mail in reversed(new.values())]
    if rows:
        db.execute(insert(OutgoingMail), rows)
        _announce(db, awaited=any(row["priority"] == AWAITED for row in rows))
    return len(rows)


def _announce(db: Db, *, awaited: bool) -> None:
    """Say once in a transaction that there is something to deliver."""
    fact = MailQueued(awaited)
    if fact not in announced(db):
        announce(db, fact)


def _row(db: Db, receiver: Receiver, mail: Mail) -> dict[str, Any]:
    now = clock.now()
    method, body = mail.calendar or (None, None)
    not_before = mail.not_before or now
    return {
        "dedupe_key": mail.dedupe_key,
        "stream": mail.stream or mail.dedupe_key,
        "kind": mail.kind,
        "data": mail.data,
        "recipient": receiver.email,
        "recipient_name": receiver.name,
        "language": receiver.language,
        "zone": receiver.zone,
        "message_id": f"<{uuid.uuid4().hex}@{settings_of(db).mail_domain}>",
        "calendar_method": method,
        "calendar_body": body,
        "created_at": now,
        "not_before": not_before,
        "expires_at": mail.expires_at or (not_before + PRIVATE_FOR if mail.private else None),
        "private": mail.private,
        "priority": mail.priority,
    }


class GivenUp(NamedTuple):
    """A mail that nobody will send any more, as it was."""

    stream: str
    kind: str
    data: dict[str, Any]


def drop_waiting(db: Db, *, stream: str, kind: str | None = None) -> int:
    """Take mails of a stream that nobody has begun to send out of the outbox, because something newer replaces them, or what they ask
    for is done; returns how many."""
    waiting = [OutgoingMail.stream == stream]
    return len(drop(db, waiting if kind is None else [*waiting, OutgoingMail.kind == kind]))


def drop_waiting_streams(db: Db, prefix: str) -> int:
    """The same for all streams that begin so."""
    return len(drop(db, [OutgoingMail.stream.startswith(prefix, autoescape=True)]))


def drop(db: Db, conditions: Sequence[ColumnElement[bool]]) -> list[GivenUp]:
    """The same for all waiting mails for which the conditions hold; returns what they were."""
    return give_up(db, conditions, DROPPED)


def redirect(db: Db, old: str, new: str) -> int:
    """Send to a new address what has not left for the old one; returns how many mails."""
    waiting = update(OutgoingMail).where(OutgoingMail.recipient == old, OutgoingMail.state == WAITING)
    moved = db.execute(waiting.values(recipient=new).returning(OutgoingMail.id))
    return len(moved.all())


def give_up(db: Db, conditions: Sequence[ColumnElement[bool]], state: str) -> list[GivenUp]:
    """Put waiting mails into a state in which nobody sends them, keep of them what is kept of those that left, and delete those that
    are private."""
    waiting = [OutgoingMail.state == WAITING, *conditions]
    columns = OutgoingMail.id, OutgoingMail.stream, OutgoingMail.kind, OutgoingMail.data
    ended = update(OutgoingMail).where(*waiting, ~OutgoingMail.private).values(state=state, calendar_body=None)
    rows = db.execute(ended.returning(*columns), execution_options={"synchronize_session": False}).all()
    changed = [{"mail": row.id, "kept": kept} for row in rows if (kept := kept_of(row.data)) != row.data]
    if changed:
        mails = table_of(OutgoingMail)
        db.execute(update(mails).where(mails.c.id == bindparam("mail")).values(data=bindparam("kept")), changed)
    deletion = delete(OutgoingMail).where(*waiting, OutgoingMail.private).returning(*columns)
    deleted = db.execute(deletion, execution_options={"synchronize_session": False}).all()
    if deleted:
        erase_from_log(db)
    return [GivenUp(row.stream, row.kind, row.data) for row in [*rows, *deleted]]


def finish(db: Db, conditions: Sequence[ColumnElement[bool]], state: str, **values: object) -> int:
    """Put mails into the state in which their sending ended, and delete those that are private; returns how many."""
    ended = (
        update(OutgoingMail).where(*conditions, ~OutgoingMail.private).values(state=state, lease_until=None, **values)
    )
    deletion = delete(OutgoingMail).where(*conditions, OutgoingMail.private)
    number, deleted = (len(db.scalars(statement.returning(OutgoingMail.id)).all()) for statement in (ended, deletion))
    if deleted:
        erase_from_log(db)
    return number + deleted


def rewrite(db: Db, mail: OutgoingMail, data: dict[str, Any] | None) -> None:
    """Let a mail that somebody is about to send say this instead; None: there is nothing left to say, and it is dropped."""
    if data is not None:
        mail.data = data
        db.flush()
        return
    being_sent = [OutgoingMail.message_id == mail.message_id, OutgoingMail.state == SENDING]
    finish(db, being_sent, DROPPED, data=kept_of(mail.data), calendar_body=None)


def kept_of(data: Any) -> Any:
    """What is kept of a mail's data once it has left: neither links, which are good for whoever reads them, nor quoted texts."""
    if isinstance(data, list):
        return [kept_of(each) for each in data]
    if isinstance(data, dict):
        return {name: kept_of(value) for name, value in data.items() if name not in NOT_KEPT}
    return data


def private_waiting(db: Db) -> PrivateMailState:
    """Whether private mails wait, and whether one of them could not be sent at first. The caller checks who asks."""
    tried = db.scalar(select(func.max(OutgoingMail.tries)).where(OutgoingMail.private))
    return PrivateMailState.NONE if tried is None else PrivateMailState.TRIED if tried else PrivateMailState.WAITING


def newest(db: Db, limit: int = 200, *, state: str = "", before: int | None = None) -> list[OutgoingMail]:
    """The newest mails, newest first, for the outbox page and `peerhub mail show`; only those in `state`, and those older
    than the one with the id `before`, where these are given. Private ones never. The caller checks who asks."""
    mails = select(OutgoingMail).where(~OutgoingMail.private).order_by(OutgoingMail.id.desc()).limit(limit)
    mails = mails.where(OutgoingMail.state == state) if state else mails
    return list(db.scalars(mails.where(OutgoingMail.id < before) if before is not None else mails))


def to_address(db: Db, address: str, since: datetime, limit: int, before: int | None = None) -> list[OutgoingMail]:
    """The newest mails to an address, written since then; those older than the one with the id `before`. Private ones never."""
    own = OutgoingMail.recipient == address, ~OutgoingMail.private, OutgoingMail.created_at >= since
    mails = select(OutgoingMail).where(*own).order_by(OutgoingMail.id.desc()).limit(limit)
    return list(db.scalars(mails.where(OutgoingMail.id < before) if before is not None else mails))


def mail_of(db: Db, mail_id: int) -> OutgoingMail | None:
    """One mail; None for those that are private. The caller checks who asks."""
    return db.scalar(select(OutgoingMail).where(OutgoingMail.id == mail_id, ~OutgoingMail.private))


def try_again(db: Db, mail_id: int) -> bool:
    """Let a failed mail start over; False when there is none of that id, or it has not failed. The caller checks who asks."""
    failed = update(OutgoingMail).where(OutgoingMail.id == mail_id, OutgoingMail.state == FAILED, ~OutgoingMail.private)
    again = failed.values(state=WAITING, tries=0, not_before=clock.now(), last_error=None, failure=None)
    if db.scalar(again.returning(OutgoingMail.id)) is None:
        return False
    _announce(db, awaited=False)
    return True


def bounced(db: Db, mail_id: int, reason: str) -> bool:
    """Note that a mail came back, with what the other server said; False when that is known already, or there is no such mail: it
    is counted once. The caller has made sure that the news is about this mail and says that it will never arrive. The news may be
    faster than the word that the mail was sent, or come when nobody knows how a try ended: the mail is not sent again.
    """
    left = or_(OutgoingMail.state.in_((SENDING, SENT)), (OutgoingMail.state == WAITING) & OutgoingMail.unsure)
    back = update(OutgoingMail).where(OutgoingMail.id == mail_id, left, ~OutgoingMail.private)
    told: dict[str, Any] = {"failure": refusals.BOUNCE, "last_error": " ".join(reason.split())[:LONGEST_REASON]}
    ended = told | {"state": BOUNCED, "lease_until": None, "unsure": False, "calendar_body": None}
    ended["sent_at"] = func.coalesce(OutgoingMail.sent_at, clock.now())
    mail = db.scalar(back.values(ended).returning(OutgoingMail), execution_options={"populate_existing": True})
    if mail is None:
        return False
    mail.data = kept_of(mail.data)
    troubles.note(db, mail.recipient, refusals.BOUNCE, told["last_error"], clock.now())
    announce(db, MailNotDelivered(mail.id, mail.stream))
    return True


def delete_old(db: Db, now: datetime) -> bool:
    """Delete some mails that were sent, replaced or given up more than 90 days ago: they are out of date."""
    sent = OutgoingMail.state.in_((SENT, BOUNCED)) & (OutgoingMail.sent_at < now - SENT_FOR)
    unsent = OutgoingMail.state.in_((DROPPED, EXPIRED)) & (OutgoingMail.not_before < now - SENT_FOR)
    return prune(db, OutgoingMail, [or_(sent, unsent)])
