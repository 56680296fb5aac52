"""Letting go of what has served in accounts."""

from datetime import datetime, timedelta

from sqlalchemy import or_

from peerhub.base.database import Db
from peerhub.base.pruning import prune
from peerhub.people.models import SignInLink

LINKS_FOR = timedelta(days=7)


def forget_links(db: Db, now: datetime) -> bool:
    """Delete some links for signing in that were made more than 7 days ago and are used or over."""
    over = or_(SignInLink.used_at.is_not(None), SignInLink.expires_at <= now)
    return prune(db, SignInLink, [SignInLink.created_at < now - LINKS_FOR, over])
