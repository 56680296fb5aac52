"""What may be said on a socket: registered events with one small dictionary, not too often. Everything else ends the connection."""

import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask, current_app, request

from peerhub.base.errors import Conflict, Invalid, NotAllowed, NotFound
from peerhub.base.i18n import _
from peerhub.base.live.channels import PERSON, close, join, person_channel, server, socketio, sockets_of
from peerhub.base.web import sentence

log = logging.getLogger(__name__)
LARGEST_EVENT = 4096
BURST, SECONDS = 20, 10.0
CONNECT, DISCONNECT, EVENT = "012"  # the kinds of Socket.IO packets a page has a reason to send

Payload = dict[str, Any]
Handler = Callable[[Payload], Payload | None]


class Allowance:
    """A bucket for each person: BURST packets at once, filled again evenly over SECONDS."""

    def __init__(self) -> None:
        self._left: dict[int, tuple[float, float]] = {}

    def take(self, person_id: int) -> bool:
        """Whether the person may say one thing more."""
        now = time.monotonic()
        left, before = self._left.get(person_id, (float(BURST), now))
        left = min(BURST, left + (now - before) * BURST / SECONDS)
        self._left[person_id] = (max(left - 1, 0), now)
        return left >= 1

    def forget(self, person_id: int) -> None:
        """Nobody counts for a person without sockets."""
        self._left.pop(person_id, None)


def on(name: str, handler: Handler) -> None:
    """Answer the event `name` with what `handler(payload)` returns, and `ok`; refusals become `{ok: false, error: sentence}`."""
    socketio.on_event(name, partial(_answer, handler))


def open_events(app: Flask, who: Callable[[], int | None]) -> None:
    """Begin to listen, on the server just made."""
    allowance = Allowance()
    app.extensions["peerhub.live"] = who
    socketio.on_event("connect", _welcome)
    socketio.on_event("disconnect", partial(_goodbye, allowance))
    server().eio.on("message", partial(_admit, allowance, server()._handle_eio_message))


def _welcome(_greeting: object = None) -> bool:
    person_id: int | None = current_app.extensions["peerhub.live"]()
    if person_id is None:
        return False
    request.environ[PERSON] = person_id
    join(person_channel(person_id))
    return True


def _goodbye(allowance: Allowance, _reason: object = None) -> None:
    person_id = request.environ[PERSON]
    if len(sockets_of(person_id)) <= 1:
        allowance.forget(person_id)


def _admit(allowance: Allowance, handle: Callable[[str, str], None], connection: str, packet: str | bytes) -> None:
    """Pass a packet on to Socket.IO; close the connection of one that no page of ours sends."""
    person_id = server().environ.get(connection, {}).get(PERSON)
    if not isinstance(packet, str) or not _is_ours(packet) or not allowance.take(person_id):
        close(connection)
        return
    try:
        handle(connection, packet)
    except Exception as problem:  # a malformed packet, in whatever way
        log.info("A socket sent what cannot be read (%s); it is closed.", type(problem).__name__)
        close(connection)


def _is_ours(packet: str) -> bool:
    return packet[:1] in (CONNECT, DISCONNECT, EVENT) and len(packet.encode()) <= LARGEST_EVENT


def _answer(handler: Handler, *sent: object) -> Payload:
    payload = sent[0] if len(sent) == 1 else None
    if not isinstance(payload, dict):
        return _refused(_("Send one object with the event."))
    if current_app.extensions["peerhub.live"]() is None:
        return _refused(sentence(401))
    try:
        return {"ok": True, **(handler(payload) or {})}
    except NotFound:
        return _refused(sentence(404))
    except (NotAllowed, Invalid, Conflict) as refusal:
        return _refused(str(refusal) or sentence(403))
    except Exception:
        log.exception("The answer to a socket failed.")
        return _refused(sentence(500))


def _refused(said: str) -> Payload:
    return {"ok": False, "error": said}
