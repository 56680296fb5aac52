"""Reads of polls: what was chosen, never by whom or by which country."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, case, func, select

from peerhub.base.database.engine import Db
from peerhub.base.database.prepared import prepared
from peerhub.base.errors import NotFound
from peerhub.people.models import Person
from peerhub.rooms import access
from peerhub.rooms.models.messages import Message, Poll, PollOption, PollVote
from peerhub.rooms.models.parameters import MESSAGES, PERSON


class OptionState(NamedTuple):
    """An answer, how many chose it, and whether the viewer did."""

    id: int
    text: str
    votes: int
    mine: bool


@dataclass(frozen=True)
class PollState:
    """A poll as it stands for one viewer; `voters` counts people."""

    id: int
    question: str
    several: bool
    closes_at: datetime | None
    closed_at: datetime | None
    voters: int
    options: tuple[OptionState, ...]

    @property
    def voted(self) -> bool:
        """Whether the viewer has chosen."""
        return any(option.mine for option in self.options)

    def is_open(self, now: datetime) -> bool:
        """Whether one can still choose."""
        return self.closed_at is None and (self.closes_at is None or self.closes_at > now)


def polls_of(db: Db, viewer: Person | None, message_ids: Sequence[int]) -> dict[int, PollState]:
    """The polls under those messages, by message: one query, however many there are. Without a viewer no answer is “mine”."""
    polls: dict[int, PollState] = {}
    rows = db.execute(_polls(), {"messages": message_ids, "person": viewer.id if viewer else None})
    for message_id, poll_id, question, several, closes_at, closed_at, voters, option_id, text, votes, voted in rows:
        before = polls[message_id].options if message_id in polls else ()
        options = (*before, OptionState(option_id, text, votes, bool(voted)))
        polls[message_id] = PollState(poll_id, question, several, closes_at, closed_at, voters, options)
    return polls


@prepared
def _polls() -> Select[*tuple[Any, ...]]:
    people = select(func.count(PollVote.person_id.distinct())).join(PollOption, PollOption.id == PollVote.option_id)
    voters = people.where(PollOption.poll_id == Poll.id).correlate(Poll).scalar_subquery()
    own = func.max(case((PollVote.person_id == PERSON, 1), else_=0))
    columns = (Poll.message_id, Poll.id, Poll.question, Poll.several, Poll.closes_at, Poll.closed_at)
    query = select(*columns, voters, PollOption.id, PollOption.text, func.count(PollVote.person_id), own)
    query = query.join(PollOption, PollOption.poll_id == Poll.id).outerjoin(
        PollVote, PollVote.option_id == PollOption.id
    )
    query = query.where(Poll.message_id.in_(MESSAGES))
    return query.group_by(*columns, PollOption.id, PollOption.text, PollOption.position).order_by(
        Poll.id, PollOption.position
    )


def poll_of(db: Db, viewer: Person, message_id: int) -> tuple[Message, PollState | None]:
    """A message and its poll, if the viewer may read it. Raises NotFound."""
    message = access.message_for(db, viewer, message_id)
    if message.removed_at is not None:
        raise NotFound
    return message, polls_of(db, viewer, [message.id]).get(message.id)
