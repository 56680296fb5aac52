"""The heartbeat of a process: finds out what was lost on the way, be it a push or the order to close a socket."""

import logging
import random
from collections.abc import Callable, Sequence

from flask import Flask

from peerhub.base.live.channels import PERSON, channels_here, close, server, socketio
from peerhub.base.pauses import PAUSE

log = logging.getLogger(__name__)
EVERY = (25.0, 35.0)  # seconds; not all processes at once
Who = Callable[[], int | None]
Beat = Callable[[Sequence[str]], None]

_beats: list[Beat] = []


def on_heartbeat(beat: Beat) -> None:
    """Call `beat(channels)` about every 30 seconds with the channels that somebody hears on this process."""
    if beat not in _beats:
        _beats.append(beat)


def start(app: Flask, who: Who) -> None:
    """Start the heart of this process, with its first socket."""
    if "peerhub.heart" not in app.extensions:
        app.extensions["peerhub.heart"] = True
        socketio.start_background_task(_go_on, app, who)


def _go_on(app: Flask, who: Who) -> None:
    while True:
        socketio.sleep(random.uniform(*EVERY))  # noqa: S311  (no secret)
        send_presence(app)
        try:
            close_signed_out_sockets(app, who)
        except Exception:
            log.exception("A heartbeat failed; the next one comes in half a minute.")


def send_presence(app: Flask) -> None:
    """Let the domains tell their channels how far they are. A failure is logged: the next beat tells it anew."""
    channels = channels_here()
    try:
        with app.app_context():
            for beat in _beats:
                beat(channels)
    except Exception:
        log.exception("A heartbeat failed; the next one comes in half a minute.")


def close_signed_out_sockets(app: Flask, who: Who) -> None:
    """Close sockets whose sign-in has ended."""
    for connection, environ in list(server().environ.items()):
        with app.request_context(environ):
            is_over = who() != environ.get(PERSON)
        if is_over:
            close(connection)
        socketio.sleep(PAUSE)
