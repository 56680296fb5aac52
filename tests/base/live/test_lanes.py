"""The short way of a packet, what stands in its way, and pushes that leave beside the request."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import gevent
import pytest
from engineio.packet import MESSAGE, Packet
from gevent.queue import Empty
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import TextMessage

from peerhub.base.live.direct_send import MOST_WAITING, DirectSendQueue
from peerhub.base.live.frames import encode_frame
from peerhub.base.live.push_queue import Event, Outgoing


class Wire:
    """Takes packets as told, and remembers them."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.takes = True
        self.owes = False

    def offer(self, text: str) -> bool:
        """Take a packet, or refuse it."""
        self.sent += [text] * self.takes
        return self.takes

    def offer_batch(self, batch: Any) -> bool:
        """The same for several."""
        self.sent += [packet.encode() for packet in batch.packets] * self.takes
        return self.takes


@pytest.fixture
def lane() -> DirectSendQueue:
    """A lane of a connection that has moved over to its WebSocket."""
    opened = DirectSendQueue()
    opened.open(Wire(), SimpleNamespace(upgraded=True))
    return opened


def said(text: str) -> Packet:
    """A message."""
    return Packet(MESSAGE, text)


def write(lane: DirectSendQueue, heard: list[str], timeout: float = 5) -> Callable[[], None]:
    """What Engine.IO's writer does, until None comes."""

    def run() -> None:
        while (packet := lane.get(timeout=timeout)) is not None:
            heard.append(packet.encode())

    return run


def test_a_packet_goes_straight_while_the_writer_rests(lane: DirectSendQueue) -> None:
    heard: list[str] = []
    lane.put(said("before the writer"))
    writer = gevent.spawn(write(lane, heard))
    gevent.sleep(0)
    lane.put(said("straight"))
    lane._wire.takes = False  # type: ignore[union-attr]
    lane.put(said("refused"))
    lane._wire.takes = True  # type: ignore[union-attr]
    lane.put(said("after it"))
    lane.put(None)
    writer.join(5)
    assert lane._wire.sent == ["4straight"]  # type: ignore[union-attr]
    assert heard == ["4before the writer", "4refused", "4after it"]


def test_what_did_not_fit_in_is_the_writers(lane: DirectSendQueue) -> None:
    heard: list[str] = []
    writer = gevent.spawn(write(lane, heard))
    gevent.sleep(0)
    lane._wire.owes = True  # type: ignore[union-attr,misc]
    lane.put(said("long"))
    lane.put(said("next"))
    lane.put(None)
    writer.join(5)
    assert lane._wire.sent == ["4long"]  # type: ignore[union-attr]
    assert heard == ["", "4next"]


def test_a_page_that_still_polls_gets_all_from_the_queue() -> None:
    lane, wire, heard = DirectSendQueue(), Wire(), list[str]()
    lane.open(wire, SimpleNamespace(upgraded=False))
    writer = gevent.spawn(write(lane, heard))
    gevent.sleep(0)
    lane.put(said("polled"))
    lane.put(None)
    writer.join(5)
    assert (wire.sent, heard) == ([], ["4polled"])


def test_the_writer_stays_as_long_as_anything_is_sent(lane: DirectSendQueue) -> None:
    writer = gevent.spawn(write(lane, [], timeout=0.05))
    for _ in range(4):
        gevent.sleep(0.04)
        lane.put(said("still here"))
    assert not writer.ready()
    writer.join(5)
    assert isinstance(writer.exception, Empty)


@pytest.mark.parametrize("size", [0, 5, 125, 126, 65_535, 65_536])
def test_a_frame_is_what_the_library_would_send(size: int) -> None:
    text = "x" * size
    server = Connection(ConnectionType.SERVER)
    client = Connection(ConnectionType.CLIENT)
    client.receive_data(encode_frame(text))
    assert "".join(getattr(event, "data", "") for event in client.events()) == text
    assert encode_frame("é…") == server.send(TextMessage(data="é…"))


def test_pushes_leave_in_order_beside_the_caller_and_one_that_fails_stops_none(
    caplog: pytest.LogCaptureFixture,
) -> None:
    sent: list[tuple[str, list[str]]] = []

    def send(channel: str, events: list[Event]) -> None:
        if channel == "room:3":
            raise OSError("the line is down")
        sent.append((channel, [name for name, _payload in events]))

    outgoing = Outgoing(send, gevent.spawn, gevent.sleep, lambda channel: channel != "person:4")
    for channel, name in (
        ("person:4", "zero"),
        ("room:1", "one"),
        ("room:3", "two"),
        ("room:2", "three"),
        ("room:1", "four"),
    ):
        outgoing.add(channel, name, {})
    assert sent == []
    gevent.sleep(0.05)
    outgoing.add("room:1", "five", {})
    gevent.sleep(0.05)
    rooms = [("room:1", ["one", "four"]), ("room:2", ["three"])]
    assert sent == [*rooms, ("person:4", ["zero"]), ("room:1", ["five"])]
    assert "A push failed" in caplog.text


def test_a_channel_that_took_long_rests_and_the_others_do_not_wait_for_it() -> None:
    sent: list[tuple[str, list[str]]] = []

    def send(channel: str, events: list[Event]) -> None:
        sent.append((channel, [name for name, _payload in events]))
        if channel == "room:1":
            gevent.sleep(0.03)

    outgoing = Outgoing(send, gevent.spawn, gevent.sleep, bool)
    outgoing.add("room:1", "one", {})
    gevent.sleep(0.01)
    for channel, name in (("room:1", "two"), ("room:2", "three"), ("room:1", "four")):
        outgoing.add(channel, name, {})
    gevent.sleep(0.3)
    assert sent == [("room:1", ["one"]), ("room:2", ["three"]), ("room:1", ["two", "four"])]
    assert not outgoing._is_running


def test_who_does_not_read_is_cut_off(lane: DirectSendQueue) -> None:
    for number in range(MOST_WAITING):
        lane.put(said(str(number)))
    assert lane.qsize() == MOST_WAITING
    lane.put(said("one too many"))
    lane.put(said("later"))
    assert [lane.get(block=False) for _ in range(lane.qsize())] == [None]
    lane.put(None)  # Engine.IO's own end
    assert lane.get() is None
