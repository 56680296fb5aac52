"""What is due: letting go of old links."""

from datetime import datetime

from peerhub.base.scheduler import one_by_one
from peerhub.people.actions import pruning


def prune(now: datetime) -> int:
    """Delete used and old links for signing in after 7 days."""
    return one_by_one(pruning.forget_links, now)
