"""Live pushes: Socket.IO carries what is committed already, and may lose anything, since every page can catch up by HTTP.

Writes never come in by a socket. What a socket may ask is registered by `people` and the domains in their `sockets.py`.
"""

from typing import Any

from flask import Flask
from flask_socketio import SocketIO
from gevent import monkey

from peerhub.base.settings import Settings

LARGEST_EVENT = 4096
LARGEST_PACKET = 16_384

socketio = SocketIO()


def init_app(app: Flask, settings: Settings) -> None:
    """Open Socket.IO on its default path. Events of one client are handled in order; frames are small; origins are our own."""
    socketio.init_app(
        app,
        async_mode="gevent" if monkey.is_module_patched("socket") else "threading",
        async_handlers=False,
        message_queue=settings.queue_url or None,
        channel="peerhub",
        cors_allowed_origins=[settings.public_url],
        max_http_buffer_size=LARGEST_PACKET,
        ping_interval=25,
        ping_timeout=60,
        manage_session=False,
    )


def push(channel: str, name: str, payload: dict[str, Any]) -> None:
    """Send an event to everybody in a channel, on every process."""
    socketio.emit(name, payload, to=channel)


def person_channel(person_id: int) -> str:
    """The channel of one person's own tabs and devices."""
    return f"person:{person_id}"


def evict(person_id: int, channel: str) -> None:
    """Take all sockets of a person out of a channel."""
    for socket in sockets_of(person_id):
        socketio.server.leave_room(socket, channel)


def disconnect(person_id: int) -> None:
    """Close all sockets of a person: signed out everywhere, or closed."""
    for socket in sockets_of(person_id):
        socketio.server.disconnect(socket)


def sockets_of(person_id: int) -> list[str]:
    """The ids of a person's sockets on this process."""
    members = socketio.server.manager.get_participants("/", person_channel(person_id))
    return [sid for sid, _ in members]
