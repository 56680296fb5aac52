"""What happened in the outbox."""

from dataclasses import dataclass

from peerhub.base.facts import Fact


@dataclass(frozen=True)
class MailQueued(Fact):
    """The transaction put mails into the outbox; `awaited`: some that somebody sits and waits for. Whoever delivers looks which."""

    awaited: bool


@dataclass(frozen=True)
class MailLeaves(Fact):
    """A mail that says what it has told, and so may say what no longer holds, is about to be sent. Its domain looks at it again, inside,
    and may have `outbox.rewrite` change or drop it."""

    mail_id: int
    kind: str


@dataclass(frozen=True)
class MailNotDelivered(Fact):
    """A mail, which is not private, was refused for good or came back."""

    mail_id: int
    stream: str
