"""Compressed WebSocket messages (permessage-deflate, RFC 7692) that cost nothing between two messages.

Neither side keeps what it has seen, so one compressed push is the same bytes for every reader, is made once, and takes no memory
of a connection.
"""

import zlib
from typing import Any

from wsproto import WSConnection
from wsproto.events import AcceptConnection, Event
from wsproto.extensions import PerMessageDeflate

LARGEST_MESSAGE = 65_536  # bytes that a message may come to once it is unpacked
SHORTEST = 200  # bytes; what is shorter hardly shrinks
WINDOW = 15  # bits, the largest that deflate has
_TAIL = 4  # bytes at the end of a flushed block that are not sent (RFC 7692, 7.2.1)


def deflate(data: bytes) -> bytes:
    """The payload of a compressed message."""
    packer = zlib.compressobj(wbits=-WINDOW)
    return (packer.compress(data) + packer.flush(zlib.Z_SYNC_FLUSH))[:-_TAIL]


def size_on_wire(text: str) -> int:
    """How many bytes a push of this text takes where the browser takes compressed messages."""
    data = text.encode()
    return len(data) if len(data) < SHORTEST else len(deflate(data))


class Deflate(PerMessageDeflate):
    """The extension as we agree to it: no memory on either side, and a few bytes never swell to megabytes."""

    _decompressor: Any

    def __init__(self) -> None:
        super().__init__(client_no_context_takeover=True, server_no_context_takeover=True)

    def accept(self, offer: str) -> bool | str | None:
        """The answer to one offer; None for a second one, and for one that asks for a smaller window than that of our pushes."""
        if self.enabled():
            return None
        answer = super().accept(offer)
        if self.server_max_window_bits != WINDOW:
            self._enabled = False
            self.server_max_window_bits = WINDOW
            return None
        return answer

    def frame_inbound_header(self, *of_a_frame: Any) -> Any:
        """Begin a frame; wsproto makes what unpacks it here."""
        answer = super().frame_inbound_header(*of_a_frame)
        if self._decompressor is not None and not isinstance(self._decompressor, _Bounded):
            self._decompressor = _Bounded(self._decompressor)
        return answer


class _Bounded:
    """Unpacks one message as far as LARGEST_MESSAGE. Raises zlib.error beyond, for which wsproto closes the connection."""

    def __init__(self, unpacker: Any) -> None:
        self._unpacker, self._left = unpacker, LARGEST_MESSAGE

    def decompress(self, data: bytes) -> bytes:
        """What `data` adds to the message."""
        more: bytes = self._unpacker.decompress(data, self._left + 1)
        self._left -= len(more)
        if self._left < 0:
            raise zlib.error("The message is too large.")
        return more

    def flush(self) -> bytes:
        """What is left: nothing that was not counted."""
        rest: bytes = self._unpacker.flush()
        return rest


class Connection(WSConnection):
    """A WebSocket's state, which agrees to our kind of compression whatever simple-websocket proposes."""

    def send(self, event: Event) -> bytes:
        """The bytes of an event."""
        if isinstance(event, AcceptConnection):
            self.deflate = Deflate()
            event = AcceptConnection(event.subprotocol, [self.deflate], event.extra_headers)
        return super().send(event)

    @property
    def is_deflating(self) -> bool:
        """Whether the browser takes compressed messages."""
        return self.deflate.enabled()
