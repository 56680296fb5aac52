"""A bad line: stands between clients and a server on the loopback, delays what it carries, and breaks when told to."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PIECE = 65_536
RESET = struct.pack("ii", 1, 0)  # close at once, so that the other end sees a broken connection and not an orderly end


@dataclass
class BadLine:
    """Carries connections from `port` to `target`, each piece `delay` seconds late. While it is broken nothing gets through.

    `cuts` counts the connections that were broken, `refused` those that found the line broken.
    """

    target: int
    delay: float = 0.0
    cuts: int = 0
    refused: int = 0
    _listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    _open: set[socket.socket] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _whole: bool = True
    _ended: threading.Event = field(default_factory=threading.Event)

    @property
    def port(self) -> int:
        """Where clients connect."""
        number: int = self._listener.getsockname()[1]
        return number

    @property
    def origin(self) -> str:
        """The address of the site through this line."""
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Break every connection, in the middle of whatever it carries, and let no new one through."""
        with self._lock:
            self._whole = False
            broken, self._open = self._open, set()
            self.cuts += len(broken) // 2
        for end in broken:
            _break(end)

    def mend(self) -> None:
        """Let connections through again."""
        with self._lock:
            self._whole = True

    def weather(self, up: float, down: float) -> threading.Thread:
        """Begin to work for `up` seconds, then to be broken for `down` seconds, in turn until the line is closed."""

        def change() -> None:
            while not self._ended.wait(up):
                self.cut()
                self._ended.wait(down)
                self.mend()

        return _begun(change)

    def carry(self) -> None:
        """Take connections until closed."""
        while not self._ended.is_set():
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            self._join(client)

    def _join(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self.target), timeout=5)
        except OSError:
            _break(client)
            return
        server.settimeout(None)
        with self._lock:
            whole = self._whole
            if whole:
                self._open |= {client, server}
        if not whole:
            self.refused += 1
            _break(client)
            _break(server)
            return
        _begun(self._pump, client, server)
        _begun(self._pump, server, client)

    def _pump(self, source: socket.socket, goal: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(PIECE):
                if self.delay:
                    self._ended.wait(self.delay)
                goal.sendall(piece)
        with self._lock:
            self._open -= {source, goal}
        for end in (source, goal):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def close(self) -> None:
        """End it all."""
        self._ended.set()
        self.cut()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


def _break(end: socket.socket) -> None:
    """End a connection without a word. The shutdown wakes the thread that reads from it, the option makes it a reset."""
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        end.shutdown(socket.SHUT_RDWR)
    end.close()


def _begun(work: object, *given: object) -> threading.Thread:
    thread = threading.Thread(target=work, args=given, daemon=True)  # type: ignore[arg-type]
    thread.start()
    return thread


@contextmanager
def bad_line(target: int, delay: float = 0.0) -> Iterator[BadLine]:
    """A line to the server on port `target`; gone when the block ends."""
    line = BadLine(target, delay)
    _begun(line.carry)
    try:
        yield line
    finally:
        line.close()
