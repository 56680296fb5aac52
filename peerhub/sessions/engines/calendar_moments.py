"""The moments in a calendar that somebody sent, whose zones have IANA names, Windows names, or rules of their own.

Programs write three forms (RFC 5545, 3.3.5): in UTC, with a TZID, and without any zone. The last names no moment.
"""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from peerhub.sessions.engines.calendar_lines import Part, Property
from peerhub.sessions.rules.wall_time import FIRST_YEAR, LAST_YEAR, UnknownZone, clocks

LONGEST_DURATION: Final = timedelta(days=31)
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z?))?", re.ASCII | re.IGNORECASE)
_OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?", re.ASCII)
_DURATION = re.compile(
    r"\+?P(?:(\d{1,3})W)?(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?", re.ASCII
)
_WEEKDAY = re.compile(r"(-?[1-5])(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Moment:
    """What a calendar says of a time: the day, and the instant in UTC, None for a whole day or where the zone is not known."""

    day: date
    at: datetime | None


def moment(found: Property | None, zones: Iterable[Part] = ()) -> Moment | None:
    """The moment of a property; `zones` are the calendar's own VTIMEZONEs. None where there is none, or it cannot be read."""
    parts = _MOMENT.fullmatch(found.value.strip()) if found else None
    if found is None or parts is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in parts.groups()[:6])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        wall = datetime(year, month, day, hour, minute, min(second, 59))  # noqa: DTZ001  (its zone comes next)
    except ValueError:
        return None
    if parts[4] is None:
        return Moment(wall.date(), None)
    zone = UTC if parts[7] else _zone(str(found.params.get("TZID", "")).strip(), wall, zones)
    return Moment(wall.date(), wall.replace(tzinfo=zone).astimezone(UTC) if zone else None)


def duration(text: str) -> timedelta | None:
    """A DURATION, up to a month; None for none."""
    parts = _DURATION.fullmatch(text.strip().upper())
    if parts is None or not any(parts.groups()):
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in parts.groups())
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return length if timedelta(0) < length <= LONGEST_DURATION else None


def _zone(name: str, wall: datetime, zones: Iterable[Part]) -> tzinfo | None:
    """The zone of that name: of the IANA database, also with a prefix ("/mozilla.org/20050126_1/Europe/Paris"), or of Windows, or as
    the calendar itself describes it."""
    plain = name.strip('"/')
    tail = "/".join(plain.split("/")[-3:])
    names = (plain, WINDOWS_TO_OLSON.get(plain, ""), tail, tail.partition("/")[2])
    if known := next((zone for each in names if each and (zone := _known(each))), None):
        return known
    own = next((part for part in zones if part.value("TZID") == name), None) if name else None
    return _described(own, wall) if own else None


def _known(name: str) -> ZoneInfo | None:
    try:
        return clocks(name)
    except UnknownZone:
        return None


def _described(zone: Part, wall: datetime) -> tzinfo | None:
    """The offset at a wall time by the calendar's own description: the observance that began last, in that year or the one before."""
    begun: list[tuple[datetime, tzinfo]] = []
    for part in (*zone.within("STANDARD"), *zone.within("DAYLIGHT")):
        offset, onsets = _offset(part.value("TZOFFSETTO")), list(_onsets(part, wall.year))
        if offset is None or not onsets:
            return None  # half a description tells nothing
        begun += [(onset, offset) for onset in onsets if onset <= wall]
    return max(begun, key=lambda each: each[0])[1] if begun else None


def _offset(text: str) -> tzinfo | None:
    parts = _OFFSET.fullmatch(text)
    if parts is None:
        return None
    size = timedelta(hours=int(parts[2]), minutes=int(parts[3]), seconds=int(parts[4] or 0))
    return timezone(-size if parts[1] == "-" else size) if size < timedelta(hours=24) else None


def _onsets(observance: Part, year: int) -> Iterable[datetime]:
    """When an observance began in a year and the one before. Only the one kind of rule that calendars write for zones is known: each
    year on one weekday of one month."""
    first = _MOMENT.fullmatch(observance.value("DTSTART"))
    if first is None or first[4] is None:
        return
    hour, minute = int(first[4]) % 24, int(first[5]) % 60
    rule = dict(pair.partition("=")[::2] for pair in observance.value("RRULE").upper().split(";"))
    if not rule.get("FREQ"):
        yield datetime(max(int(first[1]), 1), 1, 1)  # noqa: DTZ001  (a wall time, long ago)
        return
    weekday, month = _WEEKDAY.fullmatch(rule.get("BYDAY", "")), rule.get("BYMONTH", "")
    if rule["FREQ"] == "YEARLY" and rule.get("INTERVAL", "1") == "1" and weekday and month in map(str, range(1, 13)):
        for each in (year - 1, year):
            day = _nth(each, int(month), int(weekday[1]), _DAYS.index(weekday[2]))
            yield datetime(each, int(month), day, hour, minute)  # noqa: DTZ001  (a wall time)


def _nth(year: int, month: int, number: int, weekday: int) -> int:
    """The day of the month that is the n-th of that weekday, counted from the end where it is negative."""
    first, days = monthrange(year, month)
    fitting = range(1 + (weekday - first) % 7, days + 1, 7)
    return fitting[max(number, -len(fitting))] if number < 0 else fitting[min(number, len(fitting)) - 1]
