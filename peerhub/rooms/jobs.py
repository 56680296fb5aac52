"""What is due: letting go of old keys and lines of the log."""

from datetime import datetime

from peerhub.base.scheduler import one_by_one
from peerhub.rooms.actions import pruning


def prune(now: datetime) -> int:
    """Delete keys of posts after 30 days, and the log after 90."""
    return one_by_one(pruning.forget_keys, now) + one_by_one(pruning.forget_events, now)
