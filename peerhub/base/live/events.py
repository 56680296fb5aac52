"""What may be said on a socket: registered events with one small dictionary, not too often. Everything else ends the connection."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask import Flask, current_app, request

from peerhub.base.errors import Conflict, Invalid, NotAllowed, NotFound
from peerhub.base.i18n.translate import _
from peerhub.base.live.channels import PERSON, close, join, person_channel, server, socketio
from peerhub.base.web.errors import sentence

log = logging.getLogger(__name__)
LARGEST_EVENT = 4096
SECONDS = 10.0
OF_A_CONNECTION, OF_A_PERSON = 20.0, 60.0  # packets in SECONDS: a tab says three when it opens, a person has some tabs
ALLOWANCE = "peerhub.allowance"
KEPT_HEADERS = frozenset({"HTTP_COOKIE", "HTTP_HOST", "HTTP_ORIGIN"})
CONNECT, DISCONNECT, EVENT = "012"  # the kinds of Socket.IO packets a page has a reason to send

Payload = dict[str, Any]
Handler = Callable[[Payload], Payload | None]


@dataclass
class RateLimit:
    """A bucket: `burst` packets at once, filled again evenly over SECONDS."""

    burst: float
    left: float = 0
    since: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.left = self.burst

    def take(self) -> bool:
        """Whether one thing more may be said."""
        now = time.monotonic()
        self.left = min(self.burst, self.left + (now - self.since) * self.burst / SECONDS)
        self.since = now
        if self.left < 1:
            return False
        self.left -= 1
        return True


_of_people: dict[int, RateLimit] = {}  # over all connections of a person to this process


def listen(name: str, handler: Handler) -> None:
    """Answer the event `name` with what `handler(payload)` returns, and `ok`; refusals become `{ok: false, error: sentence}`."""
    socketio.on_event(name, partial(_answer, handler))


def open_events(app: Flask, who: Callable[[], int | None]) -> None:
    """Begin to listen, on the server just made."""
    app.extensions["peerhub.live"] = who
    socketio.on_event("connect", _welcome)
    server().eio.on("message", partial(_admit, server()._handle_eio_message))


def _welcome(_greeting: object = None) -> bool:
    person_id: int | None = current_app.extensions["peerhub.live"]()
    if person_id is None:
        return False
    request.environ[PERSON] = person_id
    _forget_headers(request.environ)
    join(person_channel(person_id))
    return True


def _forget_headers(environ: dict[str, Any]) -> None:
    """Drop what nobody asks of a connection any more: it is kept as long as the page is open."""
    for name in [name for name in environ if name.startswith("HTTP_") and name not in KEPT_HEADERS]:
        del environ[name]
    for name in ("wsgi.input", "wsgi.errors", "werkzeug.proxy_fix.orig"):
        environ.pop(name, None)


def _admit(handle: Callable[[str, str], None], connection: str, packet: str | bytes) -> None:
    """Pass a packet on to Socket.IO; close the connection of one that no page of ours sends."""
    environ = server().environ.get(connection)
    if environ is None:  # closed already; what was on its way is not read, and nobody fills the log with it
        return
    if not isinstance(packet, str) or not _is_ours(packet) or not _may_say(environ):
        log.info("A socket of person %s said too much, or what no page says; it is closed.", environ.get(PERSON))
        close(connection)
        return
    try:
        handle(connection, packet)
    except Exception as problem:  # a malformed packet, in whatever way
        log.info("A socket sent what cannot be read (%s); it is closed.", type(problem).__name__)
        close(connection)


def _may_say(environ: dict[str, Any]) -> bool:
    """Whether the connection, and the person over all of their connections, have something left to say."""
    own: RateLimit = environ.setdefault(ALLOWANCE, RateLimit(OF_A_CONNECTION))
    return own.take() and _of_people.setdefault(environ[PERSON], RateLimit(OF_A_PERSON)).take()


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


def _refused(message: str) -> Payload:
    return {"ok": False, "error": message}
