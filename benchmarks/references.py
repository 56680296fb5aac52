"""What both bare references share, so that they are measured at their best."""

import socket
from typing import Any

from gevent.pywsgi import WSGIHandler


class Handler(WSGIHandler):  # type: ignore[misc]  # gevent ships no types
    """One connection. Head and body leave in two writes, and without TCP_NODELAY the kernel holds the second back for 40 ms
    (RFC 896, RFC 1122 4.2.3.2)."""

    socket: Any

    def handle(self) -> None:
        """Serve the connection."""
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().handle()
