"""The other processes: what one pushes, all send; what one orders, all do. Valkey keeps nothing, so anything may be lost."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

from socketio import RedisManager

log = logging.getLogger(__name__)
ORDER = "peerhub order"


class Queue(RedisManager):  # type: ignore[misc]  # python-socketio ships no types
    """python-socketio's queue on Valkey (JSON, never pickle), which also carries our orders about a person's sockets."""

    def __init__(self, url: str, **orders: Callable[..., None]) -> None:
        super().__init__(url, channel="peerhub", redis_options={"socket_connect_timeout": 2, "socket_keepalive": True})
        self._orders = orders

    def tell(self, order: str, *values: Any) -> None:
        """Have every other process carry out an order, by its name."""
        self._publish({"method": ORDER, "order": order, "values": values, "host_id": self.host_id})

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
