"""The WebSocket itself, with what simple-websocket leaves open: limits, whole writes, and an end that always comes."""

import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any

import simple_websocket
from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI

LARGEST_FRAME = 65_536
WAITING_FRAMES = 64
SILENCE = 85.0  # seconds; Engine.IO pings each 25 and waits 60


class Whole:
    """A connection that sends everything it is given, one caller after the other.

    A plain `send` may write only a part to a slow reader, and an answer to a ping in the middle of a frame would break the
    stream. Who neither reads nor writes for long is cut off.
    """

    def __init__(self, connection: socket.socket) -> None:
        connection.settimeout(SILENCE)
        self._connection = connection
        self._one_sender = threading.Lock()

    def send(self, data: bytes) -> None:
        """Send all of `data`. Raises OSError when the reader is gone or does not read."""
        with self._one_sender:
            try:
                self._connection.sendall(data)
            except OSError:
                self.end()
                raise

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


class Frames(simple_websocket.Server):  # type: ignore[misc]  # ships no types
    """One WebSocket. Without compression, which would cost 300 KB a reader and let a few bytes swell to megabytes."""

    def __init__(self, environ: dict[str, Any], pause: Callable[[float], None], **classes: Any) -> None:
        self._pause = pause
        plain = {name: value for name, value in environ.items() if name != "HTTP_SEC_WEBSOCKET_EXTENSIONS"}
        super().__init__(plain, max_message_size=LARGEST_FRAME, **classes)

    sock: Any
    connected: bool

    def handshake(self) -> None:
        """Agree with the browser, over a connection that sends everything."""
        self.sock = Whole(self.sock)
        super().handshake()

    def close(self, reason: int | None = None, message: str | None = None) -> None:
        """Say goodbye and end the connection, whatever the other end does."""
        try:
            super().close(reason, message)
        finally:
            self.connected = False
            self.sock.end()

    def _handle_events(self) -> bool:
        going_on: bool = super()._handle_events()
        self._pause(0)  # a reader that always has more to say must not keep the others waiting
        return going_on and len(self.input_buffer) < WAITING_FRAMES

    def _thread(self) -> None:
        try:
            super()._thread()
        finally:
            self.connected = False
            self.event.set()  # whoever waits for the next frame learns that there is none
            self.sock.close()


def bounded(driver: dict[str, Any]) -> dict[str, Any]:
    """The Engine.IO driver with our WebSocket in the place of its own."""

    class Sockets(SimpleWebSocketWSGI):  # type: ignore[misc]  # ships no types
        """What Engine.IO calls for an upgrade."""

        def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            try:
                self.ws = Frames(environ, driver["sleep"], thread_class=driver["thread"], event_class=driver["event"])
            except Exception:  # a handshake that is none, in whatever way
                start_response("400 Bad Request", [("Content-Type", "text/plain")])
                return [b"This is not a WebSocket handshake."]
            answer: Iterable[bytes] = self.app(self)
            if self.ws.mode == "gunicorn":
                raise StopIteration  # the answer is over: how gunicorn is told that the socket is used up
            if self.ws.mode == "werkzeug":
                raise ConnectionError
            return answer

    return {**driver, "websocket": Sockets}
