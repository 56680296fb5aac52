"""What happened in rooms. `seq` is the number that the change has in the room's log."""

from dataclasses import dataclass
from datetime import datetime

from peerhub.base.facts import Fact


@dataclass(frozen=True)
class RoomChanged(Fact):
    """The room's log has a new line; open pages of the room hear of it."""

    room_id: int
    seq: int


@dataclass(frozen=True)
class MessagePosted(Fact):
    """Somebody wrote a message; `number` 1 opens the thread."""

    room_id: int
    thread_id: int
    message_id: int
    number: int
    author_id: int


@dataclass(frozen=True)
class ReplySettled(Fact):
    """A reply by email that waited was posted or discarded."""

    reply_id: int


@dataclass(frozen=True)
class ReplyWaits(Fact):
    """A reply by email waits until the person to whose address it came says that it is theirs."""

    reply_id: int


@dataclass(frozen=True)
class PeopleMentioned(Fact):
    """A message mentions somebody: the rows of the new mentions. It comes before `MessagePosted`."""

    room_id: int
    thread_id: int
    message_id: int
    author_id: int
    mention_ids: tuple[int, ...]


@dataclass(frozen=True)
class MessageRemoved(Fact):
    """A message was taken away at that moment."""

    message_id: int
    at: datetime


@dataclass(frozen=True)
class MessageRestored(Fact):
    """A message that was taken away at that moment is there again."""

    message_id: int
    at: datetime


@dataclass(frozen=True)
class Reacted(Fact):
    """A person gave a small answer to a message, or took it back."""

    person_id: int
    thread_id: int
    message_id: int
    kind: str
    given: bool


@dataclass(frozen=True)
class ThreadRead(Fact):
    """A person has read further, in a thread or everywhere."""

    person_id: int


@dataclass(frozen=True)
class PlaceMuted(Fact):
    """A person wants to hear no more of a room, or of one thread in it."""

    person_id: int
    room_id: int
    thread_id: int | None = None


@dataclass(frozen=True)
class MembersRemoved(Fact):
    """People left a room or were taken out of it."""

    room_id: int
    person_ids: tuple[int, ...]


@dataclass(frozen=True)
class FacilitatorAdded(Fact):
    """Somebody facilitates a room from now on."""

    room_id: int
    person_id: int
    actor_id: int
