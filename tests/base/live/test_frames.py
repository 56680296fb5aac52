"""A reader of frames lets the other connections of its process in."""

import threading
import time

import gevent
import gevent.socket
import pytest
import simple_websocket

from peerhub.base.live.frames import Frames

TURNS = 60


def busy(_frames: Frames) -> bool:
    until = time.perf_counter() + 0.002
    while time.perf_counter() < until:
        pass
    return True


def test_who_always_has_more_to_say_lets_others_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simple_websocket.Server, "_handle_events", busy)
    turns, waited = list[int](), list[int]()

    def run() -> None:
        frames = Frames.__new__(Frames)
        frames._pause, frames.input_buffer = gevent.sleep, []
        near, far = gevent.socket.socketpair()

        def talk() -> None:
            for turn in range(TURNS):
                frames._handle_events()
                turns.append(turn)

        def other() -> None:
            near.recv(1)
            waited.append(len(turns))

        listening, talking = gevent.spawn(other), gevent.spawn(talk)
        gevent.spawn(far.sendall, b"x")
        gevent.joinall([listening, talking])
        near.close()
        far.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(10)
    assert len(turns) == TURNS
    assert waited[0] < 10
