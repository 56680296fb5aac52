"""Sockets within the process of the test, for the handlers that stand behind them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from peerhub.base.live import channels
from peerhub.people.models import Person

Connect = Callable[[Person], Any]  # flask_socketio.SocketIOTestClient, whose types leave most of it out


@pytest.fixture
def connect(app: Flask, browse: Any) -> Iterator[Connect]:
    """`connect(person)`: a socket of that person within this process."""
    server = channels.server()
    before = server._send_packet, server._send_eio_packet
    opened: list[Any] = []

    def open_socket(person: Person) -> Any:
        opened.append(channels.socketio.test_client(app, flask_test_client=browse(person)))
        return opened[-1]

    yield open_socket
    for each in opened:
        if each.is_connected():
            each.disconnect()
        server.environ.pop(each.eio_sid, None)
    server._send_packet, server._send_eio_packet = before
    app.extensions.pop("peerhub.heart", None)
