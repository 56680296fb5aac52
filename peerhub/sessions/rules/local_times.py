"""How comfortable a time is in each place, and what it costs the people there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal

from peerhub.sessions.rules.wall_time import clocks

Comfort = Literal["working", "early_or_late", "night", "weekend", "holiday"]


@dataclass(frozen=True, slots=True)
class Hours:
    """Working hours of a place: whole hours on its clocks, `start` before `end`."""

    start: int = 9
    end: int = 17


OFFICE: Final = Hours()
WEEKEND_COST: Final = 5
NIGHT_COST: Final = 10
HOLIDAY_COST: Final = 10
# (hours before the start or after the end, cost): the further from office hours, the dearer
BEFORE: Final = ((1, 1), (2, 2), (3, 5))
AFTER: Final = ((1, 1), (3, 2), (5, 5))


@dataclass(frozen=True, slots=True)
class DaysOff:
    """When a country does not work: its weekend, as date.weekday() counts, and its public holidays with their names."""

    weekend: frozenset[int]
    holidays: Mapping[date, str]


def cost(local: datetime, days_off: DaysOff, hours: Hours = OFFICE) -> int:
    """What it costs a person to meet at this local moment: 0 in office hours, 10 at night and on public holidays, a weekend at
    least 5."""
    clock = _clock_cost(local.hour + local.minute / 60, hours)
    if local.date() in days_off.holidays:
        return max(clock, HOLIDAY_COST)
    return max(clock, WEEKEND_COST) if local.weekday() in days_off.weekend else clock


def comfort(local: datetime, days_off: DaysOff, hours: Hours = OFFICE) -> Comfort:
    """How a local moment feels, in one of five words. A night is a night, at the weekend and on public holidays too."""
    clock = _clock_cost(local.hour + local.minute / 60, hours)
    if clock == NIGHT_COST:
        return "night"
    if local.date() in days_off.holidays:
        return "holiday"
    if local.weekday() in days_off.weekend:
        return "weekend"
    return "early_or_late" if clock else "working"


def _clock_cost(hour: float, hours: Hours) -> int:
    if hours.start <= hour < hours.end:
        return 0
    early = hour < hours.start
    for distance, price in BEFORE if early else AFTER:
        if (hour >= hours.start - distance) if early else (hour < hours.end + distance):
            return price
    return NIGHT_COST


@dataclass(frozen=True, slots=True)
class LocalTime:
    """A meeting as one country's clocks show it; `day_shift` is -1, 0 or 1 days from the date in UTC. `holiday`: the name of the
    public holiday it falls on, else empty."""

    country: str
    zone: str
    starts: datetime
    ends: datetime
    day_shift: int
    comfort: Comfort
    cost: int
    holiday: str


_STEP = timedelta(minutes=15)  # every zone in use is a whole number of quarters away from UTC


def local_times(
    starts_at: datetime, minutes: int, places: Iterable[tuple[str, str]], days_off: Mapping[str, DaysOff]
) -> list[LocalTime]:
    """A meeting in each place, a (country code, zone), in the order given; comfort is that of its worst moment.

    `days_off` by country code, for every country of `places`. Raises UnknownZone.
    """
    return [_local_time(starts_at, minutes, place, days_off[place[0]]) for place in places]


def _local_time(starts_at: datetime, minutes: int, place: tuple[str, str], days_off: DaysOff) -> LocalTime:
    country, zone = place
    clock, start = clocks(zone), starts_at.astimezone(UTC)
    end = start + timedelta(minutes=minutes)
    moments = [moment.astimezone(clock) for moment in _quarters(start, end)]
    worst = max(moments, key=lambda local: cost(local, days_off))
    starts = start.astimezone(clock)
    shift = (starts.date() - start.date()).days
    holiday_name = next((name for moment in moments if (name := days_off.holidays.get(moment.date()))), "")
    return LocalTime(
        country,
        zone,
        starts,
        end.astimezone(clock),
        shift,
        comfort(worst, days_off),
        cost(worst, days_off),
        holiday_name,
    )


def _quarters(start: datetime, end: datetime) -> Iterable[datetime]:
    """The start, and each quarter of an hour on the clock before the end."""
    yield start
    moment = start.replace(minute=start.minute // 15 * 15, second=0, microsecond=0) + _STEP
    while moment < end:
        yield moment
        moment += _STEP
