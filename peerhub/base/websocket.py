"""The WebSocket under Socket.IO: a text is framed and compressed once, however many sockets it goes to, and always sent whole.

simple-websocket keeps a compressor of 256 KB for each socket, compresses a broadcast anew for each, and may send a part of
a large frame. Here compression carries nothing over from one message to the next, so one frame serves everybody: half the
memory and a third of the work for a room of hundreds.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from simple_websocket import ConnectionClosed, Server
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, Event
from wsproto.extensions import PerMessageDeflate
from wsproto.frame_protocol import FrameProtocol

KEPT_FRAMES = 256


@lru_cache(KEPT_FRAMES)
def frame(text: str, *, deflated: bool) -> bytes:
    """The bytes of a text message. With context taken over from earlier messages they would differ from socket to socket."""
    return bytes(FrameProtocol(client=False, extensions=[_deflate()] if deflated else []).send_data(text, fin=True))


def _deflate() -> PerMessageDeflate:
    return PerMessageDeflate(server_no_context_takeover=True, client_no_context_takeover=True)


class _Connection(WSConnection):
    """Accepts with our kind of compression; RFC 7692 (7.1.1) lets a server ask for it whatever the browser offered."""

    def __init__(self) -> None:
        super().__init__(ConnectionType.SERVER)
        self.deflate = _deflate()

    def send(self, event: Event) -> bytes:
        if isinstance(event, AcceptConnection):
            event = replace(event, extensions=[self.deflate])
        return super().send(event)


class Socket(Server):  # type: ignore[misc]  # simple-websocket ships no types
    """One browser's socket."""

    def handshake(self) -> None:
        """Take our connection instead of the library's, then shake hands."""
        self.ws = _Connection()
        super().handshake()

    def send(self, data: str | bytes) -> None:
        """Send a message, all of it. Raises ConnectionClosed."""
        if isinstance(data, bytes):
            raise TypeError("Nothing binary goes to browsers.")
        if not self.connected:
            raise ConnectionClosed(self.close_reason, self.close_message)
        self.sock.sendall(frame(data, deflated=self.ws.deflate.enabled()))


def under(engine: Any, largest: int) -> None:
    """Put our socket under an Engine.IO server; a message from a browser of more than `largest` bytes closes its socket."""
    library: type[Any] = engine._async["websocket"]

    class WebSocket(library):  # type: ignore[misc]  # the driver's own class: threads or gevent
        def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
            self.ws = Socket(environ, max_message_size=largest, **self.server_args)
            answer = self.app(self)
            if self.ws.mode == "werkzeug":
                raise ConnectionError  # as the library does: nothing may follow on this line
            return answer

    engine._async = {**engine._async, "websocket": WebSocket}
