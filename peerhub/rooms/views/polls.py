"""Polls as the templates need them."""

from datetime import datetime
from typing import NamedTuple

from peerhub.base import clock
from peerhub.rooms.queries.polls import PollState


class OptionView(NamedTuple):
    """An answer of a poll; `votes` is None while the reader is not to see any."""

    id: int
    text: str
    votes: int | None
    mine: bool


class PollView(NamedTuple):
    """A poll as one reader sees it: results after they chose, or once it is closed."""

    id: int
    question: str
    several: bool
    closes_at: datetime | None
    closed_at: datetime | None
    voters: int
    voted: bool
    options: tuple[OptionView, ...]
    may_vote: bool
    may_close: bool


def poll_view(poll: PollState, *, may_vote: bool, may_close: bool) -> PollView:
    """A poll as its reader sees it."""
    is_open = poll.is_open(clock.now())
    show_votes = poll.voted or not is_open
    options = (
        OptionView(option.id, option.text, option.votes if show_votes else None, option.mine) for option in poll.options
    )
    closed_at = None if is_open else poll.closed_at or poll.closes_at
    return PollView(
        poll.id,
        poll.question,
        poll.several,
        poll.closes_at,
        closed_at,
        poll.voters,
        poll.voted,
        tuple(options),
        may_vote=may_vote and is_open,
        may_close=may_close and is_open,
    )
