"""When a person was here last: roughly, since nobody needs to know to the minute."""

from datetime import datetime, timedelta

from sqlalchemy import update

from peerhub.base import clock
from peerhub.base.database import Db
from peerhub.people.models import Person

EVERY = timedelta(hours=1)


def note_seen(db: Db, actor_id: int) -> None:
    """Write that the person is here now, unless another request has done so within the hour."""
    now = clock.now()
    stale = Person.last_seen_at.is_(None) | (Person.last_seen_at <= now - EVERY)
    db.execute(update(Person).where(Person.id == actor_id, stale).values(last_seen_at=now))


def is_long_ago(seen_at: datetime | None) -> bool:
    """Whether it is time to write it again."""
    return seen_at is None or seen_at <= clock.now() - EVERY
