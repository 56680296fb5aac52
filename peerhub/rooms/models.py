"""Rooms, who is in them, threads, messages, and the log from which every page can catch up."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerhub.base.database import Model
from peerhub.people.models import Person
from peerhub.reference.models import Theme

MEMBER, FACILITATOR = "member", "facilitator"


class Room(Model):
    """A discussion place. `kind`: theme, session, exchange. A private room is seen by its members only.

    The room of a session or an exchange is told where its page is (`subject_path`), and a session's when it is
    (`subject_at`). `last_seq` numbers every change in the room without gaps; `epoch` changes when a backup is restored.
    """

    __tablename__ = "rooms"
    __table_args__ = (Index("ix_rooms_theme", "kind", "theme_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    theme_code: Mapped[str | None] = mapped_column(ForeignKey("themes.code"))
    title: Mapped[str]
    purpose: Mapped[str] = mapped_column(default="")
    ground_rules: Mapped[str] = mapped_column(default="")
    private: Mapped[bool] = mapped_column(default=False)
    subject_path: Mapped[str] = mapped_column(default="")
    subject_at: Mapped[datetime | None]
    epoch: Mapped[str] = mapped_column(String(32), default=lambda: uuid.uuid4().hex)
    last_seq: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]

    theme: Mapped[Theme | None] = relationship(lazy="joined")


class Membership(Model):
    """That a person is in a room, and as what."""

    __tablename__ = "memberships"

    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(default=MEMBER)
    joined_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class Thread(Model):
    """A topic in a room. `kind`: discussion, question, experience, announcement. `last_number` counts its messages."""

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
    locked_at: Mapped[datetime | None]

    room: Mapped[Room] = relationship()
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    last_author: Mapped[Person] = relationship(foreign_keys=[last_author_id])


class Message(Model):
    """What somebody wrote: the source, and its HTML rendered once by `renderer`. A removed message leaves its number."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("thread_id", "number"), Index("ix_messages_authors", "thread_id", "author_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    number: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    body: Mapped[str]
    html: Mapped[str]
    renderer: Mapped[int]
    language: Mapped[str]
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    thread: Mapped[Thread] = relationship()
    author: Mapped[Person] = relationship(foreign_keys=[author_id])


class MessageVersion(Model):
    """What a message said before an edit."""

    __tablename__ = "message_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), index=True)
    body: Mapped[str]
    written_at: Mapped[datetime]
    replaced_at: Mapped[datetime]


class Reaction(Model):
    """One of four small answers of a person to a message: useful, thanks, same_question, agree."""

    __tablename__ = "message_reactions"

    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)


class RoomEvent(Model):
    """One change in a room, in commit order: (room, seq) has no gaps."""

    __tablename__ = "room_events"

    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    thread_id: Mapped[int | None]
    message_id: Mapped[int | None]
    actor_id: Mapped[int | None]
    at: Mapped[datetime]


class ReadMark(Model):
    """How far a person has read a thread; only grows. Unread is `thread.last_number - number`."""

    __tablename__ = "read_marks"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), primary_key=True)
    number: Mapped[int]


class PostKey(Model):
    """The key under which a person sent something, so that sending it again gives the first outcome."""

    __tablename__ = "post_keys"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    seq: Mapped[int]
    created_at: Mapped[datetime]
