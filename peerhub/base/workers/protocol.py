"""What both ends of the line to a worker speak: a length in four bytes, then JSON. Nothing that comes over it is ever run."""

import json
import socket
import struct
import time
from typing import Any

LARGEST = 64 * 1024 * 1024
_LENGTH = struct.Struct("!I")


class Ended(Exception):
    """The other end is gone."""


def send(line: socket.socket, value: Any, until: float | None = None) -> None:
    """Send a value. `until`: a moment of `time.monotonic` at which TimeoutError is raised."""
    sent = json.dumps(value).encode()
    _wait_at_most(line, until)
    try:
        line.sendall(_LENGTH.pack(len(sent)) + sent)
    except (BrokenPipeError, ConnectionResetError):
        raise Ended from None


def receive(line: socket.socket, until: float | None = None) -> Any:
    """The next value. Raises Ended, and TimeoutError as `send` does."""
    (length,) = _LENGTH.unpack(_exactly(line, _LENGTH.size, until))
    if length > LARGEST:
        raise Ended
    return json.loads(_exactly(line, length, until))


def _exactly(line: socket.socket, count: int, until: float | None) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        _wait_at_most(line, until)
        try:
            part = line.recv(min(count - len(parts), 1 << 16))
        except ConnectionResetError:
            raise Ended from None
        if not part:
            raise Ended
        parts += part
    return bytes(parts)


def _wait_at_most(line: socket.socket, until: float | None) -> None:
    if until is None:
        line.settimeout(None)
        return
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    line.settimeout(left)
