"""What a page asks through its socket: to be told what happens in a room. Nothing is written this way."""

from typing import Any

from peerhub.base import live
from peerhub.base.errors import NotFound
from peerhub.base.web import database, reading
from peerhub.people.login import viewer
from peerhub.rooms import access, queries
from peerhub.rooms.rules import channel_of, room_of


def register() -> None:
    """Let sockets ask."""
    live.listen("room:open", open_room)
    live.listen("room:close", close_room)
    live.on_beat(beat)


def open_room(payload: dict[str, Any]) -> dict[str, Any]:
    """`{room}`: join the room's channel; the answer says where its log stands and which countries are here now."""
    room_id = payload.get("room")
    if not isinstance(room_id, int):
        return {"ok": False, "error": "not_understood"}
    db = reading()
    try:
        room = access.room_for(db, viewer(db), room_id)
    except NotFound:
        return {"ok": False, "error": "not_found"}
    live.join(channel_of(room.id))
    here = queries.countries_of(db, live.people_in(channel_of(room.id)))
    return {"ok": True, "epoch": room.epoch, "last_seq": room.last_seq, "here": here}


def close_room(payload: dict[str, Any]) -> dict[str, Any]:
    """`{room}`: leave the room's channel."""
    room_id = payload.get("room")
    if not isinstance(room_id, int):
        return {"ok": False, "error": "not_understood"}
    live.leave(channel_of(room_id))
    return {"ok": True}


def beat(channels: list[str]) -> None:
    """Tell each open room of this process where its log stands: one query, however many there are."""
    rooms = {room: channel for channel in channels if (room := room_of(channel)) is not None}
    if not rooms:
        return
    with database().session() as db:
        last = queries.last_seqs(db, list(rooms))
    for room_id, (epoch, seq) in last.items():
        live.push_here(rooms[room_id], "room:heartbeat", {"room": room_id, "epoch": epoch, "last_seq": seq})
