"""Verbs about notices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Integer, String, Update, bindparam, insert, select, update
from sqlalchemy.sql.dml import ReturningInsert

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.database.model import Moment, table_of
from peerhub.base.database.prepared import prepared
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
AT_ONCE = 900  # people in one statement: SQLite takes 32,766 values, older ones 999


@dataclass(frozen=True)
class Email:
    """That a notice is sent by email too. `version` distinguishes emails of one kind about one subject."""

    version: str = ""


def notify(
    db: Db, people: Iterable[int], kind: str, subject: Subject, data: dict[str, Any], *, email: Email | None = None
) -> None:
    """Put a line in the bell of each of these people (their ids) whose account is open, and with `email` an email into the outbox.

    `kind` ("rooms/mentioned") names `notices/<kind>.txt` and `mail/<kind>.…`; `data` is JSON; the line leads to the path of
    `subject`. Somebody named twice gets one line. Called again it makes a second line, but no second email: emails about one
    subject to one person leave in order, and each once. Reactions call this: they know who is concerned.
    """
    ids = sorted(set(people))
    for start in range(0, len(ids), AT_ONCE):
        _notify_some(db, ids[start : start + AT_ONCE], kind, subject, data, email)


def _notify_some(
    db: Db, ids: Sequence[int], kind: str, subject: Subject, data: dict[str, Any], email: Email | None
) -> None:
    line = {"people": ids, "kind": kind, "data": data, "path": subject.path, "at": clock.now()}
    told = sorted(db.scalars(_lines(), line))
    if told:
        announce(db, NoticesChanged(tuple(told)))
    if told and email:
        mails = [(person.receiver, _mail(person, kind, subject, data, email)) for person in open_people(db, told)]
        outbox.queue_all(db, mails)


@prepared
def _lines() -> ReturningInsert[int]:
    """The line for each of `people` whose account is open."""
    people, notices = table_of(Person), table_of(Notice)
    line = [bindparam(name, type_=kind) for name, kind in (("kind", String()), ("data", JSON()), ("path", String()))]
    who = people.c.id.in_(bindparam("people", expanding=True, type_=Integer())), people.c.closed_at.is_(None)
    lines = select(people.c.id, *line, bindparam("at", type_=Moment())).where(*who).order_by(people.c.id)
    made = insert(notices).from_select(["person_id", "kind", "data", "path", "created_at"], lines)
    return made.returning(notices.c.person_id)


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
    """Withdraw the unread lines that lead to `path`: what they are about is gone."""
    _change(db, update(Notice).where(Notice.path == path, Notice.read_at.is_(None)).values(read_at=at))


def restore(db: Db, path: str, at: datetime) -> None:
    """Bring back the lines that were withdrawn at that moment: what they are about is there again."""
    _change(db, update(Notice).where(Notice.path == path, Notice.read_at == at).values(read_at=None))


def _change(db: Db, lines: Update) -> None:
    """Change lines of several people, whose bells then count another number."""
    if told := set(db.scalars(lines.returning(Notice.person_id))):
        announce(db, NoticesChanged(tuple(sorted(told))))


def delete_old(db: Db, now: datetime) -> bool:
    """Delete some notices that were read more than a year ago."""
    return prune(db, Notice, [Notice.read_at < now - READ_FOR])
