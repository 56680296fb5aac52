"""Notices to a person."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from peerhub.base.database.model import Model

IS_TO_EMAIL = text("email_at IS NOT NULL AND read_at IS NULL")


class Notice(Model):
    """One line of a person's bell: kind and data, rendered in the reader's language by `notices/<kind>.txt`.

    `email_at`: when an email is to tell of it, unless it has been read by then; None where none does, or one has.
    """

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_unread", "person_id", "read_at"),
        Index("ix_notices_newest", "person_id", "id"),
        Index("ix_notices_path", "path", "read_at"),
        Index("ix_notices_email", "email_at", sqlite_where=IS_TO_EMAIL, postgresql_where=IS_TO_EMAIL),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str]
    data: Mapped[dict[str, Any]]
    path: Mapped[str]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    email_at: Mapped[datetime | None]


class EmailChoice(Model):
    """How often somebody wants emails about a topic, where that is not the usual."""

    __tablename__ = "email_choices"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    frequency: Mapped[str]


class QuietHours(Model):
    """The hours of their day in which somebody wants no email, from `begins` until `ends`; the same twice: none."""

    __tablename__ = "quiet_hours"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    begins: Mapped[int]
    ends: Mapped[int]
