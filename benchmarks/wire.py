"""HTTP and Socket.IO over WebSocket by hand, on asyncio: cheap enough that one core can be hundreds of browsers."""

import asyncio
import base64
import os
import re
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
BROWSER_OFFER = "permessage-deflate; client_max_window_bits"
FLUSHED = b"\x00\x00\xff\xff"


@dataclass(frozen=True)
class Visitor:
    """How one person's browser comes in: its cookie, its form token, and the address a proxy in front would name."""

    cookie: str = ""
    token: str = ""
    address: str = "127.0.0.1"

    def headers(self) -> str:
        """The lines it sends with every request."""
        lines = {"Cookie": self.cookie, "X-CSRFToken": self.token, "X-Forwarded-For": self.address}
        return "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)


@dataclass
class Answer:
    """What came back."""

    status: int
    body: bytes
    headers: str


@dataclass
class Line:
    """One kept-alive HTTP connection."""

    port: int
    reader: asyncio.StreamReader = field(init=False)
    writer: asyncio.StreamWriter = field(init=False)
    is_open: bool = False

    async def ask(self, method: str, path: str, visitor: Visitor, *, body: bytes = b"", more: str = "") -> Answer:
        """One request; opens the connection when it is not there."""
        if not self.is_open:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
            self.is_open = True
        length = f"Content-Length: {len(body)}\r\n" if body else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{visitor.headers()}{length}{more}\r\n"
        self.writer.write(head.encode() + body)
        return await self._answer()

    async def _answer(self) -> Answer:
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = re.search(r"(?im)^content-length: (\d+)", head)
        body = await self.reader.readexactly(int(length[1])) if length else await self._chunks(head)
        if re.search(r"(?im)^connection: close", head):
            self.close()
        return Answer(int(head.split(" ", 2)[1]), body, head)

    async def _chunks(self, head: str) -> bytes:
        if "chunked" not in head.lower():
            return b""
        parts = []
        while size := int(await self.reader.readline(), 16):
            parts.append(await self.reader.readexactly(size))
            await self.reader.readline()
        await self.reader.readline()
        return b"".join(parts)

    def close(self) -> None:
        """Hang up."""
        if self.is_open:
            self.writer.close()
            self.is_open = False


@dataclass
class Viewer(asyncio.Protocol):
    """A browser tab that looks at a room: Engine.IO 4, Socket.IO 5, permessage-deflate as browsers offer it.

    `heard(text, moment)` is called with every event. `ready` is done when the room is open, or holds why not.
    """

    port: int
    visitor: Visitor
    origin: str
    room: int
    heard: Callable[[str, float], None]
    received: int = 0

    def __post_init__(self) -> None:
        self.ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.buffer = bytearray()
        self.upgraded = False
        self.inflate: zlib._Decompress | None = None
        self.fresh_each_time = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for a WebSocket."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        self.transport.write(
            (
                f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
                f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
                f"Sec-WebSocket-Extensions: {BROWSER_OFFER}\r\nOrigin: {self.origin}\r\n{self.visitor.headers()}\r\n"
            ).encode()
        )

    def connection_lost(self, exc: Exception | None) -> None:
        """Say so to who still waits."""
        self._fail(f"the connection closed ({exc})")

    def data_received(self, data: bytes) -> None:
        """Take apart what came."""
        self.received += len(data)
        self.buffer += data
        if not self.upgraded and not self._handshake():
            return
        moment = time.monotonic()
        while (text := self._frame()) is not None:
            if text:
                self._packet(text, moment)

    def hang_up(self) -> None:
        """Leave."""
        self.transport.close()

    def _fail(self, why: str) -> None:
        if not self.ready.done():
            self.ready.set_exception(ConnectionError(why))

    def _handshake(self) -> bool:
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = self.buffer[:end].decode("latin-1").lower()
        if " 101 " not in head.split("\r\n")[0]:
            self._fail(self.buffer.decode("latin-1")[:300])
            self.transport.close()
            return False
        if "permessage-deflate" in head:
            self.inflate = zlib.decompressobj(-15)
            self.fresh_each_time = "server_no_context_takeover" in head
        del self.buffer[: end + 4]
        self.upgraded = True
        return True

    def _frame(self) -> str | None:
        """The text of the next frame, "" for other kinds, None when there is none yet. Servers send whole, unmasked frames."""
        if len(self.buffer) < 2:
            return None
        size, start = self.buffer[1] & 127, 2
        if size == 126:
            size, start = int.from_bytes(self.buffer[2:4]), 4
        elif size == 127:
            size, start = int.from_bytes(self.buffer[2:10]), 10
        if len(self.buffer) < start + size:
            return None
        first, data = self.buffer[0], bytes(self.buffer[start : start + size])
        del self.buffer[: start + size]
        return self._text(first, data)

    def _text(self, first: int, data: bytes) -> str:
        opcode = first & 15
        if opcode == PING:
            self._send(PONG, data)
        if opcode == CLOSE:
            self.transport.close()
        if opcode != TEXT:
            return ""
        if first & 0x40 and self.inflate:
            data = self.inflate.decompress(data + FLUSHED)
            if self.fresh_each_time:
                self.inflate = zlib.decompressobj(-15)
        return data.decode()

    def _packet(self, text: str, moment: float) -> None:
        if text.startswith("42"):
            self.heard(text, moment)
        elif text == "2":
            self._say("3")
        elif text.startswith("0"):
            self._say("40")
        elif text.startswith("40"):
            self._say(f'420["room:open",{{"room":{self.room}}}]')
        elif text.startswith("43") and not self.ready.done():
            self.ready.set_result(text)
        elif text.startswith(("41", "44", "1")):
            self._fail(text)

    def _say(self, text: str) -> None:
        self._send(TEXT, text.encode())

    def _send(self, opcode: int, data: bytes) -> None:
        """A short masked frame; the mask is zero, since nobody between us caches."""
        self.transport.write(bytes((0x80 | opcode, 0x80 | len(data), 0, 0, 0, 0)) + data)
