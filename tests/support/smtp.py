"""A real mail server on loopback that keeps what it gets, and can be told to refuse."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.support.valkey import free_port


class KeptMails:
    """The server's handler: `mails` is what arrived, `answer` what the server says to each recipient ("" takes it)."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.answer = ""

    async def handle_RCPT(  # noqa: N802  (the library's name and shape)
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Take or refuse a recipient."""
        if self.answer:
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep a mail."""
        self.mails.append(message_from_bytes(envelope.original_content, policy=policy.default))
        self.recipients.extend(envelope.rcpt_tos)
        return "250 kept"

    def to(self, address: str) -> list[EmailMessage]:
        """The mails to one address, in order."""
        return [mail for mail in self.mails if mail["To"].addresses[0].addr_spec == address]


@contextmanager
def smtp_server(port: int | None = None) -> Iterator[tuple[KeptMails, int]]:
    """A running server and its port; gone when the block ends."""
    kept, chosen = KeptMails(), port or free_port()
    controller = Controller(kept, hostname="127.0.0.1", port=chosen)
    controller.start()
    try:
        yield kept, chosen
    finally:
        controller.stop()
