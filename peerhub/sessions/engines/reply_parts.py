"""The task of a worker that reads what somebody's calendar answers, and how its answer comes back, as JSON."""

import base64
from datetime import date, datetime
from typing import Any

from peerhub.sessions.engines.calendar_lines import Unreadable
from peerhub.sessions.engines.calendar_moments import Moment
from peerhub.sessions.engines.replies import Attending, CalendarReply, read

TASK = f"{__name__}:read_first"
_MOMENTS = ("stamp", "about", "starts_at", "ends_at")
_PLAIN = ("method", "uid", "sequence", "comment")


def read_first(parts: list[list[str]]) -> dict[str, Any] | None:
    """The first answer in some calendar parts, each its bytes (base64) and its charset; None where there is none."""
    for content, charset in parts:
        try:
            return written(read(base64.b64decode(content), charset))
        except Unreadable:
            continue
    return None


def written(reply: CalendarReply) -> dict[str, Any]:
    """An answer as JSON."""
    on = reply.occurrence
    return {
        **{name: getattr(reply, name) for name in _PLAIN},
        **{name: _iso(getattr(reply, name)) for name in _MOMENTS},
        "attendees": [[each.email, each.partstat] for each in reply.attendees],
        "occurrence": [on.day.isoformat(), _iso(on.at)] if on else None,
    }


def reply_of(found: dict[str, Any] | None) -> CalendarReply | None:
    """The answer that was written so."""
    if found is None:
        return None
    on = found["occurrence"]
    fields: dict[str, Any] = {name: found[name] for name in _PLAIN}
    fields |= {name: _moment(found[name]) for name in _MOMENTS}
    return CalendarReply(
        **fields,
        attendees=tuple(Attending(email, partstat) for email, partstat in found["attendees"]),
        occurrence=Moment(date.fromisoformat(on[0]), _moment(on[1])) if on else None,
    )


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
