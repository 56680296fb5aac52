"""Deleting what rooms no longer need."""

from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from peerhub.base.database.engine import Db
from peerhub.base.jobs.pruning import prune
from peerhub.rooms.models.log import PostKey, RoomEvent
from peerhub.rooms.models.rooms import Room

KEYS_FOR = timedelta(days=30)
LOG_FOR = timedelta(days=90)


def delete_old_keys(db: Db, now: datetime) -> bool:
    """Delete some keys of posts older than 30 days: what is sent again after that is a new message."""
    return prune(db, PostKey, [PostKey.created_at < now - KEYS_FOR])


def delete_old_events(db: Db, now: datetime) -> bool:
    """Delete some lines of the log older than 90 days, never the newest of a room nor one after a line that stays: the log
    has no holes, and a page that has seen less has to reload."""
    earlier = aliased(RoomEvent)
    newest = select(Room.last_seq).where(Room.id == RoomEvent.room_id).scalar_subquery()
    stays = exists().where(
        earlier.room_id == RoomEvent.room_id, earlier.seq < RoomEvent.seq, earlier.at >= now - LOG_FOR
    )
    return prune(db, RoomEvent, [RoomEvent.at < now - LOG_FOR, RoomEvent.seq < newest, ~stays])
