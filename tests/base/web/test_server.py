"""The HTTP server ends connections whose requests do not come in time, and keeps those that do."""

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from gevent.pywsgi import WSGIServer
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from peerhub.base.web import server as server_web

Start = Callable[..., Any]


BUSY: list[int] = []  # requests to /busy that were answered


def echo(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """Answers with the length of what was sent; /ignore reads nothing of it, /delay tells whether the kernel may wait, /busy works
    for two milliseconds, /count tells how often it did."""
    request = Request(environ)
    if request.path == "/busy":
        until = time.perf_counter() + 0.002
        while time.perf_counter() < until:
            pass
        BUSY.append(1)
    if request.path == "/count":
        return Response(str(len(BUSY)))(environ, start_response)
    if request.path == "/delay":
        line: socket.socket = environ["wsgi.input"]._handler.socket
        waits = not line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        return Response(str(int(waits)))(environ, start_response)
    try:
        text = "ignored" if request.path == "/ignore" else str(len(request.get_data()))
    except HTTPException as problem:
        return problem.get_response(environ)(environ, start_response)
    return Response(text)(environ, start_response)


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server with deadlines that a test can wait for, in a thread of its own."""
    for name, value in {"HEAD": 0.5, "IDLE": 0.8, "GRACE": 0.5, "RATE": 20_000}.items():
        monkeypatch.setattr(server_web, name, value)
    started, found, servers = threading.Event(), [], []

    def run() -> None:
        server = WSGIServer(("127.0.0.1", 0), echo, log=None, error_log=None, handler_class=server_web.Handler)
        server.start()
        found.append(server.server_port)
        servers.append(server)
        started.set()
        server._stop_event.wait()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert started.wait(5)
    yield found[0]
    loop = servers[0].loop
    loop.run_callback_threadsafe(servers[0].stop)
    thread.join(5)


@pytest.fixture
def talk(port: int) -> Iterator[Callable[..., socket.socket]]:
    """`talk(b"…")`: a connection on which that was said."""
    lines: list[socket.socket] = []

    def open_line(said: bytes = b"") -> socket.socket:
        line = socket.create_connection(("127.0.0.1", port), timeout=10)
        lines.append(line)
        line.sendall(said)
        return line

    yield open_line
    for line in lines:
        line.close()


def heard(line: socket.socket) -> bytes:
    """All that comes until the other end closes."""
    found = b""
    try:
        while piece := line.recv(65536):
            found += piece
    except ConnectionResetError:
        pass
    return found


def answered(line: socket.socket) -> bytes:
    """The body, of one byte, of the next answer; head and body may come apart."""
    found = b""
    while not found[:-1].endswith(b"\r\n\r\n"):
        piece = line.recv(1000)
        assert piece, found
        found += piece
    return found[-1:]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (b"", b""),
        (b"GET / HT", b""),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX-Half", b"HTTP/1.1 408"),
        (b"\x81\x05hello\r\n\r\n", b"HTTP/1.1 400"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50000\r\n\r\nhalf", b"HTTP/1.1 408"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nha", b"HTTP/1.1 408"),
    ],
    ids=["nothing", "half a line", "half a head", "something else", "half a body", "half a chunk"],
)
def test_slow_requests(talk: Callable[..., socket.socket], said: bytes, answer: bytes) -> None:
    got = heard(talk(said))
    assert got[: len(answer)] == answer
    assert bool(got) == bool(answer)


def test_slow_requests_that_drip(talk: Callable[..., socket.socket]) -> None:
    """A byte now and then is not enough: the deadline is for the whole head, and a rate for the body."""
    for start in (b"GET / HTTP/1.1\r\nX: ", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n"):
        line = talk(start)
        line.settimeout(0.05)
        said = next((number for number in range(400) if not drip(line)), 400)
        assert said < 200  # it ended long before all was said


def drip(line: socket.socket) -> bool:
    """Say one byte and listen for a moment; False once the other end has answered or closed."""
    try:
        line.sendall(b"x")
        return line.recv(1) not in {b"", b"H"}
    except TimeoutError:
        return True
    except OSError:
        return False


def test_a_weak_line_is_quick_enough(talk: Callable[..., socket.socket]) -> None:
    """Five times the rate that is asked for, with a pause as long as the grace allows."""
    line = talk(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 40000\r\nConnection: close\r\n\r\n")
    for _piece in range(8):
        line.sendall(b"x" * 5000)
        threading.Event().wait(0.05)
    assert heard(line).endswith(b"40000")


def test_many_requests_at_once_let_others_in_between(talk: Callable[..., socket.socket]) -> None:
    BUSY.clear()
    many = talk(
        b"GET /busy HTTP/1.1\r\nHost: x\r\n\r\n" * 400 + b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    )
    other = heard(talk(b"GET /count HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
    assert int(other.rpartition(b"\r\n")[2]) < 200
    assert heard(many).count(b"HTTP/1.1 200") == 401


def test_a_connection_serves_one_request_after_the_other(talk: Callable[..., socket.socket]) -> None:
    line = talk(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answered(line) == b"0"
    line.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
    assert answered(line) == b"3"
    assert heard(line) == b""  # ended quietly when nothing more was asked


def test_the_kernel_holds_no_answer_back(talk: Callable[..., socket.socket]) -> None:
    assert answered(talk(b"GET /delay HTTP/1.1\r\nHost: x\r\n\r\n")) == b"0"


def test_a_large_body_that_nobody_reads_ends_the_connection(talk: Callable[..., socket.socket]) -> None:
    line = talk(b"POST /ignore HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n" + b"x" * 70_000)
    assert b"ignored" in heard(line)


def test_a_refusal_is_heard_by_who_is_still_sending(talk: Callable[..., socket.socket]) -> None:
    """Closed over unread bytes, TCP would reset the connection and the client never see why."""
    line = talk(b"POST /ignore HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n")
    line.sendall(b"x" * 4_000_000)
    assert b"ignored" in heard(line)


@pytest.mark.parametrize(
    ("said", "status"),
    [(b"GET /" + b"x" * 4_000_000, b"414"), (b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"x" * 4_000_000, b"400")],
    ids=["address", "header"],
)
def test_what_has_no_end_is_refused_aloud(talk: Callable[..., socket.socket], said: bytes, status: bytes) -> None:
    line = talk()
    line.sendall(said)
    line.shutdown(socket.SHUT_WR)
    assert heard(line).startswith(b"HTTP/1.1 " + status)


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 0\r\nContent-Length: 31",
        b"Content-Length: 31\r\nTransfer-Encoding: chunked",
        b"Content-Length: +0",
        b"Content-Length: 0_0",
        b"Transfer-Encoding: identity, chunked",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        b"Transfer-Encoding : chunked",
    ],
)
def test_a_head_that_leaves_the_end_open_ends_the_connection(talk: Callable[..., socket.socket], head: bytes) -> None:
    """What follows is never taken for a request: a proxy may have taken it for a part of this one."""
    got = heard(talk(b"POST / HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"))
    assert got.startswith(b"HTTP/1.1 400")
    assert got.count(b"HTTP/1.1") == 1


@pytest.mark.parametrize("chunks", [b"z", b"-1\r\n", b"3\r\nabcX"])
@pytest.mark.parametrize("path", [b"/", b"/ignore"])
def test_a_torn_chunk_ends_the_connection(talk: Callable[..., socket.socket], chunks: bytes, path: bytes) -> None:
    start = b"POST " + path + b" HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    got = heard(talk(start + chunks + b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
    assert got.count(b"HTTP/1.1") == 1


def test_heads_that_browsers_and_proxies_send(talk: Callable[..., socket.socket]) -> None:
    line = talk(
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\nContent-Type: multipart/form-data; boundary=B\r\n\r\n"
        b"3\r\nabc\r\n0\r\n\r\n"
    )
    assert answered(line) == b"3"
    line.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2 \r\n\r\nab")
    assert answered(line) == b"2"
