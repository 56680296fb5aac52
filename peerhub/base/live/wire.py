"""The WebSocket underneath Engine.IO, with the two things that simple-websocket leaves out.

- A limit of the size of a message before it is read whole: one unauthenticated frame of 200 MB cost 330 MB.
- Writing all of a frame: `socket.send` may write a part, and what follows then lands in the middle of a frame.
"""

from collections.abc import Callable, Iterable
from typing import Any

import simple_websocket
from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI

LARGEST_FRAME = 64 * 1024


class WholeWrites:
    """A socket whose `send` sends everything."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def send(self, data: bytes) -> int:
        """Send all of `data`."""
        self.inner.sendall(data)
        return len(data)

    def __getattr__(self, name: str) -> Any:
        """Everything else is the socket's own."""
        return getattr(self.inner, name)


class Connection(simple_websocket.Server):  # type: ignore[misc]  # the library ships no types
    """A server's end of a WebSocket that writes whole frames."""

    def handshake(self) -> None:
        """Answer the upgrade."""
        self.sock: Any = WholeWrites(self.sock)
        super().handshake()


def limited(driver: type[SimpleWebSocketWSGI]) -> type[SimpleWebSocketWSGI]:
    """Engine.IO's WebSocket of an async mode (`driver`), on a Connection with limited messages."""

    class Limited(driver):  # type: ignore[misc]
        def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            self.ws = Connection(environ, max_message_size=LARGEST_FRAME, **self.server_args)
            answer: Iterable[bytes] = self.app(self)
            if self.ws.mode == "gunicorn":
                raise StopIteration
            if self.ws.mode == "werkzeug":
                raise ConnectionError
            return answer

    return Limited
