"""Replies by email that wait for whoever they are to come from."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerhub.base.database.model import Model
from peerhub.people.models import Person
from peerhub.rooms.models.threads import Thread

WAITS, POSTED, DISCARDED = "waits", "posted", "discarded"


class MailedReply(Model):
    """A reply by email that was not posted at once: its sender was not surely the person. `reason`: why (`rules.UNKNOWN_SENDER` …).
    `key` is that of the email, so that it waits once in a thread."""

    __tablename__ = "mailed_replies"
    __table_args__ = (
        UniqueConstraint("person_id", "thread_id", "key"),
        Index("ix_mailed_replies_state", "person_id", "state"),
        Index("ix_mailed_replies_old", "received_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    key: Mapped[str] = mapped_column(String(64))
    body: Mapped[str]
    sender: Mapped[str]
    reason: Mapped[str]
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default=WAITS)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))

    person: Mapped[Person] = relationship()
    thread: Mapped[Thread] = relationship()
