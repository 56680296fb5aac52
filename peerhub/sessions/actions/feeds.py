"""A person's own calendar addresses."""

import secrets

from sqlalchemy import func, select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.errors import Conflict, NotFound
from peerhub.base.i18n.translate import _
from peerhub.people.models import Person
from peerhub.sessions.models import FeedToken
from peerhub.sessions.rules.feeds import MOST_FEEDS


def create(db: Db, actor: Person) -> FeedToken:
    """Make a new address; older ones stay until they are revoked. Raises Conflict when there are too many."""
    count = select(func.count()).where(FeedToken.person_id == actor.id, FeedToken.revoked_at.is_(None))
    if db.execute(count).scalar_one() >= MOST_FEEDS:
        raise Conflict(
            _(
                "You have the maximum number of calendar addresses (%(most)s). Revoke one you no longer use.",
                most=MOST_FEEDS,
            )
        )
    feed = FeedToken(person_id=actor.id, nonce=secrets.token_hex(16), created_at=clock.now())
    db.add(feed)
    db.flush()
    return feed


def revoke(db: Db, actor: Person, feed_id: int) -> None:
    """End one of the actor's own addresses. Raises NotFound for those of others."""
    feed = db.get(FeedToken, feed_id)
    if feed is None or feed.person_id != actor.id:
        raise NotFound
    feed.revoked_at = feed.revoked_at or clock.now()
