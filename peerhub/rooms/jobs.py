"""Jobs that close polls and delete old keys and lines of the log."""

from datetime import datetime

from peerhub.base.jobs.scheduler import one_by_one
from peerhub.rooms.actions import polls, pruning


def close_polls(now: datetime) -> int:
    """Close the polls whose time has come."""
    return one_by_one(polls.close_due, now)


def prune(now: datetime) -> int:
    """Delete keys of posts after 30 days, and the log after 90."""
    return one_by_one(pruning.delete_old_keys, now) + one_by_one(pruning.delete_old_events, now)
