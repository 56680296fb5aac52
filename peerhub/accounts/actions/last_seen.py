"""When somebody was here last."""

from datetime import datetime, timedelta

from sqlalchemy import update

from peerhub.accounts.models import SignIn
from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.people.models import Person

SEEN_EVERY = timedelta(hours=1)


def record(db: Db, actor_id: int, sign_in_id: int) -> None:
    """Write that the person is here now, unless another request has done so within the hour."""
    now = clock.now()
    for model, key in ((Person, actor_id), (SignIn, sign_in_id)):
        stale = model.last_seen_at.is_(None) | (model.last_seen_at <= now - SEEN_EVERY)
        db.execute(update(model).where(model.id == key, stale).values(last_seen_at=now))


def is_long_ago(seen_at: datetime | None) -> bool:
    """Whether it is time to write it again: roughly, since nobody needs to know to the minute."""
    return seen_at is None or seen_at <= clock.now() - SEEN_EVERY
