"""What a page may ask of a room's live line: to hear it, and to stop hearing it. Writing goes by HTTP."""

from collections.abc import Sequence
from typing import Any

from flask import Flask

from peerhub.base import live
from peerhub.base.database import Db
from peerhub.base.errors import NotFound
from peerhub.base.web import let_go, reading
from peerhub.people.login import viewer
from peerhub.rooms import queries
from peerhub.rooms.access import room_for
from peerhub.rooms.models import Room

Payload = dict[str, Any]


def register(app: Flask) -> None:
    """Answer these events, and tell every 30 seconds how far each open room is."""
    live.on("room:open", open_room)
    live.on("room:close", close_room)
    live.beat(app, live.Beat("room:beat", live.ROOMS, latest))


def open_room(payload: Payload) -> Payload:
    """Let the page hear a room, and tell it how far the room is, so that it can ask for what it missed.

    Looks again after joining: what changed in between is either in the answer or came through the channel.
    """
    room_id = _room_id(payload)
    _room(room_id)
    live.join(live.room_channel(room_id))
    try:
        room = _room(room_id)
    except NotFound:
        live.leave(live.room_channel(room_id))
        raise
    return {"epoch": room.epoch, "last_seq": room.last_seq}


def close_room(payload: Payload) -> None:
    """Let the page hear a room no more."""
    live.leave(live.room_channel(_room_id(payload)))


def latest(db: Db, channels: Sequence[str]) -> dict[str, Payload]:
    """How far the rooms of these channels are."""
    by_id = {int(channel.removeprefix(live.ROOMS)): channel for channel in channels}
    found = queries.last_seqs(db, list(by_id))
    return {by_id[room_id]: {"room": room_id, "last_seq": last_seq} for room_id, last_seq in found.items()}


def _room_id(payload: Payload) -> int:
    room_id = payload.get("room")
    if not isinstance(room_id, int) or isinstance(room_id, bool) or not 0 < room_id < 2**31:
        raise NotFound
    return room_id


def _room(room_id: int) -> Room:
    let_go()
    db = reading()
    return room_for(db, viewer(db), room_id)
