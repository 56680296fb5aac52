"""The bad line carries what it should, and breaks what is on it."""

import socket
from collections.abc import Iterator

import pytest

from tests.support.proxy import BadLine, bad_line


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server that the test itself speaks for."""
    with socket.create_server(("127.0.0.1", 0)) as made:
        made.settimeout(5)
        yield made


@pytest.fixture
def line(listener: socket.socket) -> Iterator[BadLine]:
    """The line to it."""
    with bad_line(listener.getsockname()[1]) as made:
        yield made


def test_it_carries_both_ways_until_it_is_cut(listener: socket.socket, line: BadLine) -> None:
    with socket.create_connection(("127.0.0.1", line.port), timeout=5) as client:
        server, _address = listener.accept()
        with server:
            client.sendall(b"asked")
            assert server.recv(10) == b"asked"
            server.sendall(b"answered")
            assert client.recv(10) == b"answered"
            line.cut()
            assert is_broken(client)
            assert is_broken(server)
    assert line.cuts == 1


def test_nothing_gets_through_until_it_is_mended(listener: socket.socket, line: BadLine) -> None:
    line.cut()
    assert is_refused(line.port)
    listener.accept()[0].close()  # the line had got that far
    assert line.refused == 1
    line.mend()
    with socket.create_connection(("127.0.0.1", line.port), timeout=5) as client:
        server, _address = listener.accept()
        with server:
            client.sendall(b"again")
            assert server.recv(10) == b"again"


def is_refused(port: int) -> bool:
    """Whether a new connection ends at once: while it is made, when the break is quicker than the maker, or just after."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
            return is_broken(client)
    except ConnectionError:
        return True


def is_broken(end: socket.socket) -> bool:
    """Whether the connection has ended, in whatever way."""
    end.settimeout(5)
    try:
        return end.recv(1) == b""
    except ConnectionError:
        return True
