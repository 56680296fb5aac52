"""Threads, what an experience tells, who follows, what is to be posted later."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerhub.base.database.model import Model
from peerhub.people.models import Person
from peerhub.rooms.models.rooms import Room


class Thread(Model):
    """A topic in a room. `kind`: discussion, question, experience, announcement. `last_number` counts its messages.

    Without a title it is called by the beginning of its first message. A thread merged into another stays as an address that
    leads there (`merged_into_id`).
    """

    __tablename__ = "threads"
    # With `last_number` in it, every page's count of what is unread is read from the index alone.
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
    pinned_at: Mapped[datetime | None]
    slow_seconds: Mapped[int] = mapped_column(default=0)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("threads.id"))

    room: Mapped[Room] = relationship()
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    last_author: Mapped[Person] = relationship(foreign_keys=[last_author_id])


class Experience(Model):
    """What a thread of the kind experience tells of what was done; the roadmap activity stands on the thread."""

    __tablename__ = "experiences"

    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), primary_key=True)
    context: Mapped[str]
    measure: Mapped[str]
    result: Mapped[str]
    year: Mapped[int | None]
    link: Mapped[str] = mapped_column(default="")


class ThreadFollow(Model):
    """What a person said about one thread, over what they said about its room. `follow`: all or none."""

    __tablename__ = "thread_follows"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), primary_key=True, index=True)
    follow: Mapped[str] = mapped_column(String(10))


class ScheduledPost(Model):
    """What a facilitator wrote to be posted later: a new thread, or a message in one. `posted_at` is set by whoever posts it."""

    __tablename__ = "scheduled_posts"
    __table_args__ = (Index("ix_scheduled_posts_due", "posted_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"), index=True)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("threads.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    due_at: Mapped[datetime]
    posted_at: Mapped[datetime | None]
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    problem: Mapped[str] = mapped_column(default="")

    author: Mapped[Person] = relationship()
