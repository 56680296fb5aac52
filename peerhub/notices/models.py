"""Notices to a person."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from peerhub.base.database.model import Model


class Notice(Model):
    """One line of a person's bell: kind and data, rendered in the reader's language by `notices/<kind>.txt`."""

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_unread", "person_id", "read_at"),
        Index("ix_notices_newest", "person_id", "id"),
        Index("ix_notices_path", "path", "read_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str]
    data: Mapped[dict[str, Any]]
    path: Mapped[str]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
