"""Verbs about notices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update, delete, insert, select, update

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.database.model import table_of
from peerhub.base.facts import announce
from peerhub.base.jobs.pruning import prune
from peerhub.base.mail import outbox
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.subject import Subject
from peerhub.notices import access
from peerhub.notices.facts import NoticesChanged
from peerhub.notices.models import Notice
from peerhub.notices.queries.email_times import email_times
from peerhub.notices.rules import AT_ONCE, topic_of
from peerhub.people.access import open_people
from peerhub.people.models import Person

READ_FOR = timedelta(days=365)
AGAIN = timedelta(hours=4)  # until the next email about a line that has grown since the last one
PEOPLE_AT_ONCE = 900  # people in one statement: SQLite takes 32,766 values, older ones 999


@dataclass(frozen=True)
class Email:
    """That there is an email of its own for a notice. `version` distinguishes emails of one kind about one subject. `is_written`: the
    caller has written it, such as one with a calendar part."""

    version: str = ""
    is_written: bool = False


def notify(
    db: Db, people: Iterable[int], kind: str, subject: Subject, data: dict[str, Any], *, email: Email | None = None
) -> None:
    """Put a line in the bell of each of these people (their ids) whose account is open, and see that an email tells of it, as often
    as they want such emails: gathered with others, or with `email` by one of its own where they want it at once.

    `kind` ("rooms/mentioned") names `notices/<kind>.txt` and `mail/<kind>.…`; `data` is JSON; the line leads to the path of
    `subject`. Somebody named twice gets one line. Called again it makes a second line, but no second email: emails about one
    subject to one person leave in order, and each once. Reactions call this: they know who is concerned.
    """
    _notify_all(db, sorted(set(people)), kind, subject, data, email)


def notify_again(
    db: Db, people: Iterable[int], kind: str, subject: Subject, data: dict[str, Any], *, is_news: bool
) -> None:
    """Say how something stands that changes again and again: in the unread line of this kind about `subject`, and, where `is_news`, in a
    new one that takes its place. An email tells of it as of other lines, and again after some hours at the earliest."""
    now, ids = clock.now(), sorted(set(people))
    unread = Notice.person_id.in_(ids), Notice.kind == kind, Notice.path == subject.path, Notice.read_at.is_(None)
    if not is_news:
        db.execute(update(Notice).where(*unread).values(data=data))
        return
    before = list(db.execute(select(Notice.id, Notice.person_id, Notice.email_at).where(*unread)))
    _notify_all(db, ids, kind, subject, data, None)
    db.execute(delete(Notice).where(Notice.id.in_([row.id for row in before])))
    told = {row.person_id: row.email_at for row in before}
    for line in db.scalars(select(Notice).where(*unread, Notice.person_id.in_(told))):
        if line.email_at is not None:
            line.email_at = told[line.person_id] or max(line.email_at, now + AGAIN)
    db.flush()


def _notify_all(
    db: Db, ids: Sequence[int], kind: str, subject: Subject, data: dict[str, Any], email: Email | None
) -> None:
    for start in range(0, len(ids), PEOPLE_AT_ONCE):
        _notify_some(db, ids[start : start + PEOPLE_AT_ONCE], kind, subject, data, email)


def _notify_some(
    db: Db, ids: Sequence[int], kind: str, subject: Subject, data: dict[str, Any], email: Email | None
) -> None:
    now = clock.now()
    times = email_times(db, ids, topic_of(kind), now)
    if not times:
        return
    own = [person_id for person_id, time in times.items() if email and time.frequency == AT_ONCE]
    told = set(times) if email and email.is_written else set(own)
    line = {"kind": kind, "data": data, "path": subject.path, "created_at": now}
    lines = [
        {**line, "person_id": person_id, "email_at": None if person_id in told else time.at}
        for person_id, time in times.items()
    ]
    db.execute(insert(table_of(Notice)), lines)
    announce(db, NoticesChanged(tuple(times)))
    if email and own and not email.is_written:
        late = {person_id: times[person_id].at for person_id in own if times[person_id].is_late(now)}
        mails = [
            (person.receiver, replace(_mail(db, person, kind, subject, data, email), not_before=late.get(person.id)))
            for person in open_people(db, own)
        ]
        outbox.queue_all(db, mails)


def _mail(db: Db, person: Person, kind: str, subject: Subject, data: dict[str, Any], email: Email) -> outbox.Mail:
    stream = f"{subject.kind}:{subject.id}:{person.id}"
    key = f"{kind}:{stream}:{email.version}" if email.version else f"{kind}:{stream}"
    stop = access.stop_path(db, person.id, [topic_of(kind)])
    return outbox.Mail(kind=kind, dedupe_key=key, data=data | {"stop": stop}, stream=stream)


def open(db: Db, actor: Person, notice_id: int) -> str:
    """Mark one of the actor's own notices read and return where it leads: to all of them where another line has taken its place. Raises
    NotFound for those of others."""
    if db.get(Notice, notice_id) is None:
        return "/notices"
    notice = access.notice_for(db, actor, notice_id)
    notice.read_at = notice.read_at or clock.now()
    announce(db, NoticesChanged((actor.id,)))
    return notice.path


def read_all(db: Db, actor: Person, up_to: int) -> None:
    """Mark the actor's notices read, up to the newest one that they have seen (its id)."""
    unread = (Notice.person_id == actor.id) & Notice.read_at.is_(None) & (Notice.id <= up_to)
    db.execute(update(Notice).where(unread).values(read_at=clock.now()))
    announce(db, NoticesChanged((actor.id,)))


def read(db: Db, person_id: int, ids: Sequence[int]) -> None:
    """Mark lines of a person read, who has seen what they are about."""
    own = Notice.person_id == person_id, Notice.id.in_(ids), Notice.read_at.is_(None)
    db.execute(update(Notice).where(*own).values(read_at=clock.now()))
    announce(db, NoticesChanged((person_id,)))


def send_no_email(db: Db, ids: Sequence[int]) -> None:
    """Let no email tell of these lines; they stay in the bell."""
    if ids:
        db.execute(update(Notice).where(Notice.id.in_(ids)).values(email_at=None))


def withdraw(db: Db, path: str, at: datetime, kind: str = "") -> None:
    """Withdraw the unread lines that lead to `path`, only those of one `kind` where it is given: what they are about is gone."""
    unread = update(Notice).where(Notice.path == path, Notice.read_at.is_(None))
    _change(db, (unread.where(Notice.kind == kind) if kind else unread).values(read_at=at))


def settle(db: Db, kinds: Sequence[str], subject: Subject) -> None:
    """What lines of these kinds ask for is done, or is over: mark those about `subject` read that are not, and send none of their emails
    that still wait, such as for the end of somebody's quiet hours."""
    for kind in kinds:
        withdraw(db, subject.path, clock.now(), kind)
    stream = OutgoingMail.stream.startswith(f"{subject.kind}:{subject.id}:", autoescape=True)
    outbox.drop(db, [stream, OutgoingMail.kind.in_(kinds)])


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
