"""The heartbeat: tells open pages how far their channel is, so that they find out what a socket lost, and ends dead sign-ins."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask

from peerhub.base.database import Db
from peerhub.base.live.channels import PERSON, channels_here, close, push_here, server, socketio
from peerhub.base.web import database

log = logging.getLogger(__name__)
EVERY = 30
Who = Callable[[], int | None]


@dataclass(frozen=True)
class Beat:
    """The event `name` goes to channels that start with `prefix`; `latest(db, channels)` gives the payload of each, in one query."""

    name: str
    prefix: str
    latest: Callable[[Db, Sequence[str]], dict[str, dict[str, Any]]]


def beat(app: Flask, heartbeat: Beat) -> None:
    """Have a heartbeat told from now on."""
    app.extensions.setdefault("peerhub.beats", []).append(heartbeat)


def begin(app: Flask, who: Who) -> None:
    """Start the heart of this process, with its first socket."""
    if "peerhub.heart" not in app.extensions:
        app.extensions["peerhub.heart"] = True
        socketio.start_background_task(_go_on, app, who)


def _go_on(app: Flask, who: Who) -> None:
    while True:
        socketio.sleep(EVERY)
        try:
            tell(app)
            end_dead(app, who)
        except Exception:
            log.exception("A heartbeat failed; the next one comes in %s seconds.", EVERY)


def tell(app: Flask) -> None:
    """Tell every channel that has sockets here how far it is."""
    for heartbeat in app.extensions.get("peerhub.beats", []):
        channels = channels_here(heartbeat.prefix)
        if channels:
            with app.app_context(), database().session() as db:
                latest = heartbeat.latest(db, channels)
            for channel, payload in latest.items():
                push_here(channel, heartbeat.name, payload)


def end_dead(app: Flask, who: Who) -> None:
    """Close sockets whose sign-in has ended; the order to do so at once may have been lost on its way."""
    for connection, environ in list(server().environ.items()):
        with app.request_context(environ):
            over = who() != environ.get(PERSON)
        if over:
            close(connection)
        socketio.sleep(0)
