"""Verbs about notices."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update, insert, update

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.facts import announce
from peerhub.base.jobs.pruning import prune
from peerhub.notices import access
from peerhub.notices.facts import NoticesChanged
from peerhub.notices.models import Notice
from peerhub.people.models import Person

READ_FOR = timedelta(days=365)


def notify(db: Db, person_ids: Iterable[int], kind: str, data: dict[str, Any], path: str) -> None:
    """Put a line in the bell of each of `person_ids`, once each. `kind` ("rooms/mentioned") names `notices/<kind>.txt`;
    `data` is JSON; `path` is where the line leads, on this site. The caller says who is told: reactions know."""
    now = clock.now()
    told = sorted(set(person_ids))
    rows = [{"person_id": each, "kind": kind, "data": data, "path": path, "created_at": now} for each in told]
    if rows:
        db.execute(insert(Notice), rows)
        announce(db, NoticesChanged(tuple(told)))


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
