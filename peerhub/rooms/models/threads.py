"""Threads."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerhub.base.database.model import Model
from peerhub.people.models import Person
from peerhub.rooms.models.rooms import Room


class Thread(Model):
    """A topic in a room. `kind`: discussion, question, experience, announcement. `last_number` counts its messages.

    Without a title it is called by the beginning of its first message.
    """

    __tablename__ = "threads"
    # With `last_number` in it, the search for what is unread in a room reads the index alone.
    __table_args__ = (Index("ix_threads_latest", "room_id", "last_message_at", "id", "last_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"))
    kind: Mapped[str]
    title: Mapped[str]
    activity_code: Mapped[str | None] = mapped_column(ForeignKey("roadmap_activities.code"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    last_number: Mapped[int] = mapped_column(default=0)
    last_message_at: Mapped[datetime]
    last_author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    answer_number: Mapped[int | None]
    language: Mapped[str] = mapped_column(default="en")
    locked_at: Mapped[datetime | None]

    room: Mapped[Room] = relationship()
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    last_author: Mapped[Person] = relationship(foreign_keys=[last_author_id])


class ThreadFollower(Model):
    """That a person is notified of replies in a thread: from their first message in it on, or since they chose so. Where they have
    muted it, they are notified of nothing in it.

    Kept beside the messages, so that a post into a long thread does not read all of it to find out who wrote there.
    """

    __tablename__ = "thread_followers"

    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    is_muted: Mapped[bool] = mapped_column(default=False, server_default=false())
