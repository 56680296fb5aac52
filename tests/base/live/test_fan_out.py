"""Pushes to everybody in a channel: one write for each reader, and their own queue for who cannot take it."""

from types import SimpleNamespace
from typing import Any

import gevent
import pytest
from gevent.queue import JoinableQueue

from peerhub.base.live import fan_out
from peerhub.base.live.direct_send import DirectSendQueue
from peerhub.base.live.fan_out import Batch, deliver

EVENTS = [("room:event", {"seq": 1}), ("room:event", {"seq": 2})]
TEXTS = ['42["room:event",{"seq":1}]', '42["room:event",{"seq":2}]']


class Wire:
    """A WebSocket that takes what it is given."""

    def __init__(self, *, takes: bool = True) -> None:
        self.takes, self.owes = takes, False
        self.writes: list[Any] = []

    def offer(self, text: str) -> bool:
        """Take a packet."""
        self.writes += [text] * self.takes
        return self.takes

    def offer_batch(self, batch: Any) -> bool:
        """Take several."""
        self.writes += [batch] * self.takes
        return self.takes


class Server:
    """As much of the server as is asked."""

    async_mode = "gevent"

    def __init__(self, queues: list[Any], *, closed: int | None = None) -> None:
        sockets = {
            str(place): SimpleNamespace(queue=queue, closed=place == closed) for place, queue in enumerate(queues)
        }
        self.eio = SimpleNamespace(sockets=sockets)
        self.manager = self
        self.pauses = 0

    def get_participants(self, _namespace: str, _channel: str) -> list[tuple[str, str]]:
        """Everybody, and one whose connection is gone."""
        return [*((f"sid{name}", name) for name in self.eio.sockets), ("gone", "gone")]

    def sleep(self, _seconds: float) -> None:
        """Let others have their turn."""
        self.pauses += 1


def resting(wire: Wire) -> DirectSendQueue:
    """The queue of a connection whose writer has nothing to do."""
    queue = DirectSendQueue()
    queue.open(wire, SimpleNamespace(upgraded=True))
    gevent.spawn(queue.get, timeout=5)
    gevent.sleep(0)
    return queue


def waiting(queue: Any) -> list[str]:
    """What the writer has still to send."""
    return [queue.get(block=False).encode() for _ in range(queue.qsize())]


def test_what_waits_leaves_in_one_write_made_once_for_all() -> None:
    wires = [Wire(), Wire()]
    deliver(Server([resting(wire) for wire in wires]), "room:1", EVENTS)
    (first,), (second,) = (wire.writes for wire in wires)
    assert first is second
    assert [packet.encode() for packet in first.packets] == TEXTS


def test_who_cannot_take_it_now_gets_each_packet_from_the_queue() -> None:
    busy, polling = resting(wire := Wire(takes=False)), JoinableQueue()
    deliver(Server([busy, polling]), "room:1", EVENTS)
    assert wire.writes == []
    assert waiting(polling) == TEXTS
    assert busy.qsize() + 1 == len(TEXTS) or waiting(busy) == TEXTS


def test_a_closed_connection_gets_nothing_and_stops_nobody() -> None:
    wires = [Wire(), Wire()]
    deliver(Server([resting(wire) for wire in wires], closed=0), "room:1", EVENTS)
    assert [len(wire.writes) for wire in wires] == [0, 1]


def test_others_get_their_turn_between_many_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fan_out, "AT_ONCE", 2)
    server = Server([resting(Wire()) for _ in range(5)])
    deliver(server, "room:1", EVENTS)
    assert server.pauses == 3  # after two, four and, with the one that is gone, six


def test_the_frames_of_a_batch_are_those_of_its_packets() -> None:
    batch = Batch(EVENTS)
    assert batch.plain == batch.deflated  # too short to be worth it
    long = Batch([("room:event", {"html": "twice a year " * 100}), *EVENTS])
    assert len(long.deflated) < len(long.plain) / 5
