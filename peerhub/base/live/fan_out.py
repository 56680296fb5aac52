"""Pushes to everybody in a channel on this process: encoded once, and for each reader one write for all that waits."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from engineio.packet import MESSAGE, Packet
from socketio.packet import EVENT
from socketio.packet import Packet as SocketPacket

from peerhub.base.live.direct_send import DirectSendQueue
from peerhub.base.live.frames import encode_frame
from peerhub.base.pauses import PAUSE

Event = tuple[str, dict[str, Any]]
AT_ONCE = 1000  # readers between two pauses, about five milliseconds


class Batch:
    """Some events as Engine.IO's packets, and as the bytes of their frames."""

    def __init__(self, events: Sequence[Event]) -> None:
        said = [SocketPacket(EVENT, namespace="/", data=[name, payload]).encode() for name, payload in events]
        self.packets = [Packet(MESSAGE, text) for text in said]

    @cached_property
    def plain(self) -> bytes:
        """For a browser that takes no compressed messages."""
        return b"".join(encode_frame(packet.encode()) for packet in self.packets)

    @cached_property
    def deflated(self) -> bytes:
        """For all others."""
        return b"".join(encode_frame(packet.encode(), deflated=True) for packet in self.packets)


def deliver(server: Any, channel: str, events: Sequence[Event]) -> None:
    """Send events to those who hear a channel on this process. Who does not read, or still polls, gets them from their own queue."""
    batch = Batch(events)
    connections = list(dict(server.manager.get_participants("/", channel)).values())
    sockets = server.eio.sockets
    for number, connection in enumerate(connections, 1):
        socket = sockets.get(connection)
        if socket is not None and not socket.closed:
            send(socket.queue, batch)
        if not number % AT_ONCE:
            server.sleep(PAUSE)


def send(queue: Any, batch: Batch) -> None:
    """Put a batch on one connection's way."""
    if isinstance(queue, DirectSendQueue):
        queue.put_batch(batch)
        return
    for packet in batch.packets:
        queue.put(packet)
