"""Where an email belongs: who handles it, and the numbers of its address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from peerhub.base.database.engine import Db
from peerhub.base.mail.addresses import BOUNCE, TokenAddress, read_address, tag_of
from peerhub.base.settings import Settings
from peerhub.incoming.engines.reading import Read
from peerhub.incoming.models import IncomingMail
from peerhub.incoming.rules import ANY, Handler, Handlers

MOST = 5  # of one email: each keeps its bytes


@dataclass(frozen=True)
class Place:
    """An address, with its handler where there is one. `is_valid`: whether it is not too old."""

    recipient: str
    handler: Handler | None = None
    first: int = 0
    second: int = 0
    is_valid: bool = True

    def is_private(self, db: Db) -> bool:
        """Whether the secretariat may not know what is written there."""
        return self.handler is not None and self.handler.is_private(db, self.first, self.second)


def places_of(settings: Settings, handlers: Handlers, mail: IncomingMail, read: Read | None) -> list[Place]:
    """Where an email belongs, one place at least: that of the address it came to. In a mailbox that says nothing, and the headers tell:
    what mail servers have noted before what the sender wrote. A calendar's answer has a session of its own, whatever the address."""
    groups: list[tuple[str, ...]] = [(mail.recipient,)]
    if read and not tag_of(settings, mail.recipient):
        groups += [read.delivered_to, read.named]
    known = next((found for group in groups if (found := _known(settings, group))), [])
    if known:
        return [_place(handlers, recipient, address, mail.received_at) for recipient, address in known[:MOST]]
    calendars = read is not None and bool(read.letter.calendars)
    return [Place(mail.recipient, handlers.get(ANY) if calendars else None)]


def _known(settings: Settings, recipients: Sequence[str]) -> list[tuple[str, TokenAddress]]:
    """The addresses of ours; those for bounces only where there is no other."""
    known = [(each, found) for each in dict.fromkeys(recipients) if (found := read_address(settings, each))]
    return [each for each in known if each[1].purpose != BOUNCE] or known[:1]


def _place(handlers: Handlers, recipient: str, address: TokenAddress, received_at: datetime) -> Place:
    handler = handlers.get(address.purpose)
    is_valid = handler is not None and (address.is_valid(received_at) or not handler.expires)
    return Place(recipient, handler, address.first, address.second, is_valid)
