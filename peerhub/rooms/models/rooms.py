"""Rooms and who is in them."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerhub.base.database.model import Model
from peerhub.people.models import Person
from peerhub.reference.models import Theme

MEMBER, FACILITATOR = "member", "facilitator"


class Room(Model):
    """A discussion place. `kind`: theme, session, exchange.

    A private room is seen by its members only, any other by everybody signed in. Emails quote what is written in it only where
    `is_emailed` says so.

    The room of a session or an exchange knows where its page is (`subject_path`), and a session's when it is
    (`subject_at`). `words` holds purpose and ground rules in other languages than English. `last_seq` numbers every change in the room
    without gaps; `epoch` changes when a backup is restored. `messages`, `threads` and `latest_at` are the sums of its threads, kept
    with each message, so that no page has to walk them.
    """

    __tablename__ = "rooms"
    __table_args__ = (Index("ix_rooms_theme", "kind", "theme_code"), Index("ix_rooms_private", "private"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    theme_code: Mapped[str | None] = mapped_column(ForeignKey("themes.code"))
    title: Mapped[str]
    purpose: Mapped[str] = mapped_column(default="")
    ground_rules: Mapped[str] = mapped_column(default="")
    words: Mapped[dict[str, Any]] = mapped_column(default=dict)
    described_by_id: Mapped[int | None]
    described_at: Mapped[datetime | None]
    private: Mapped[bool] = mapped_column(default=False)
    is_emailed: Mapped[bool] = mapped_column(default=False, server_default=false())
    subject_path: Mapped[str] = mapped_column(default="")
    subject_at: Mapped[datetime | None]
    epoch: Mapped[str] = mapped_column(String(32), default=lambda: uuid.uuid4().hex)
    last_seq: Mapped[int] = mapped_column(default=0)
    messages: Mapped[int] = mapped_column(default=0)
    threads: Mapped[int] = mapped_column(default=0)
    latest_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    theme: Mapped[Theme | None] = relationship(lazy="joined")

    @property
    def tells_by_email(self) -> bool:
        """Whether emails may say what is written here."""
        return self.is_emailed or not self.private


class Membership(Model):
    """That a person is in a room, and as what."""

    __tablename__ = "memberships"

    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(default=MEMBER)
    joined_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class RoomFollower(Model):
    """That a person is notified of new threads in a room; where they have muted it, of nothing in it."""

    __tablename__ = "room_followers"

    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    is_muted: Mapped[bool] = mapped_column(default=False)
