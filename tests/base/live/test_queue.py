"""The queue between processes is found again soon after it was away."""

import threading

import pytest

from peerhub.base.live.valkey import ValkeyQueue
from tests.support.valkey import free_port, valkey

pytestmark = pytest.mark.valkey
TRIES = 5  # of which the pauses, had they doubled from a second, would have come to half a minute


class Counting(ValkeyQueue):
    """Says when it has tried often enough."""

    tries = 0
    tried = threading.Event()

    def _redis_connect(self) -> None:
        self.tries += 1
        if self.tries == TRIES:
            self.tried.set()
        super()._redis_connect()


def test_pushes_after_queue_returns() -> None:
    port, returned, heard = free_port(), threading.Event(), threading.Event()
    queue = Counting(f"valkey://127.0.0.1:{port}/0", returned.set)

    def listen() -> None:
        for _message in queue._listen():
            heard.set()
            return

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    assert queue.tried.wait(20)
    assert not returned.is_set()
    with valkey(port):
        assert returned.wait(2)
        ValkeyQueue(f"valkey://127.0.0.1:{port}/0", returned.set)._publish({"method": "emit", "host_id": "other"})
        assert heard.wait(2)
        listener.join(5)
        queue.redis.close()
