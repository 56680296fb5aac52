"""A real mail server on loopback that keeps what it gets, and can be told to refuse."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.support.valkey import free_port


class KeptMails:
    """The server's handler: `mails` is what arrived, `senders` those of the envelopes, `answer` what the server says to each recipient
    ("" takes it), `answers` the same for one address, for the sender and for the content. `connections` counts, `closes_after` mails it
    ends each (0: never)."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.senders: list[str] = []
        self.answer = ""
        self.answers: dict[str, str] = {}
        self.connections = 0
        self.closes_after = 0
        self._on_this_one = 0

    async def handle_EHLO(  # noqa: N802
        self, _server: Any, session: Any, _envelope: Any, name: str, responses: list[str]
    ) -> list[str]:
        """Count the connections."""
        session.host_name = name
        self.connections += 1
        self._on_this_one = 0
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: Any, _session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """Take or refuse the sender."""
        if self.closes_after and self._on_this_one >= self.closes_after:
            server.transport.close()
            return "421 enough"
        if "MAIL" in self.answers:
            return self.answers["MAIL"]
        envelope.mail_from, envelope.mail_options = address, options
        return "250 OK"

    async def handle_RCPT(  # noqa: N802  (the library's name and shape)
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Take or refuse a recipient."""
        if answer := self.answers.get(address, self.answer):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep a mail."""
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self._on_this_one += 1
        self.mails.append(message_from_bytes(envelope.original_content, policy=policy.default))
        self.recipients.extend(envelope.rcpt_tos)
        self.senders.append(envelope.mail_from)
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
