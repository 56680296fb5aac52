"""Who hears what: channels of persons and rooms. All of this works across processes when a queue joins them."""

from collections.abc import Sequence
from typing import Any

from flask_socketio import SocketIO, join_room, leave_room

from peerhub.base.live.fan_out import Event, deliver
from peerhub.base.live.push_queue import Outgoing
from peerhub.base.live.valkey import ValkeyQueue

LARGEST_PACKET = 16_384  # bytes of a packet, and of a post of packets
OWN = "person:"  # how the channels of single persons begin
NOBODY = ""  # the channel of what other processes are asked: no page hears it
PERSON = "peerhub.person"  # where the environ of a connection holds who opened it

socketio: Any = SocketIO()


def server() -> Any:
    """python-socketio's server under Flask-SocketIO."""
    return socketio.server


def person_channel(person_id: int) -> str:
    """The channel of one person's own tabs and devices."""
    return f"{OWN}{person_id}"


def push(channel: str, name: str, payload: dict[str, Any]) -> None:
    """Send an event to everybody in a channel, on every process; on gevent soon, in order, while the caller goes on."""
    if _is_on_gevent():
        _outgoing.add(channel, name, payload)
    else:
        _send(channel, [(name, payload)])


def push_counts(person_id: int) -> None:
    """Tell the pages of a person that something waits for them, or waits no more."""
    channel = person_channel(person_id)
    if has_listeners(channel):
        push(channel, "counts", {})


def ask_others(order: str, **values: Any) -> None:
    """Have every other process carry out an order soon, while the caller goes on. Asked again before it has left, it is asked once."""
    if _is_on_gevent():
        _outgoing.add(NOBODY, order, values)
    else:
        _send(NOBODY, [(order, values)])


def _send(channel: str, events: Sequence[Event]) -> None:
    if channel != NOBODY:
        deliver_here(channel, events)
        broadcast_order("push", channel, events)
        return
    for order in dict.fromkeys((name, *values.values()) for name, values in events):
        broadcast_order(*order)


def deliver_here(channel: str, events: Sequence[Event]) -> None:
    """Send events to those in a channel who are connected to this process."""
    if _is_on_gevent():
        deliver(server(), channel, events)
        return
    for name, payload in events:
        server().manager.emit(name, payload, namespace="/", room=channel, ignore_queue=True)


def _is_on_gevent() -> bool:
    return bool(server().async_mode == "gevent")


def _is_of_many(channel: str) -> bool:
    """Whether it is no person's own, of which there may be a thousand at once."""
    return not channel.startswith(OWN)


_outgoing = Outgoing(_send, socketio.start_background_task, socketio.sleep, _is_of_many)


def push_here(channel: str, name: str, payload: dict[str, Any]) -> None:
    """Send one event to those in a channel who are connected to this process."""
    deliver_here(channel, [(name, payload)])


def join(channel: str) -> None:
    """Let the socket whose event is being answered hear a channel."""
    join_room(channel)


def leave(channel: str) -> None:
    """Let the socket whose event is being answered hear a channel no more."""
    leave_room(channel)


def remove_from_channel(person_id: int, channel: str) -> None:
    """Take all sockets of a person out of a channel, on every process."""
    evict_here(person_id, channel)
    broadcast_order("evict", person_id, channel)


def disconnect(person_id: int) -> None:
    """Close all sockets of a person, on every process: signed out everywhere, or account closed."""
    disconnect_here(person_id)
    broadcast_order("disconnect", person_id)


def evict_here(person_id: int, channel: str) -> None:
    """Take the sockets of a person on this process out of a channel."""
    for socket in sockets_of(person_id):
        server().manager.basic_leave_room(socket, "/", channel)


def disconnect_here(person_id: int) -> None:
    """Close the sockets of a person on this process."""
    for connection in _connections(person_channel(person_id)).values():
        close(connection)


def close(connection: str) -> None:
    """Close one connection, by its Engine.IO id. Never waits: the other end may have stopped reading."""
    socket = server().eio.sockets.get(connection)
    if socket:
        socket.close(wait=False)


def sockets_of(person_id: int) -> list[str]:
    """The ids of a person's sockets on this process."""
    return list(_connections(person_channel(person_id)))


def people_here(channel: str) -> set[int]:
    """The ids of those who hear a channel on this process."""
    environs = server().environ
    people = (environs.get(connection, {}).get(PERSON) for connection in _connections(channel).values())
    return {person_id for person_id in people if person_id is not None}


def has_listeners(channel: str) -> bool:
    """Whether anybody may hear the channel: with several processes nobody knows."""
    return isinstance(server().manager, ValkeyQueue) or bool(_connections(channel))


def channels_here() -> list[str]:
    """The channels that somebody hears on this process."""
    return sorted(name for name in server().manager.rooms.get("/", {}) if name)


def _connections(channel: str) -> dict[str, str]:
    return dict(server().manager.get_participants("/", channel))


def broadcast_order(order: str, *values: Any) -> None:
    """Have every other process carry out an order; nothing without a queue."""
    manager = server().manager
    if isinstance(manager, ValkeyQueue):
        manager.tell(order, *values)
