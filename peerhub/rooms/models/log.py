"""The log from which every page can catch up, and what each person has read and sent."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from peerhub.base.database.model import Model


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
    """How far a person has read a thread: `thread.last_number - number` is unread. It grows by itself and shrinks only on request."""

    __tablename__ = "read_marks"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), primary_key=True)
    number: Mapped[int]


class RoomRead(Model):
    """How much of a room counts as read by a person: `room.messages - number - before` is unread. No row counts nothing.

    `number` is the sum of their marks, `before` that of the threads without one which ended before their time (`rules.unread`).
    What had no activity since `caught_up_at`, when nothing was unread, has nothing new.
    """

    __tablename__ = "room_reads"

    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    number: Mapped[int]
    before: Mapped[int]
    caught_up_at: Mapped[datetime | None]


class PostKey(Model):
    """The key under which a person sent something, so that sending it again gives the first outcome."""

    __tablename__ = "post_keys"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    seq: Mapped[int]
    created_at: Mapped[datetime]
