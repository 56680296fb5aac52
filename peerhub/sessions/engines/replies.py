"""What somebody's calendar answers to an invitation: the bytes of a calendar part in, an answer out (RFC 5546, 3.2.3 and 3.2.7).

No program writes all that the standard asks for: Exchange leaves the ORGANIZER out, others the SEQUENCE, and addresses come with
`MAILTO:` in capitals, in quotes or encoded. Only UID, METHOD and an attendee are needed.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast, get_args
from urllib.parse import unquote

from peerhub.base.text.plain import many_lines, without_controls
from peerhub.sessions.engines.calendar_lines import Part, Property, Unreadable, read_calendar
from peerhub.sessions.engines.calendar_moments import Moment, duration, moment

ReplyMethod = Literal["REPLY", "COUNTER", "REFRESH", "DECLINECOUNTER"]
ReplyPartstat = Literal["NEEDS-ACTION", "ACCEPTED", "TENTATIVE", "DECLINED", "DELEGATED"]
_ESCAPED = re.compile(r"\\([\\;,nN])")
LONGEST_UID, LONGEST_ADDRESS, LONGEST_COMMENT, LARGEST_SEQUENCE = 250, 254, 2_000, 2**31 - 1


@dataclass(frozen=True, slots=True)
class Attending:
    """One attendee of an answer: the address in small letters, and whether they come."""

    email: str
    partstat: ReplyPartstat


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarReply:
    """What a calendar answered. `sequence` and `stamp` (in UTC) are None where it does not say; `occurrence` is the start of the one
    occurrence that it is about; `about` is the start that was answered; `starts_at` and `ends_at` are those of a proposed new time."""

    method: ReplyMethod
    uid: str
    attendees: tuple[Attending, ...] = ()
    sequence: int | None = None
    stamp: datetime | None = None
    occurrence: Moment | None = None
    about: datetime | None = None
    comment: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None


def read(part: bytes, charset: str = "") -> CalendarReply:
    """The answer in a calendar part; `charset` is that of its header, if any. Raises Unreadable, which says why, for whatever is none."""
    calendar = read_calendar(part, charset)
    method = calendar.value("METHOD").upper()
    if method not in get_args(ReplyMethod):
        raise Unreadable(f"Its METHOD is {_quoted(method)}, which answers nothing.")
    event = _event(calendar)
    uid = without_controls(_text(event.value("UID")))
    if not uid or len(uid) > LONGEST_UID:
        raise Unreadable("Its event has no UID, or one that is too long.")
    zones = calendar.within("VTIMEZONE")
    attendees = _attendees(event)
    if method in {"REPLY", "COUNTER"} and not attendees:
        raise Unreadable("It names nobody who answers.")
    stamp, starts = moment(event.first("DTSTAMP"), zones), moment(event.first("DTSTART"), zones)
    starts_at = starts.at if starts and method == "COUNTER" else None
    return CalendarReply(
        method=cast("ReplyMethod", method),
        uid=uid,
        attendees=attendees,
        sequence=_number(event.value("SEQUENCE")),
        stamp=stamp.at if stamp else None,
        occurrence=moment(event.first("RECURRENCE-ID"), zones),
        about=starts.at if starts and method != "COUNTER" else None,
        comment=_comment(event),
        starts_at=starts_at,
        ends_at=_end(event, zones, starts_at),
    )


def _event(calendar: Part) -> Part:
    """The event that it is about; of several the one that is not a single occurrence."""
    events = calendar.within("VEVENT")
    if not events:
        raise Unreadable("There is no event in it.")
    return next((event for event in events if event.first("RECURRENCE-ID") is None), events[0])


def _attendees(event: Part) -> tuple[Attending, ...]:
    answers: dict[str, ReplyPartstat] = {}
    for each in event.properties.get("ATTENDEE", []):
        partstat = str(each.params.get("PARTSTAT", "NEEDS-ACTION")).strip().upper()
        if (email := address(each)) and partstat in get_args(ReplyPartstat):
            answers.setdefault(email, cast("ReplyPartstat", partstat))
    return tuple(Attending(email, partstat) for email, partstat in answers.items())


def address(found: Property) -> str:
    """The email address of a calendar user, in small letters; of the parameter EMAIL where the value is no email address."""
    for text in (found.value, str(found.params.get("EMAIL", ""))):
        plain = text.strip().strip("\"'<>").strip()
        if plain[:7].lower() == "mailto:":
            plain = unquote(plain[7:].partition("?")[0])
        plain = without_controls(plain).strip(" \"'<>").casefold()
        local, at, host = plain.rpartition("@")
        if local and at and host and len(plain) <= LONGEST_ADDRESS and not any(sign.isspace() for sign in plain):
            return plain
    return ""


def _number(text: str) -> int | None:
    whole = text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST_SEQUENCE))
    return min(int(text), LARGEST_SEQUENCE) if whole else None


def _comment(event: Part) -> str:
    texts = (_text(each.value) for each in event.properties.get("COMMENT", []))
    return many_lines("\n".join(text for text in texts if text))[:LONGEST_COMMENT]


def _text(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _end(event: Part, zones: list[Part], starts_at: datetime | None) -> datetime | None:
    """The end of a proposed time, where it comes after its beginning."""
    if starts_at is None:
        return None
    ends = moment(event.first("DTEND"), zones)
    length = duration(event.value("DURATION"))
    ends_at = ends.at if ends else starts_at + length if length else None
    return ends_at if ends_at and timedelta(0) < ends_at - starts_at else None


def _quoted(text: str) -> str:
    return f"“{without_controls(text)[:40]}”"
