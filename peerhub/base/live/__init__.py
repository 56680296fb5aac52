"""Live pushes: Socket.IO carries what is committed already, and may lose anything, since every page can catch up by HTTP.

Writes never come in by a socket. What a socket may ask is registered by the domains in their `sockets.py` with `listen`.
"""

import json
import logging
import random
from collections.abc import Callable
from typing import Any

import socketio as library
from flask import Flask, request
from flask_socketio import SocketIO
from gevent import monkey
from werkzeug.middleware.proxy_fix import ProxyFix

from peerhub.base.live import bucket, control, wire
from peerhub.base.live.guard import PERSON, Environ, Guard, Limits, origin_of
from peerhub.base.settings import Settings

LARGEST_EVENT = 4096
LARGEST_PACKET = 16_384
HEARTBEAT = (25.0, 45.0)
log = logging.getLogger(__name__)

socketio: Any = SocketIO()
_rates = bucket.Buckets()
_beats: list[Callable[[list[str]], None]] = []
_beating: set[int] = set()


def init_app(app: Flask, settings: Settings, *, who: Callable[[], int | None]) -> None:
    """Open Socket.IO on its default path. `who` says which person is signed in, inside a request.

    Events of one client are handled in order; frames and events are small; only our own pages and signed-in people get in.
    """
    manager = (
        control.ManyProcesses(settings.queue_url, channel="peerhub") if settings.queue_url else control.OneProcess()
    )
    socketio.init_app(
        app,
        async_mode="gevent" if monkey.is_module_patched("socket") else "threading",
        async_handlers=False,
        client_manager=manager,
        cors_allowed_origins=[],  # the guard checks, and no other origin may read
        max_http_buffer_size=LARGEST_PACKET,
        ping_interval=25,
        ping_timeout=60,
        manage_session=False,
    )
    engine = socketio.server.eio
    engine._async = {**engine._async, "websocket": wire.limited(engine._async["websocket"])}
    limits = Limits(origin_of(settings.public_url), settings.sockets_per_person, settings.sockets_per_address)
    guard: Any = Guard(app.wsgi_app, limits, lambda environ: _in_request(app, environ, who), socketio.server.environ)
    if settings.proxies:
        guard = ProxyFix(guard, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies)
    app.wsgi_app = guard  # type: ignore[method-assign]
    _beating.clear()
    _take_in(app, who)


def _in_request(app: Flask, environ: Environ, who: Callable[[], int | None]) -> int | None:
    with app.request_context(environ):
        return who()


def _take_in(app: Flask, who: Callable[[], int | None]) -> None:
    """What every socket gets: its person's channel; and for events that nobody listens to, silence."""

    def connect(_auth: Any = None) -> bool:
        person = who()
        if person is None:
            return False
        request.environ[PERSON] = person
        socketio.server.enter_room(_sid(), person_channel(person))
        _start_beating(app)
        return True

    def unknown(_event: Any, *_payload: Any) -> None:
        _spend()

    socketio.on_event("connect", connect)
    socketio.on_event("*", unknown)


def listen(name: str, handler: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Let sockets ask `name`: `handler(payload)` gives the acknowledgement.

    Anything but one JSON object of at most LARGEST_EVENT bytes is refused, and who asks too often is disconnected.
    """

    def checked(*payload: Any) -> dict[str, Any]:
        if not _spend():
            return {"ok": False, "error": "too_often"}
        if len(payload) != 1 or not isinstance(payload[0], dict) or _size(payload[0]) > LARGEST_EVENT:
            return {"ok": False, "error": "not_understood"}
        return handler(payload[0])

    socketio.on_event(name, checked)


def _size(payload: dict[str, Any]) -> int:
    try:
        return len(json.dumps(payload))
    except (TypeError, ValueError):  # attachments: bytes are no JSON
        return LARGEST_EVENT + 1


def _spend() -> bool:
    """Count an event of the person who sends; False, and the socket closes, when there were too many."""
    person = request.environ.get(PERSON, _sid())
    if _rates.take(person):
        return True
    socketio.server.disconnect(_sid())
    return False


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]  # Flask-SocketIO puts it there


def push(channel: str, name: str, payload: dict[str, Any]) -> None:
    """Send an event to everybody in a channel, on every process."""
    socketio.emit(name, payload, to=channel)


def push_here(channel: str, name: str, payload: dict[str, Any]) -> None:
    """Send an event to those of a channel who are connected to this process."""
    library.Manager.emit(socketio.server.manager, name, payload, "/", room=channel)


def join(channel: str) -> None:
    """Put the asking socket into a channel; the handler has checked that it may."""
    socketio.server.enter_room(_sid(), channel)


def leave(channel: str) -> None:
    """Take the asking socket out of a channel."""
    socketio.server.leave_room(_sid(), channel)


def heard(channel: str) -> bool:
    """Whether anybody may be in the channel: with several processes nobody knows."""
    many = isinstance(socketio.server.manager, control.ManyProcesses)
    return many or bool(_members(channel))


def people_in(channel: str) -> set[int]:
    """The ids of the people who are in a channel on this process."""
    environs = (socketio.server.environ.get(engine) for engine in _members(channel).values())
    return {environ[PERSON] for environ in environs if environ and PERSON in environ}


def _members(channel: str) -> dict[str, str]:
    """The sockets in a channel on this process: Socket.IO's id and Engine.IO's."""
    found = socketio.server.manager.rooms.get("/", {}).get(channel)
    return dict(found) if found else {}


def person_channel(person_id: int) -> str:
    """The channel of one person's own tabs and devices."""
    return f"person:{person_id}"


def evict(person_id: int, channel: str) -> None:
    """Take all sockets of a person out of a channel, on every process."""
    socketio.server.manager.control({"person": person_channel(person_id), "channel": channel})


def disconnect(person_id: int) -> None:
    """Close all sockets of a person, on every process: signed out, or closed. Who is still signed in elsewhere comes back."""
    socketio.server.manager.control({"person": person_channel(person_id), "channel": ""})


def on_beat(beat: Callable[[list[str]], None]) -> None:
    """Call `beat(channels)` every half minute or so with the channels of this process, so that silent loss is found."""
    _beats[:] = [each for each in _beats if each is not beat] + [beat]


def _start_beating(app: Flask) -> None:
    """One background task a process, begun by its first socket."""
    if id(socketio.server) not in _beating:
        _beating.add(id(socketio.server))
        socketio.start_background_task(_beat_on, app, socketio.server)


def _beat_on(app: Flask, server: Any) -> None:
    while socketio.server is server:
        socketio.sleep(random.uniform(*HEARTBEAT))  # noqa: S311  (so that processes do not beat together)
        beat(app)


def beat(app: Flask) -> None:
    """One heartbeat; a failure is logged and the next one tries again."""
    channels = [name for name in socketio.server.manager.rooms.get("/", {}) if name]
    try:
        with app.app_context():
            for each in _beats:
                each(channels)
    except Exception:
        log.exception("The heartbeat failed; the next one tries again.")
