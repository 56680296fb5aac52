"""Deleting what accounts no longer need."""

from datetime import datetime, timedelta

from sqlalchemy import or_

from peerhub.accounts.models import AddressChange, SignIn, SignInLink
from peerhub.base.database.engine import Db
from peerhub.base.jobs.pruning import prune
from peerhub.base.mail.outbox import SENT_FOR

LINKS_FOR = timedelta(days=7)
SIGN_INS_FOR = timedelta(days=30)  # as long as their cookies are good


def delete_old_links(db: Db, now: datetime) -> bool:
    """Delete some links for signing in that were made more than 7 days ago and are used or over."""
    over = or_(SignInLink.used_at.is_not(None), SignInLink.expires_at <= now)
    return prune(db, SignInLink, [SignInLink.created_at < now - LINKS_FOR, over])


def delete_old_addresses(db: Db, now: datetime) -> bool:
    """Delete some new addresses that nobody confirmed, after 7 days; those that count, after 90: so long people see what was sent to
    them, which was to somebody else before."""
    over = AddressChange.used_at.is_(None) & (AddressChange.created_at < now - LINKS_FOR)
    return prune(db, AddressChange, [or_(over, AddressChange.used_at < now - SENT_FOR)])


def delete_old_sign_ins(db: Db, now: datetime) -> bool:
    """Delete some sign-ins that were not used for 30 days; their cookies are over."""
    return prune(db, SignIn, [SignIn.last_seen_at < now - SIGN_INS_FOR])
