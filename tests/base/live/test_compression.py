"""Compressed messages: what is agreed, what the other end reads, and how far a message from outside may swell."""

from secrets import token_hex

import pytest
from wsproto import ConnectionType, WSConnection
from wsproto.connection import Connection as Wire
from wsproto.events import AcceptConnection, CloseConnection, Event, Message, Request, TextMessage
from wsproto.extensions import PerMessageDeflate
from wsproto.frame_protocol import CloseReason

from peerhub.base.live.compression import LARGEST_MESSAGE, Connection, Deflate, size_on_wire
from peerhub.base.live.frames import encode_frame

BROWSER = "permessage-deflate; client_max_window_bits"
LONG = "Our statistics office counts cultural employment twice a year. " * 20


def agreed(offer: str) -> tuple[str, Connection]:
    """What the server answers to a browser's offer, and its state afterwards."""
    server, client = Connection(ConnectionType.SERVER), WSConnection(ConnectionType.CLIENT)
    request = client.send(Request(host="peerhub.example", target="/"))
    headers = request.replace(b"\r\n\r\n", f"\r\nSec-WebSocket-Extensions: {offer}\r\n\r\n".encode())
    server.receive_data(headers)
    assert [type(event) for event in server.events()] == [Request]
    answer = server.send(AcceptConnection(extensions=[PerMessageDeflate()])).decode()
    lines = [line.partition(":")[2].strip() for line in answer.splitlines() if "extensions" in line.lower()]
    return "".join(lines), server


def read(data: bytes, *, deflates: bool) -> list[Event]:
    """What a browser reads."""
    extension = PerMessageDeflate(server_no_context_takeover=True, client_no_context_takeover=True)
    if deflates:
        extension.finalize("permessage-deflate; server_no_context_takeover; client_no_context_takeover")
    client = Wire(ConnectionType.CLIENT, [extension] if deflates else [])
    client.receive_data(data)
    return list(client.events())


def test_neither_side_keeps_what_it_has_seen() -> None:
    answer, server = agreed(BROWSER)
    assert server.is_deflating
    assert "server_no_context_takeover" in answer
    assert "client_no_context_takeover" in answer


@pytest.mark.parametrize(
    ("offer", "is_deflating"),
    [
        ("permessage-deflate", True),
        ("permessage-deflate; server_max_window_bits=15", True),
        ("permessage-deflate; server_max_window_bits=10", False),
        ("permessage-deflate; server_max_window_bits=10, permessage-deflate", True),
        ("permessage-deflate; server_max_window_bits=99", False),
        ("x-webkit-deflate-frame", False),
    ],
)
def test_a_smaller_window_than_ours_is_not_agreed_to(offer: str, *, is_deflating: bool) -> None:
    answer, server = agreed(offer)
    assert server.is_deflating is is_deflating
    assert answer.count("permessage-deflate") == is_deflating


def test_of_two_offers_one_is_taken() -> None:
    answer, _server = agreed("permessage-deflate; client_max_window_bits, permessage-deflate")
    assert answer.count("permessage-deflate") == 1


@pytest.mark.parametrize("deflates", [True, False])
def test_several_messages_in_one_write_are_read_one_by_one(*, deflates: bool) -> None:
    texts = [LONG, "short", f"{LONG}é…文", token_hex(40_000)]
    data = b"".join(encode_frame(text, deflated=deflates) for text in texts)
    read_back, part = list[str](), ""
    for event in read(data, deflates=deflates):
        assert isinstance(event, TextMessage)
        part += event.data
        if event.message_finished:
            read_back.append(part)
            part = ""
    assert read_back == texts


def test_a_message_is_smaller_on_the_wire_and_a_short_one_stays_as_it_is() -> None:
    assert size_on_wire(LONG) < len(LONG) / 5
    assert size_on_wire("short") == len("short")
    assert len(encode_frame(LONG, deflated=True)) < len(encode_frame(LONG)) / 5
    assert encode_frame("short", deflated=True) == encode_frame("short")


def ends() -> tuple[Wire, Wire]:
    """A client that compresses what it sends, and our server."""
    extensions = Deflate(), Deflate()
    for extension in extensions:
        extension.accept(BROWSER)
    return Wire(ConnectionType.CLIENT, [extensions[0]]), Wire(ConnectionType.SERVER, [extensions[1]])


def sent(size: int) -> list[Event]:
    """What the server makes of a compressed message of that size."""
    client, server = ends()
    data = client.send(Message(data="x" * size))
    assert len(data) < 10_000
    server.receive_data(data)
    return list(server.events())


def test_a_few_bytes_do_not_swell_to_megabytes() -> None:
    assert sum(len(event.data) for event in sent(LARGEST_MESSAGE) if isinstance(event, TextMessage)) == LARGEST_MESSAGE
    for size in (LARGEST_MESSAGE + 1, LARGEST_MESSAGE * 100):
        (event,) = sent(size)
        assert isinstance(event, CloseConnection)
        assert event.code == CloseReason.INVALID_FRAME_PAYLOAD_DATA


def test_each_message_from_outside_may_be_as_large_as_the_one_before() -> None:
    client, server = ends()
    for _ in range(3):
        server.receive_data(client.send(Message(data="y" * LARGEST_MESSAGE)))
        events = list(server.events())
        assert sum(len(event.data) for event in events if isinstance(event, TextMessage)) == LARGEST_MESSAGE
