"""The way of a packet to one connection: straight onto the wire while nothing stands before it."""

from collections.abc import Sequence
from typing import Any, Protocol

from gevent.queue import Empty, JoinableQueue

MOST_WAITING = 5000  # packets to a reader that does not read


class Wire(Protocol):
    """What a packet is written to."""

    @property
    def owes(self) -> bool:
        """Whether a packet was begun that did not fit in."""

    def offer(self, text: str) -> bool:
        """Send a packet without waiting; False when that cannot be now."""

    def offer_batch(self, batch: "Batch") -> bool:
        """The same for several packets."""


class Batch(Protocol):
    """Packets that go to many readers, with their frames made once."""

    @property
    def packets(self) -> Sequence[Any]:
        """The packets."""

    @property
    def plain(self) -> bytes:
        """Their frames."""

    @property
    def deflated(self) -> bytes:
        """Their frames, compressed."""


class FlushRemainder:
    """Stands in the lane for the end of a packet that did not fit in at once."""

    def encode(self) -> str:
        """Nothing of its own."""
        return ""


class DirectSendQueue(JoinableQueue):  # type: ignore[misc]  # ships no types
    """Engine.IO's queue of packets for one connection, with a short way.

    Engine.IO wakes a writer of each connection for each packet, which costs more than the writing where one push goes to hundreds of
    readers. While the writer rests and nothing waits, `put` sends the packet itself, as far as it fits in; all else is the
    writer's, in order. For greenlets: nothing comes between looking and sending.

    What waits is bounded: who says that they are there, and does not read, is cut off, and their page catches up when it comes back.
    """

    def __init__(self) -> None:
        super().__init__()
        self._wire: Wire | None = None
        self._connection: Any = None
        self._is_resting = self._was_used = self._is_over = False

    def open(self, wire: Wire, connection: Any) -> None:
        """Name the WebSocket to write to as soon as Engine.IO's `connection` has moved over to it."""
        self._wire, self._connection = wire, connection

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        """Send a packet (None: the end), or leave it to the writer."""
        wire = self._free_wire()
        if wire is None or item is None or not wire.offer(item.encode()):
            self._leave(item)
        else:
            self._sent(wire)

    def put_batch(self, batch: Batch) -> None:
        """Send several packets in one write, or leave them to the writer."""
        wire = self._free_wire()
        if wire is not None and wire.offer_batch(batch):
            self._sent(wire)
            return
        for packet in batch.packets:
            self._leave(packet)

    def _leave(self, item: Any) -> None:
        """Leave a packet to the writer; where too many wait already, nothing but the end."""
        if self._is_over and item is not None:
            return
        if self.qsize() >= MOST_WAITING:
            self._is_over = True
            while self.qsize():
                super().get(block=False)
                self.task_done()
            item = None
        super().put(item)

    def _free_wire(self) -> Wire | None:
        """The WebSocket, while the writer rests and nothing waits."""
        return (
            self._wire
            if self._is_resting and self._connection and self._connection.upgraded and not self.qsize()
            else None
        )

    def _sent(self, wire: Wire) -> None:
        self._was_used = True
        if wire.owes:
            super().put(FlushRemainder())

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """The next packet for the writer. Raises Empty when nothing at all was sent for so long."""
        if not block:
            return super().get(block=False)
        self._is_resting = True
        try:
            return self._wait(timeout)
        finally:
            self._is_resting = False

    def _wait(self, timeout: float | None) -> Any:
        while True:
            self._was_used = False
            try:
                return super().get(timeout=timeout)
            except Empty:
                if not self._was_used:
                    raise
