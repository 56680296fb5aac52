"""What happened in the outbox."""

from dataclasses import dataclass

from peerhub.base.facts import Fact


@dataclass(frozen=True)
class MailQueued(Fact):
    """The transaction put mails into the outbox; `awaited`: some that somebody sits and waits for. Whoever delivers looks which."""

    awaited: bool


@dataclass(frozen=True)
class MailNotDelivered(Fact):
    """A mail, which is not private, was refused for good or came back."""

    mail_id: int
    stream: str
