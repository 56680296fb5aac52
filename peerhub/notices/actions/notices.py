"""Verbs about notices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update, insert, update

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.facts import announce
from peerhub.base.jobs.pruning import prune
from peerhub.base.mail import outbox
from peerhub.base.subject import Subject
from peerhub.notices import access
from peerhub.notices.facts import NoticesChanged
from peerhub.notices.models import Notice
from peerhub.people.access import open_people
from peerhub.people.models import Person

READ_FOR = timedelta(days=365)


@dataclass(frozen=True)
class Email:
    """That a notice is mailed too. `version` tells apart mails of one kind about one subject that are not the same mail."""

    version: str = ""


def notify(
    db: Db, people: Iterable[int], kind: str, subject: Subject, data: dict[str, Any], *, email: Email | None = None
) -> None:
    """Put a line in the bell of each of these people (their ids), and with `email` a mail into the outbox, once each.

    `kind` ("rooms/mentioned") names `notices/<kind>.txt` and `mail/<kind>.…`; `data` is JSON; the line leads to the path of
    `subject`. Mails about one subject to one person leave in order; a mail that was queued before is not queued again.
    Reactions call this: they know who is concerned.
    """
    now = clock.now()
    ids = sorted(set(people))
    if not ids:
        return
    line = {"kind": kind, "data": data, "path": subject.path, "created_at": now}
    db.execute(insert(Notice), [{"person_id": person_id, **line} for person_id in ids])
    announce(db, NoticesChanged(tuple(ids)))
    if email:
        mails = [(person.receiver, _mail(person, kind, subject, data, email)) for person in open_people(db, ids)]
        outbox.queue_all(db, mails)


def _mail(person: Person, kind: str, subject: Subject, data: dict[str, Any], email: Email) -> outbox.Mail:
    stream = f"{subject.kind}:{subject.id}:{person.id}"
    key = f"{kind}:{stream}:{email.version}" if email.version else f"{kind}:{stream}"
    return outbox.Mail(kind=kind, dedupe_key=key, data=data, stream=stream)


def open(db: Db, actor: Person, notice_id: int) -> str:
    """Mark one of the actor's own notices read and return where it leads. Raises NotFound for those of others."""
    notice = access.notice_for(db, actor, notice_id)
    notice.read_at = notice.read_at or clock.now()
    announce(db, NoticesChanged((actor.id,)))
    return notice.path


def read_all(db: Db, actor: Person, up_to: int) -> None:
    """Mark the actor's notices read, up to the newest one that they have seen (its id)."""
    unread = (Notice.person_id == actor.id) & Notice.read_at.is_(None) & (Notice.id <= up_to)
    db.execute(update(Notice).where(unread).values(read_at=clock.now()))
    announce(db, NoticesChanged((actor.id,)))


def withdraw(db: Db, path: str, at: datetime) -> None:
    """What the lines that lead to `path` told of is gone: nobody need look at them any more."""
    _change(db, update(Notice).where(Notice.path == path, Notice.read_at.is_(None)).values(read_at=at))


def restore(db: Db, path: str, at: datetime) -> None:
    """It is there again: the lines that were withdrawn at that moment wait as before."""
    _change(db, update(Notice).where(Notice.path == path, Notice.read_at == at).values(read_at=None))


def _change(db: Db, lines: Update) -> None:
    """Change lines of several people, whose bells then count another number."""
    if told := set(db.scalars(lines.returning(Notice.person_id))):
        announce(db, NoticesChanged(tuple(sorted(told))))


def delete_old(db: Db, now: datetime) -> bool:
    """Delete some notices that were read more than a year ago."""
    return prune(db, Notice, [Notice.read_at < now - READ_FOR])
