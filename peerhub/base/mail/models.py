"""One mail to one receiver, from being written to being delivered."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from peerhub.base.database.model import Model

WAITING, SENDING, SENT, DROPPED, EXPIRED, FAILED = "waiting", "sending", "sent", "dropped", "expired", "failed"
BOUNCED = "bounced"  # it was sent and came back
ERASED = frozenset({SENT, BOUNCED, DROPPED, EXPIRED})  # of these neither links nor quoted texts are kept
AWAITED, PROMPT, USUAL = 0, 1, 2


class OutgoingMail(Model):
    """A row of the outbox. `data` and `kind` choose template and words; nothing is stored as text but the calendar part.

    The lower its `priority`, the earlier it leaves: `AWAITED` is what somebody sits and waits for, `PROMPT` what is of use today, `USUAL`
    all else. Nothing has to be kept from starving: people cause few of the first, and what is prompt ends with the sessions it is about.

    Of a row that was sent, dropped or came too late neither the links and quoted texts in its data stay nor its calendar part, which
    holds a link.

    Why a try failed: `failure` is one of the kinds of `refusals`, `last_error` what the server said. `unsure`: a try ended so that
    nobody knows whether the mail arrived. Otherwise a mail in another state than SENDING and SENT has not arrived.

    A `private` row is deleted as soon as it has left, or will never leave: that somebody got it is nobody's business.
    """

    __tablename__ = "outgoing_mails"
    __table_args__ = (
        Index("ix_outgoing_mails_next", "state", "priority", "id", "not_before"),
        Index("ix_outgoing_mails_order", "stream", "id"),
        Index("ix_outgoing_mails_expiry", "state", "expires_at"),
        Index("ix_outgoing_mails_sent", "state", "sent_at"),
        Index("ix_outgoing_mails_recipient", "recipient", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    stream: Mapped[str]
    kind: Mapped[str]
    data: Mapped[dict[str, Any]]
    recipient: Mapped[str]
    recipient_name: Mapped[str]
    language: Mapped[str]
    zone: Mapped[str]
    message_id: Mapped[str] = mapped_column(unique=True)
    calendar_method: Mapped[str | None]
    calendar_body: Mapped[str | None]
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    private: Mapped[bool] = mapped_column(default=False, server_default=false())
    priority: Mapped[int] = mapped_column(default=USUAL, server_default=text("2"))
    state: Mapped[str] = mapped_column(default=WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    last_error: Mapped[str | None]
    failure: Mapped[str | None]
    unsure: Mapped[bool] = mapped_column(default=False, server_default=false())
    sent_at: Mapped[datetime | None]


class MailPace(Model):
    """How many mails have left for a domain of receivers since `began_at`, in the last minute; older rows are deleted."""

    __tablename__ = "mail_paces"

    domain: Mapped[str] = mapped_column(primary_key=True)
    began_at: Mapped[datetime] = mapped_column(index=True)
    taken: Mapped[int]


class MailTrouble(Model):
    """An address (in small letters) at which mails do not arrive: how many in a row, when and why the last one, and since when it is
    marked as one that does not work."""

    __tablename__ = "mail_troubles"

    address: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
    failure: Mapped[str]
    reason: Mapped[str]
    marked_at: Mapped[datetime | None]
