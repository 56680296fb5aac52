"""What one process tells all of them: take a person out of a channel, or close their sockets."""

import logging
from typing import Any

import socketio

CONTROL = "peerhub:control"
log = logging.getLogger(__name__)


class OneProcess(socketio.Manager):  # type: ignore[misc]  # the library ships no types
    """Channels of a site that runs in one process."""

    def control(self, order: dict[str, Any]) -> None:
        """Carry out an order here: there is nowhere else."""
        obey(self, order)


class ManyProcesses(socketio.RedisManager):  # type: ignore[misc]
    """Channels of a site that runs in several processes, joined by Valkey or Redis; orders travel like events."""

    def control(self, order: dict[str, Any]) -> None:
        """Carry out an order on every process, here too."""
        self.emit(CONTROL, order)

    def _handle_emit(self, message: dict[str, Any]) -> None:
        if message.get("event") == CONTROL:
            obey(self, message["data"][0])
        else:
            super()._handle_emit(message)


def obey(manager: socketio.Manager, order: dict[str, Any]) -> None:
    """Carry out an order for the sockets of this process."""
    sockets = [sid for sid, _engine in list(manager.get_participants("/", order["person"]))]
    for sid in sockets:
        if order["channel"]:
            socketio.Manager.leave_room(manager, sid, "/", order["channel"])
        else:
            manager.server.disconnect(sid, ignore_queue=True)
