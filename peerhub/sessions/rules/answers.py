"""States of a session, places in it, and the answers of those invited; both come as the texts that rows hold."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, Literal

State = Literal["draft", "scheduled", "ended", "cancelled"]
Response = Literal["needs_action", "accepted", "tentative", "declined", "waiting"]
Partstat = Literal["NEEDS-ACTION", "ACCEPTED", "TENTATIVE", "DECLINED"]

MOVES: Final[Mapping[str, frozenset[State]]] = {
    "draft": frozenset({"scheduled", "cancelled"}),
    "scheduled": frozenset({"ended", "cancelled"}),
    "ended": frozenset(),
    "cancelled": frozenset(),
}
PARTSTATS: Final[Mapping[str, Partstat]] = {
    "needs_action": "NEEDS-ACTION",
    "accepted": "ACCEPTED",
    "tentative": "TENTATIVE",
    "declined": "DECLINED",
    "waiting": "TENTATIVE",
}


def may_move(state: str, to: str) -> bool:
    """Whether a session may go from one state to another: once ended or cancelled, it stays so."""
    return to in MOVES[state]


def has_ended(starts_at: datetime, minutes: int, now: datetime) -> bool:
    """Whether the meeting's time is over."""
    return now >= starts_at + timedelta(minutes=minutes)


def places_left(capacity: int | None, accepted: int) -> int | None:
    """Free places, never below 0; None where there is no limit."""
    return None if capacity is None else max(0, capacity - accepted)


def place_left(capacity: int | None, accepted: int) -> bool:
    """Whether one more person can have a place."""
    return places_left(capacity, accepted) != 0


def may_respond(state: str, starts_at: datetime, minutes: int, now: datetime) -> bool:
    """Whether invited people may still answer: until the end, so that late arrivals can say that they come."""
    return state == "scheduled" and not has_ended(starts_at, minutes, now)


def seated(wanted: str, had: str, capacity: int | None, accepted: int) -> str:
    """The answer that is kept: who accepts a full session waits, who has a place keeps it.

    `accepted` counts the places taken, that of this person included where they have one.
    """
    if wanted == "accepted" and had != "accepted" and not place_left(capacity, accepted):
        return "waiting"
    return wanted


def partstat(response: str) -> Partstat:
    """The answer in a calendar's word; a place on the waiting list shows as tentative."""
    return PARTSTATS[response]
