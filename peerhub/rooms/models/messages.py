"""Messages, and what belongs to them: versions, reactions, mentions, polls."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerhub.base.database.model import Model
from peerhub.people.models import Person
from peerhub.rooms.models.threads import Thread


class Message(Model):
    """What somebody wrote: the source, and its HTML rendered once by `renderer`. A removed message leaves its number.

    `language_set` says that a person, not the machine, named the language.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("thread_id", "number"),
        Index("ix_messages_author", "author_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    number: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    body: Mapped[str]
    html: Mapped[str]
    renderer: Mapped[int]
    language: Mapped[str]
    language_set: Mapped[bool] = mapped_column(default=False)
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


class Mention(Model):
    """Whom a message mentions: a person, the team of a country, or the room's facilitators (neither of the two)."""

    __tablename__ = "mentions"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    country_code: Mapped[str | None] = mapped_column(ForeignKey("countries.code"))


class Poll(Model):
    """A question with answers to choose from, under a message."""

    __tablename__ = "polls"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), unique=True)
    question: Mapped[str]
    several: Mapped[bool] = mapped_column(default=False)
    closes_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class PollOption(Model):
    """One answer that can be chosen."""

    __tablename__ = "poll_options"
    __table_args__ = (UniqueConstraint("poll_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    position: Mapped[int]
    text: Mapped[str]


class PollVote(Model):
    """That a person chose an answer."""

    __tablename__ = "poll_votes"

    option_id: Mapped[int] = mapped_column(ForeignKey("poll_options.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
