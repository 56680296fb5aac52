"""A mail server that takes emails for the site, by LMTP (RFC 2033) or SMTP (RFC 5321), from the mail server in front of it.

What is refused is refused in the dialogue, so that the sender's own server tells them. Each email is kept before it is acknowledged. One
recipient at a time: the answer to an email is then the answer for its recipient, in both protocols.
"""

import asyncio
import contextlib
import logging
import re
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

log = logging.getLogger(__name__)
IDLE = 120.0  # seconds
MOST_CONNECTIONS = 50
LONGEST_LINE = 65_536  # bytes: a thousand are allowed (RFC 5322, 2.1.1), and not everybody keeps to it
MOST_NOTED = 50  # headers of servers on the way
MOST_COMMANDS = 1000  # of one kind, in one connection
SOFTWARE = "PeerHub"
_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^<>\r\n]{1,900}>)", re.IGNORECASE | re.MULTILINE)
_DELIVERED_TO = re.compile(
    rb"^(?:delivered-to|x-original-to|envelope-to):[ \t]*([^\r\n]{1,1000})", re.IGNORECASE | re.MULTILINE
)
PROTOCOLS: dict[str, type[SMTP]] = {"lmtp": LMTP, "smtp": SMTP}


class Refusal(Exception):
    """An email is not taken; the text says why. `code` is the answer's (RFC 5321, 4.2): 5xx for good, 4xx for now."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"{code} {code // 100}.7.1 {text}")
        self.answer = str(self)


@dataclass(frozen=True)
class Taking:
    """What is done with emails. `check(recipient, sender)` and `keep(recipient, sender, content, message_id)` raise Refusal; both may
    wait for the database. `largest`: bytes of an email."""

    check: Callable[[str, str], None]
    keep: Callable[[str, str, bytes, str], None]
    largest: int


class Handler:
    """The hooks of aiosmtpd."""

    def __init__(self, taking: Taking) -> None:
        self._taking = taking

    async def handle_RCPT(  # noqa: N802  (the library's name and shape)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take or refuse a recipient."""
        if envelope.rcpt_tos:
            return "452 4.5.3 One recipient at a time"
        try:
            await asyncio.to_thread(self._taking.check, address, _sender(envelope))
        except Refusal as refusal:
            return refusal.answer
        except Exception:
            log.exception("A recipient could not be looked up.")
            return "451 4.3.0 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep an email."""
        content = bytes(envelope.original_content or b"")
        arguments = envelope.rcpt_tos[0], _sender(envelope), content, message_id_of(content)
        try:
            await asyncio.to_thread(self._taking.keep, *arguments)
        except Refusal as refusal:
            return refusal.answer
        except Exception:
            log.exception("An email could not be kept.")
            return "451 4.3.0 Try again later"
        return "250 2.0.0 Kept"


def _sender(envelope: Envelope) -> str:
    """The sender, "" where nobody is to be told should it not arrive; aiosmtpd gives that as it is written, `<>`."""
    return "" if envelope.mail_from in {None, "<>"} else str(envelope.mail_from)


def message_id_of(content: bytes) -> str:
    """The Message-ID in the header of an email, "" without one."""
    found = _MESSAGE_ID.search(head_of(content))
    return found[1].decode("ascii", errors="replace") if found else ""


def delivered_to(content: bytes) -> list[str]:
    """The addresses to which mail servers say that they have delivered an email, in small letters."""
    lines = [found[1].decode(errors="replace") for found in _DELIVERED_TO.finditer(head_of(content))][:MOST_NOTED]
    return [each.strip(" \t<>").lower() for line in lines for each in line.split(",")]


def head_of(content: bytes) -> bytes:
    """The header of an email, its first 256 KB at most."""
    return content[: 256 * 1024].partition(b"\r\n\r\n")[0].partition(b"\n\n")[0]


class UnfinishedLine:
    """How many bytes have come of a line whose end (RFC 5321, 2.3.8) has not; `size` counts them."""

    def __init__(self) -> None:
        self.size = 0
        self._is_ending = False

    def take(self, data: bytes) -> None:
        """Count what has come; an end may come in two pieces."""
        end = data.rfind(b"\r\n")
        if end >= 0:
            self.size = len(data) - end - 2
        elif self._is_ending and data.startswith(b"\n"):
            self.size = len(data) - 1
        else:
            self.size += len(data)
        self._is_ending = data.endswith(b"\r")


def _bounded(kind: type[SMTP], largest: int, connections: set[Any]) -> type[SMTP]:
    """The protocol with a bound on connections, and on a line without an end, which aiosmtpd would keep. Of an email that is too large it
    passes over the rest, and then says so: whoever were cut off would send it again for days."""

    class Bounded(kind):  # type: ignore[misc, valid-type]
        line_length_limit = LONGEST_LINE

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._line = UnfinishedLine()
            connections.add(self)
            if len(connections) > MOST_CONNECTIONS:
                transport.write(b"421 4.3.2 Too many connections\r\n")
                transport.close()

        def connection_lost(self, error: Exception | None) -> None:
            connections.discard(self)
            super().connection_lost(error)

        def data_received(self, data: bytes) -> None:
            self._line.take(data)
            if self._line.size > largest:
                self.transport.abort()
                return
            super().data_received(data)

    return Bounded


class Stop:
    """Ends a server from another thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._event: asyncio.Event | None = None

    def set(self) -> None:
        """End it, where it has begun."""
        if self._loop and self._event:
            self._loop.call_soon_threadsafe(self._event.set)

    def bind(self) -> asyncio.Event:
        """The event that the server of this loop waits for."""
        self._loop, self._event = asyncio.get_running_loop(), asyncio.Event()
        return self._event


def serve(
    taking: Taking, host: str, port: int, protocol: str, ready: Callable[[int], None], stop: Stop | None = None
) -> None:
    """Take emails until SIGINT or SIGTERM, or `stop`; `ready` is called with the port. Raises OSError where it cannot be had."""
    asyncio.run(_serve(taking, (host, port), protocol, ready, stop or Stop()))


async def _serve(
    taking: Taking, place: tuple[str, int], protocol: str, ready: Callable[[int], None], stop: Stop
) -> None:
    logging.getLogger("mail.log").setLevel(
        logging.ERROR
    )  # it writes what strangers send as it comes, and whole addresses
    loop, ended, connections = asyncio.get_running_loop(), stop.bind(), set[Any]()
    kind = _bounded(PROTOCOLS[protocol], taking.largest, connections)
    options: dict[str, Any] = {"data_size_limit": taking.largest, "enable_SMTPUTF8": True, "ident": SOFTWARE}
    options |= {"timeout": IDLE, "command_call_limit": MOST_COMMANDS, "loop": loop}
    server = await loop.create_server(lambda: kind(Handler(taking), **options), *place)
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):  # not in the main thread, as in tests
            loop.add_signal_handler(number, ended.set)
    ready(server.sockets[0].getsockname()[1])
    async with server:
        await ended.wait()
        for connection in list(connections):
            connection.transport.abort()
