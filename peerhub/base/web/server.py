"""The HTTP server of `peerhub serve`: gevent's, with the deadlines that it leaves open, and a log that nobody outside can fill.

Who sends half a request and waits, or a body one byte at a time ("Slowloris", CWE-400), would hold a connection without end.
"""

import re
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from email.errors import MissingHeaderBodySeparatorDefect
from typing import Any

import gevent
from gevent.pywsgi import WSGIHandler
from werkzeug.exceptions import RequestTimeout

from peerhub.base.pauses import PAUSE

HEAD = 20.0  # seconds for the request line and the headers
IDLE = 75.0  # seconds between two requests of one connection
GRACE = 20.0  # seconds before a body must keep up with RATE
RATE = 4096  # bytes a second: a twelfth of a line of 400 kbit/s
PIECE = 4096  # bytes read at a time
BUFFER = 1024  # bytes of a head, read at once: each connection keeps so many, and thousands may be open
MOST_UNREAD = 64 * 1024  # bytes of a refused body that are read so that the connection can go on
TURN_EVERY = 8  # requests of a connection; between the others a pause of 0 does, which costs nothing
LINGER = 2.0  # seconds in which a client may go on sending what was refused: ended earlier, it would not see the answer
MOST_LINGERING = 8 * 1024 * 1024  # bytes thrown away meanwhile
TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_NUMBER, _CHUNKED = re.compile(r"[0-9]+[ \t]*"), re.compile(r"chunked[ \t]*", re.IGNORECASE)
NOT_HTTP = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Handler(WSGIHandler):  # type: ignore[misc]  # gevent ships no types
    """One connection."""

    _served = 0
    wsgi_input: Any
    headers: Any

    def __init__(self, connection: Any, address: Any, server: Any) -> None:
        super().__init__(connection, address, server, rfile=connection.makefile("rb", BUFFER))

    def handle(self) -> None:
        """Serve the connection. Gevent would write a traceback for each one that ends while it is answered."""
        with suppress(OSError):
            # Head and body leave in two writes: the kernel would hold the second back until the client has confirmed the first,
            # which it does after 40 milliseconds (RFC 896, RFC 1122 4.2.3.2).
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            super().handle()

    def handle_one_request(self) -> Any:
        """Serve the next request. What gevent refuses, as an address without end, is answered here, so that the client sees it."""
        outcome = self._serve_in_time()
        if isinstance(outcome, tuple):
            self.socket.sendall(outcome[1])
            self._linger()
            return None
        return outcome

    def _serve_in_time(self) -> Any:
        """Serve the next request, unless its head does not come in time."""
        if self._served:
            # Requests sent in one go are here already: without a turn for others, those would wait for all of them.
            gevent.sleep(0 if self._served % TURN_EVERY else PAUSE)
        self.requestline = ""
        self._deadline = gevent.Timeout.start_new(IDLE if self._served else HEAD)
        self._served += 1
        try:
            return super().handle_one_request()
        except gevent.Timeout as timeout:
            if timeout is not self._deadline:
                raise
            return ("408", TOO_SLOW) if self.requestline else None
        finally:
            self._deadline.close()

    def read_request(self, raw_requestline: str) -> Any:
        """Read the headers, for which the time begins anew with the request line."""
        self._deadline.close()
        self._deadline = gevent.Timeout.start_new(HEAD)
        self.requestline = raw_requestline
        return super().read_request(raw_requestline)

    def MessageClass(self, *lines: Any) -> Any:  # noqa: N802  (gevent's name)
        """The headers. Raises ValueError for those that leave open where the body ends: a proxy in front may see it elsewhere, and
        what one of us takes for a body the other takes for a request ("request smuggling", CWE-444; RFC 9112, 6.3)."""
        headers = super().MessageClass(*lines)
        lengths, codings = (headers.get_all(name, []) for name in ("content-length", "transfer-encoding"))
        clear = all(_NUMBER.fullmatch(length) for length in lengths) and all(
            _CHUNKED.fullmatch(coding) for coding in codings
        )
        torn = any(isinstance(defect, MissingHeaderBodySeparatorDefect) for defect in headers.defects)
        if len(lengths) + len(codings) > 1 or not clear or torn:
            raise ValueError
        if codings:
            headers.replace_header("transfer-encoding", "chunked")  # gevent would overlook one with a blank behind it
        return headers

    def get_environ(self) -> dict[str, Any]:
        """The head is there: the body has its own deadline."""
        self._deadline.close()
        environ: dict[str, Any] = super().get_environ()
        if environ["wsgi.input"] is self.wsgi_input:
            self.wsgi_input = environ["wsgi.input"] = Body(self.wsgi_input, self)
        else:
            self.close_connection = True  # an upgrade: what follows is no request, also when it was refused
            self.headers = type(self.headers)()  # they are in the environ, and a page may stay open for a day
        return environ

    def handle_one_response(self) -> None:
        """Answer the request, and let the client see the answer."""
        super().handle_one_response()
        if self.close_connection and isinstance(self.wsgi_input, Body) and not self.wsgi_input.is_slow:
            self._linger()

    def _linger(self) -> None:
        """End our side and throw away what still comes: closed over unread bytes, TCP resets and the answer is lost (RFC 9112, 9.6)."""
        thrown = 0
        with suppress(OSError), gevent.Timeout(LINGER, False):
            self.socket.shutdown(socket.SHUT_WR)
            while thrown < MOST_LINGERING and (piece := self.socket.recv(MOST_UNREAD)):
                thrown += len(piece)

    def _handle_client_error(self, _problem: Exception) -> tuple[str, bytes]:
        """Answer what is no request. Gevent would write all of it into the log."""
        return "400", NOT_HTTP


class Body:
    """The body of a request, read in pieces that must keep up with RATE."""

    def __init__(self, source: Any, handler: Handler) -> None:
        self._source, self._handler = source, handler
        self._began, self._read = time.monotonic(), 0
        self.is_slow = False

    def read(self, size: int | None = None) -> bytes:
        """Up to `size` bytes, all without it. Raises RequestTimeout when they come too slowly."""
        pieces: list[bytes] = []
        left = size if size is not None and size >= 0 else None
        while left is None or left > 0:
            piece = self._in_time(self._source.read, PIECE if left is None else min(PIECE, left))
            if not piece:
                break
            pieces.append(piece)
            left = None if left is None else left - len(piece)
        return b"".join(pieces)

    def readline(self, size: int | None = None) -> bytes:
        """A line, or its first `size` bytes. Raises RequestTimeout when it comes too slowly."""
        return self._in_time(self._source.readline, size)

    def readlines(self, _hint: int | None = None) -> list[bytes]:
        """All lines."""
        return list(self)

    def __iter__(self) -> "Body":
        return self

    def __next__(self) -> bytes:
        if line := self.readline():
            return line
        raise StopIteration

    def _in_time(self, read: Callable[[int | None], bytes], size: int | None) -> bytes:
        allowed = GRACE + (self._read + PIECE) / RATE - (time.monotonic() - self._began)
        try:
            with gevent.Timeout(max(allowed, 0.001)):
                piece = read(size)
        except gevent.Timeout:
            self.is_slow = self._handler.close_connection = True
            raise RequestTimeout from None
        self._read += len(piece)
        return piece

    def _discard(self) -> None:
        """Called by gevent after the answer: read a little of what the site did not read, else end the connection."""
        if self._source._chunked_input_error:  # nobody knows where the next request begins
            self._handler.close_connection = True
        if self._handler.close_connection:
            return
        self._source.send_100_continue_enabled = False
        try:
            unread = len(self.read(MOST_UNREAD))
        except (RequestTimeout, OSError):
            self._handler.close_connection = True
            return
        if unread == MOST_UNREAD:
            self._handler.close_connection = True
