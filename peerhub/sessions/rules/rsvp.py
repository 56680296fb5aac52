"""Until when those invited may answer, and the answers in a calendar's words."""

from datetime import datetime, timedelta
from typing import Literal

Partstat = Literal["NEEDS-ACTION", "ACCEPTED", "TENTATIVE", "DECLINED"]


def has_ended(starts_at: datetime, minutes: int, now: datetime) -> bool:
    """Whether the meeting's time is over."""
    return now >= starts_at + timedelta(minutes=minutes)


def may_respond(state: str, starts_at: datetime, minutes: int, now: datetime) -> bool:
    """Whether invited people may still answer: until the end, so that late arrivals can say that they come."""
    return state == "scheduled" and not has_ended(starts_at, minutes, now)
