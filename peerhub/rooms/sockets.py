"""What a page asks through its socket, and what it is told of a room that it has open. Nothing is written this way."""

from collections.abc import Sequence
from typing import Any

from peerhub.base import live
from peerhub.base.database import Db, settings_of
from peerhub.base.errors import NotFound
from peerhub.base.web import database, let_go, reading
from peerhub.people.login import viewer
from peerhub.rooms import access, queries
from peerhub.rooms.facts import Reacted, RoomChanged
from peerhub.rooms.models import Room
from peerhub.rooms.rules import channel_in, channel_of, room_of
from peerhub.rooms.views import push_json

Payload = dict[str, Any]


def register() -> None:
    """Let sockets ask."""
    live.listen("room:open", open_room)
    live.listen("room:close", close_room)
    live.on_beat(beat)


def open_room(payload: Payload) -> Payload:
    """`{room, language}`: join the room's channels; the answer says where its log stands and who is here now.

    What is pushed is drawn in that language, one of the site's; without one in the site's first.

    Looks again after joining: what changed in between is either in the answer or came through the channel.
    """
    channel = channel_of(_room(payload).id)
    drawn = channel_in(_room_id(payload), _language(payload))
    live.join(channel)
    live.join(drawn)
    try:
        room = _room(payload)
    except NotFound:
        live.leave(channel)
        live.leave(drawn)
        raise
    here = queries.here_now(reading(), {room.id: live.people_in(channel)})
    return {"epoch": room.epoch, "last_seq": room.last_seq, "here": here[room.id]}


def close_room(payload: Payload) -> None:
    """`{room}`: leave the room's channels."""
    live.leave(channel_of(_room_id(payload)))
    for language in settings_of(reading()).languages:
        live.leave(channel_in(_room_id(payload), language))


def push_change(db: Db, fact: RoomChanged) -> None:
    """Tell the open pages of the room: drawn once for each language in which somebody listens."""
    channels = {each: channel_in(fact.room_id, each) for each in settings_of(db).languages}
    listening = [language for language, channel in channels.items() if live.heard(channel)]
    logged = queries.event_to_push(db, fact.room_id, fact.seq) if listening else None
    if logged:
        for language in listening:
            live.push(channels[language], "room:event", push_json(logged, language))


def push_own(_db: Db, fact: Reacted) -> None:
    """Tell the other pages of who reacted that it was them."""
    told = {"thread": fact.thread_id, "message": fact.message_id, "kind": fact.kind, "given": fact.given}
    live.push(live.person_channel(fact.person_id), "room:own", told)


def beat(channels: Sequence[str]) -> None:
    """Tell each open room of this process where its log stands and who is here: two queries, however many rooms there are.

    Who comes and goes is told this way alone, so that a room full of people costs no more than a quiet one.
    """
    rooms = {room: channel for channel in channels if (room := room_of(channel)) is not None}
    live.share(list(rooms.values()))
    if not rooms:
        return
    with database().session() as db:
        last = queries.last_seqs(db, list(rooms))
        here = queries.here_now(db, {room: live.people_in(channel) for room, channel in rooms.items()})
    for room_id, (epoch, seq) in last.items():
        told = {"room": room_id, "epoch": epoch, "last_seq": seq, "here": here[room_id]}
        live.push_here(rooms[room_id], "room:beat", told)


def _room(payload: Payload) -> Room:
    let_go()  # what was read before may be out of date
    return access.room_for(reading(), viewer(reading()), _room_id(payload))


def _language(payload: Payload) -> str:
    known, asked = settings_of(reading()).languages, payload.get("language")
    return asked if isinstance(asked, str) and asked in known else known[0]


def _room_id(payload: Payload) -> int:
    room_id = payload.get("room")
    if not isinstance(room_id, int) or isinstance(room_id, bool) or not 0 < room_id < 2**31:
        raise NotFound
    return room_id
