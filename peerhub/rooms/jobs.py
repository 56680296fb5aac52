"""Jobs that close polls and delete old keys and lines of the log."""

from datetime import datetime

from peerhub.base.jobs.scheduler import one_by_one
from peerhub.rooms.actions import mailed, polls, pruning


def close_polls(now: datetime) -> int:
    """Close the polls whose time has come."""
    return one_by_one(polls.close_due, now)


def prune(now: datetime) -> int:
    """Delete keys of posts after 30 days, replies by email that nobody confirmed after 60, and the log after 90."""
    old = (pruning.delete_old_keys, pruning.delete_old_events, mailed.delete_old)
    return sum(one_by_one(delete, now) for delete in old)
