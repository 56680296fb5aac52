"""Emails that have arrived, and how far a mailbox was read."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, String, false
from sqlalchemy.orm import Mapped, deferred, mapped_column

from peerhub.base.database.model import Model
from peerhub.incoming.rules import WAITING


class IncomingMail(Model):
    """An email as it arrived. `key` makes a second arrival of the same email to the same address harmless.

    `content` are its bytes; they are deleted some time after it was handled. `sender` is the one of the envelope, None where that is not
    known. Of what was read in it `written_by` (the address in From) and `subject` are kept, and what became of it: `state`, `reason` and
    `path`. Of one to a private room (`is_private`) nothing is kept of what was read in it, and where it stands.
    """

    __tablename__ = "incoming_mails"
    __table_args__ = (
        Index("ix_incoming_mails_next", "state", "id"),
        Index("ix_incoming_mails_received", "received_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    recipient: Mapped[str]
    sender: Mapped[str | None]
    size: Mapped[int]
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default=WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    handled_at: Mapped[datetime | None]
    written_by: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    path: Mapped[str] = mapped_column(default="")
    is_private: Mapped[bool] = mapped_column(default=False, server_default=false())


class IncomingCount(Model):
    """How many emails, and how many bytes, came until `ends_at`: in all, to an address, or from a sender to an address, of which `name` is
    made; older rows are deleted."""

    __tablename__ = "incoming_counts"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)
    number: Mapped[int]
    size: Mapped[int] = mapped_column(BigInteger)


class Mailbox(Model):
    """How far a mailbox was read by IMAP: the highest UID, which means something only with its UIDVALIDITY (RFC 3501, 2.3.1.1)."""

    __tablename__ = "mailboxes"

    name: Mapped[str] = mapped_column(primary_key=True)
    validity: Mapped[int] = mapped_column(BigInteger)
    last_uid: Mapped[int] = mapped_column(BigInteger)
