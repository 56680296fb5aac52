"""Emails that tell of what waits in somebody's bell: one for all that is due, and of each thing once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from peerhub.base.database.engine import Db, lock_row
from peerhub.base.i18n.reader import zone_info
from peerhub.base.mail import outbox
from peerhub.base.mail.outbox import Mail
from peerhub.notices import access
from peerhub.notices.models import Notice
from peerhub.notices.queries.choices import choices_of
from peerhub.notices.rules import GRACE, Calendar, awake, topic_of
from peerhub.people.models import Person

KIND = "notices/news"
MOST = 40  # lines in one email; the bell has the others
UNREAD = Notice.email_at.is_not(None), Notice.read_at.is_(None)


def send_next(db: Db, now: datetime) -> bool:
    """Write the email that is due first; False when none is. What is due within two minutes goes with it. Where this comes so late
    that its reader sleeps, it waits until they wake."""
    due = select(Notice).where(*UNREAD, Notice.email_at <= now).order_by(Notice.email_at, Notice.id).limit(1)
    first = db.scalar(due.with_for_update(skip_locked=True))
    if first is None:
        return False
    person = db.get_one(Person, first.person_id)
    lock_row(db, person)  # another process may be about to gather the same lines
    own = [Notice.person_id == person.id, *UNREAD, Notice.email_at <= now + GRACE]
    notices = sorted(db.scalars(select(Notice).where(*own)).all(), key=lambda notice: notice.id)
    waking = awake(now, Calendar(zone_info(person.zone), quiet=choices_of(db, person).quiet))
    later = waking if waking > now else None
    db.execute(update(Notice).where(Notice.id.in_([notice.id for notice in notices])).values(email_at=later))
    if notices and not later and person.closed_at is None:
        key, data = f"notices:{person.id}:{notices[-1].id}", _data(db, person, notices)
        outbox.queue(db, person.receiver, Mail(kind=KIND, dedupe_key=key, data=data, stream=f"news:{person.id}"))
    return True


def _data(db: Db, person: Person, notices: Sequence[Notice]) -> dict[str, Any]:
    """What the email says: the newest lines with their topics, how many more there are, and the address that stops such emails."""
    lines = [
        {"id": notice.id, "path": notice.path, "kind": notice.kind, "data": notice.data, "topic": topic_of(notice.kind)}
        for notice in notices[-MOST:]
    ]
    stop = access.stop_path(db, person.id, {topic_of(notice.kind) for notice in notices})
    return {"lines": lines, "more": max(len(notices) - MOST, 0), "stop": stop}
