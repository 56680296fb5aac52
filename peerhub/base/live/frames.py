"""The WebSocket itself, with what simple-websocket leaves open: limits, whole writes, and an end that always comes."""

import os
import socket
import struct
import threading
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import simple_websocket
from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI
from gevent.queue import JoinableQueue
from wsproto.connection import ConnectionState, ConnectionType
from wsproto.handshake import H11Handshake
from wsproto.utilities import LocalProtocolError

from peerhub.base.live.compression import LARGEST_MESSAGE, SHORTEST, Connection, deflate
from peerhub.base.live.direct_send import Batch, DirectSendQueue
from peerhub.base.pauses import PAUSE

WAITING_FRAMES = 64
_AGREED = H11Handshake(ConnectionType.SERVER)  # one that has nothing to say, for all
SILENCE = 85.0  # seconds; Engine.IO pings each 25 and waits 60


class FullSendSocket:
    """A connection that sends everything it is given, one caller after the other.

    A plain `send` may write only a part to a slow reader, and an answer to a ping in the middle of a frame would break the
    stream. Who neither reads nor writes for long is cut off.
    """

    def __init__(self, connection: socket.socket) -> None:
        connection.settimeout(SILENCE)
        self._connection = connection
        self._one_sender = threading.Lock()
        self.rest = b""

    def send(self, data: bytes) -> None:
        """Send all of `data`, after what `offer` left over. Raises OSError when the reader is gone or does not read."""
        with self._one_sender:
            whole, self.rest = self.rest + data, b""
            try:
                self._connection.sendall(whole)
            except OSError:
                self.end()
                raise

    def offer(self, data: bytes) -> bool:
        """Send as much of `data` as fits in now, without waiting, and keep the rest for the next `send`. False, with nothing
        sent: somebody else is sending, nothing fits in, or the reader is gone. Between greenlets only, not between threads."""
        if self.rest or self._one_sender.locked():
            return False
        try:
            sent = os.write(self._connection.fileno(), data)
        except OSError:
            return False
        self.rest = data[sent:]
        return True

    def recv(self, size: int) -> bytes:
        """Wait for up to `size` bytes."""
        return self._connection.recv(size)

    def end(self) -> None:
        """End the connection in both directions, which also wakes up whoever waits for it."""
        try:
            self._connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    def close(self) -> None:
        """Give the file descriptor back."""
        self._connection.close()


@lru_cache(maxsize=64)
def encode_frame(text: str, *, deflated: bool = False) -> bytes:
    """A text as a frame from a server, compressed where that is worth it. It is not masked, so it is the same for every reader."""
    data, first = text.encode(), 0x81
    if deflated and len(data) >= SHORTEST:
        data, first = deflate(data), 0xC1
    size = len(data)
    if size < 126:
        return struct.pack("!BB", first, size) + data
    return (struct.pack("!BBH", first, 126, size) if size < 2**16 else struct.pack("!BBQ", first, 127, size)) + data


class Frames(simple_websocket.Server):  # type: ignore[misc]  # ships no types
    """One WebSocket."""

    def __init__(self, environ: dict[str, Any], pause: Callable[[float], None]) -> None:
        self._pause = pause
        unused = {"thread_class": _Unused, "event_class": _Unused}
        super().__init__(environ, max_message_size=LARGEST_MESSAGE, **unused)

    environ: Any
    sock: Any
    ws: Any
    connected: bool

    def handshake(self) -> None:
        """Agree with the browser, over a connection that sends everything."""
        self.sock = FullSendSocket(self.sock)
        self.ws = Connection(ConnectionType.SERVER)
        super().handshake()
        self._deflates = self.connected and self.ws.is_deflating
        if self.ws.connection:  # what both agreed on is known there; the rest would be a tenth of what a reader costs
            self.environ, self.ws.handshake = None, _AGREED

    @property
    def is_open(self) -> bool:
        """Whether frames may still be sent: nobody has said goodbye."""
        return self.connected and self.ws.state is ConnectionState.OPEN

    def send(self, data: str | bytes) -> None:
        """Send a packet; an empty one only finishes what `offer` began. Raises ConnectionClosed, or OSError."""
        if isinstance(data, bytes):
            super().send(data)
        elif self.is_open:
            self.sock.send(encode_frame(data, deflated=self._deflates) if data else b"")
        else:
            raise simple_websocket.ConnectionClosed(self.close_reason, self.close_message)

    def offer(self, text: str) -> bool:
        """Send a packet without waiting; False when that cannot be now. `owes` says whether `send` must finish it."""
        return self.is_open and self.sock.offer(encode_frame(text, deflated=self._deflates))

    def offer_batch(self, batch: Batch) -> bool:
        """The same for several packets."""
        return self.is_open and self.sock.offer(batch.deflated if self._deflates else batch.plain)

    @property
    def owes(self) -> bool:
        """Whether a frame was begun that did not fit in."""
        return bool(self.sock.rest)

    def close(self, reason: int | None = None, message: str | None = None) -> None:
        """Say goodbye and end the connection, whatever the other end does."""
        try:
            super().close(reason, message)
        finally:
            self.connected = False
            self.sock.end()

    def _handle_events(self) -> bool:
        going_on: bool = super()._handle_events()
        self._pause(PAUSE)  # a reader that always has more to say must not keep the others waiting
        return going_on and len(self.input_buffer) < WAITING_FRAMES

    def receive(self, timeout: float | None = None) -> str | bytes:
        """The next message. Who handles it reads it: the library's thread for that would take a sixth of what an open page costs.
        Raises ConnectionClosed at the end."""
        while self.connected and not self.input_buffer:
            self._read()
        if self.input_buffer:
            message: str | bytes = self.input_buffer.pop(0)
            return message
        raise simple_websocket.ConnectionClosed(self.close_reason, self.close_message)

    def _read(self) -> None:
        try:
            data = self.sock.recv(self.receive_bytes)
            if data:
                self.ws.receive_data(data)
            self.connected = bool(data) and self._handle_events()
        except (OSError, LocalProtocolError):
            self.connected = False

    def finish(self) -> None:
        """Give the connection back, once nobody reads or writes any more."""
        self.connected = False
        self.sock.close()


class _Unused:
    """In the place of the library's thread, which would read ahead, and of the event on which one would wait for it."""

    name = ""

    def __init__(self, target: object = None) -> None:
        """Nothing."""

    def start(self) -> None:
        """Nothing."""

    def set(self) -> None:
        """Nothing."""


def with_bounded_frames(driver: dict[str, Any]) -> dict[str, Any]:
    """The Engine.IO driver with our WebSocket in the place of its own; on gevent with our queue as well."""
    lanes = {"queue": DirectSendQueue} if driver["queue"] is JoinableQueue else {}

    class Sockets(SimpleWebSocketWSGI):  # type: ignore[misc]  # ships no types
        """What Engine.IO calls for an upgrade."""

        def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            try:
                self.ws = Frames(environ, driver["sleep"])
            except Exception:  # a handshake that is none, in whatever way
                start_response("400 Bad Request", [("Content-Type", "text/plain")])
                return [b"This is not a WebSocket handshake."]
            if lanes:
                connection = self.app.__self__  # Engine.IO's socket, whose method handles the WebSocket
                connection.queue.open(self.ws, connection)
            try:
                answer: Iterable[bytes] = self.app(self)
            finally:
                self.ws.finish()
            if self.ws.mode == "gunicorn":
                raise StopIteration  # the answer is over: how gunicorn is told that the socket is used up
            if self.ws.mode == "werkzeug":
                raise ConnectionError
            return answer

    return {**driver, **lanes, "websocket": Sockets}
