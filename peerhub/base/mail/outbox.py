"""Putting mails into the outbox, in the transaction of what they tell."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from peerhub.base import clock
from peerhub.base.database import Db, settings_of
from peerhub.base.mail.models import DROPPED, FAILED, SENT, WAITING, OutgoingMail
from peerhub.base.pruning import prune

SENT_FOR = timedelta(days=90)


@dataclass(frozen=True)
class Receiver:
    """Who gets a mail, and how they read: address, name, interface language, IANA zone."""

    email: str
    name: str
    language: str
    zone: str


@dataclass(frozen=True)
class Mail:
    """What to send. `kind` names the templates `mail/<kind>.{subject.txt,txt,html}`; `data` is JSON.

    `dedupe_key` makes a second queueing harmless. Mails of one `stream` leave in the order they were queued.
    `calendar` is (METHOD, iCalendar text). After `expires_at` the mail is not worth sending.
    """

    kind: str
    dedupe_key: str
    data: dict[str, Any]
    stream: str = ""
    calendar: tuple[str, str] | None = None
    not_before: datetime | None = None
    expires_at: datetime | None = None


def queue(db: Db, receiver: Receiver, mail: Mail) -> bool:
    """Put one mail into the outbox; False when one with the same `dedupe_key` is there already."""
    if db.scalar(select(OutgoingMail.id).where(OutgoingMail.dedupe_key == mail.dedupe_key)) is not None:
        return False
    now = clock.now()
    method, body = mail.calendar or (None, None)
    db.add(
        OutgoingMail(
            dedupe_key=mail.dedupe_key,
            stream=mail.stream or mail.dedupe_key,
            kind=mail.kind,
            data=mail.data,
            recipient=receiver.email,
            recipient_name=receiver.name,
            language=receiver.language,
            zone=receiver.zone,
            message_id=f"<{uuid.uuid4().hex}@{settings_of(db).mail_domain}>",
            calendar_method=method,
            calendar_body=body,
            created_at=now,
            not_before=mail.not_before or now,
            expires_at=mail.expires_at,
        )
    )
    db.flush()
    return True


def drop_waiting(db: Db, *, stream: str, kind: str | None = None) -> int:
    """Take mails of a stream that nobody has begun to send out of the outbox, because something newer replaces them."""
    waiting = update(OutgoingMail).where(OutgoingMail.stream == stream, OutgoingMail.state == WAITING)
    if kind is not None:
        waiting = waiting.where(OutgoingMail.kind == kind)
    return len(db.scalars(waiting.values(state=DROPPED).returning(OutgoingMail.id)).all())


def outbox(db: Db, limit: int = 200, *, state: str = "", before: int | None = None) -> list[OutgoingMail]:
    """The newest mails, newest first, for the outbox page and `peerhub mail show`; only those in `state`, and those older
    than the one with the id `before`, where these are given. The caller checks who asks."""
    mails = select(OutgoingMail).order_by(OutgoingMail.id.desc()).limit(limit)
    mails = mails.where(OutgoingMail.state == state) if state else mails
    return list(db.scalars(mails.where(OutgoingMail.id < before) if before is not None else mails))


def try_again(db: Db, mail_id: int) -> bool:
    """Let a failed mail start over; False when there is none of that id, or it has not failed. The caller checks who asks."""
    failed = update(OutgoingMail).where(OutgoingMail.id == mail_id, OutgoingMail.state == FAILED)
    again = failed.values(state=WAITING, tries=0, not_before=clock.now(), last_error=None)
    return db.scalar(again.returning(OutgoingMail.id)) is not None


def forget_sent(db: Db, now: datetime) -> bool:
    """Delete some mails that were sent more than 90 days ago: what they told is over, and their links need not lie about."""
    return prune(db, OutgoingMail, [OutgoingMail.state == SENT, OutgoingMail.sent_at < now - SENT_FOR])
