"""The other processes: what one pushes, all send; what one orders, all do. Valkey keeps nothing, so anything may be lost."""

import json
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

from socketio import RedisManager

log = logging.getLogger(__name__)
ORDER = "peerhub order"
RETRY = 0.5  # seconds


class ValkeyQueue(RedisManager):  # type: ignore[misc]  # python-socketio ships no types
    """python-socketio's queue on Valkey (JSON, never pickle), which also carries our orders about a person's sockets."""

    def __init__(self, url: str, returned: Callable[[], None], **orders: Callable[..., object]) -> None:
        """`returned()` is called when Valkey can be heard again after it could not."""
        super().__init__(url, channel="peerhub", redis_options={"socket_connect_timeout": 2, "socket_keepalive": True})
        self._returned = returned
        self._orders = orders

    def tell(self, order: str, *values: Any) -> None:
        """Have every other process carry out an order, by its name."""
        self._publish({"method": ORDER, "order": order, "values": values, "host_id": self.host_id})

    def _redis_listen_with_retries(self) -> Iterator[dict[str, Any]]:
        """What python-socketio does, but it tries again each half second, instead of up to a minute later, and says so once."""
        is_lost = False
        while True:
            try:
                self._redis_connect()
                self.pubsub.subscribe(self.channel)
                if is_lost:
                    log.warning("Valkey can be reached again.")
                    self._returned()
                is_lost = False
                yield from self.pubsub.listen()
            except Exception as problem:
                if not is_lost:
                    log.warning("Valkey cannot be reached (%s); tried again until it can.", problem)
                is_lost = True
                time.sleep(RETRY)

    def _listen(self) -> Iterator[dict[str, Any]]:
        for text in super()._listen():
            message = _read(text)
            if message.get("method") != ORDER:
                yield message
            elif message.get("host_id") != self.host_id:
                self._carry_out(message)

    def _carry_out(self, message: dict[str, Any]) -> None:
        try:
            self._orders[message["order"]](*message["values"])
        except Exception:
            log.exception("An order from another process could not be carried out.")


def _read(text: bytes | str) -> dict[str, Any]:
    try:
        message = json.loads(text)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}
