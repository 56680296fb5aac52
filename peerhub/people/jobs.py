"""What is due: letting go of old links and sign-ins."""

from datetime import datetime

from peerhub.base.scheduler import one_by_one
from peerhub.people.actions import pruning


def prune(now: datetime) -> int:
    """Delete used and old links for signing in after 7 days, and sign-ins that were not used for 30 days."""
    return one_by_one(pruning.forget_links, now) + one_by_one(pruning.forget_sign_ins, now)
