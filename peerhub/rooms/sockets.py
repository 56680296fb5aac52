"""What a page asks through its socket, and what is pushed to it about an open room. Nothing is written this way."""

from collections.abc import Sequence
from typing import Any

from flask import current_app

from peerhub.base.database.current import database
from peerhub.base.database.engine import Db, settings_of
from peerhub.base.errors import NotFound
from peerhub.base.live import channels as live_channels
from peerhub.base.live import events, heartbeat, presence
from peerhub.base.web.transactions import end_read_session, read_session
from peerhub.people.login import viewer
from peerhub.rooms import access
from peerhub.rooms.facts import Reacted, RoomChanged
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.queries import events as event_queries
from peerhub.rooms.queries import presence as presence_queries
from peerhub.rooms.rules import channel_in, channel_of, room_of
from peerhub.rooms.views.events import push_json

Payload = dict[str, Any]
BEAT = "peerhub.here"  # where the app keeps who was in each room at the last heartbeat of this process


def register() -> None:
    """Register what sockets can ask."""
    events.listen("room:open", open_room)
    events.listen("room:close", close_room)
    heartbeat.on_heartbeat(push_positions)


def open_room(payload: Payload) -> Payload:
    """`{room, language}`: join the room's channels; the answer says where its log stands and who is here now.

    What is pushed is rendered in that language, one of the site's; without one in the site's first.

    Looks again after joining: what changed in between is either in the answer or came through the channel.
    """
    channel = channel_of(_room(payload).id)
    language_channel = channel_in(_room_id(payload), _language(payload))
    live_channels.join(channel)
    live_channels.join(language_channel)
    try:
        room = _room(payload)
    except NotFound:
        live_channels.leave(channel)
        live_channels.leave(language_channel)
        raise
    present = presence_queries.present(read_session(), {room.id: presence.people_in(channel)})
    current_app.extensions.get(BEAT, {}).pop(room.id, None)  # this page has not seen the last one
    return {"epoch": room.epoch, "last_seq": room.last_seq, "here": present[room.id]}


def close_room(payload: Payload) -> None:
    """`{room}`: leave the room's channels."""
    live_channels.leave(channel_of(_room_id(payload)))
    for language in settings_of(read_session()).languages:
        live_channels.leave(channel_in(_room_id(payload), language))


def push_change(db: Db, fact: RoomChanged) -> None:
    """Push a change to the open pages of the room, rendered once for each language in which somebody listens."""
    channels = {code: channel_in(fact.room_id, code) for code in settings_of(db).languages}
    listening = [language for language, channel in channels.items() if live_channels.has_listeners(channel)]
    logged = event_queries.to_push(db, fact.room_id, fact.seq) if listening else None
    if logged:
        for language in listening:
            live_channels.push(channels[language], "room:event", push_json(logged, language))


def push_own(_db: Db, fact: Reacted) -> None:
    """Push a reaction to the other open pages of the person who reacted."""
    payload = {"thread": fact.thread_id, "message": fact.message_id, "kind": fact.kind, "given": fact.given}
    live_channels.push(live_channels.person_channel(fact.person_id), "room:own", payload)


def push_positions(channels: Sequence[str]) -> None:
    """Push to each open room of this process where its log stands and, if that has changed, who is here: two queries, however many
    rooms there are.

    Who comes and goes is pushed this way only, so that a room full of people costs no more than a quiet one.
    """
    rooms = {room: channel for channel in channels if (room := room_of(channel)) is not None}
    presence.share(list(rooms.values()))
    if not rooms:
        return
    with database().session() as db:
        last = event_queries.last_seqs(db, list(rooms))
        present = presence_queries.present(db, {room: presence.people_in(channel) for room, channel in rooms.items()})
    before = current_app.extensions.get(BEAT, {})
    for room_id, (epoch, seq) in last.items():
        payload: Payload = {"room": room_id, "epoch": epoch, "last_seq": seq}
        if before.get(room_id) != present[room_id]:
            payload["here"] = present[room_id]
        live_channels.push_here(rooms[room_id], "room:beat", payload)
    current_app.extensions[BEAT] = present


def _room(payload: Payload) -> Room:
    end_read_session()  # what was read before may be out of date
    return access.room_for(read_session(), viewer(read_session()), _room_id(payload))


def _language(payload: Payload) -> str:
    known, language = settings_of(read_session()).languages, payload.get("language")
    return language if isinstance(language, str) and language in known else known[0]


def _room_id(payload: Payload) -> int:
    room_id = payload.get("room")
    if not isinstance(room_id, int) or isinstance(room_id, bool) or not 0 < room_id < 2**31:
        raise NotFound
    return room_id
