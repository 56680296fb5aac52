"""Rules of sessions: wall clocks, comfort, seats, answers, changes and reminders. Pure: no database, no Flask."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from peerhub.base.words import N_

State = Literal["scheduled", "ended", "cancelled"]
Response = Literal["none", "accepted", "tentative", "declined", "waiting"]
Partstat = Literal["NEEDS-ACTION", "ACCEPTED", "TENTATIVE", "DECLINED"]
Comfort = Literal["working", "early_or_late", "night", "weekend"]

MOVES: Final[Mapping[State, frozenset[State]]] = {
    "scheduled": frozenset({"ended", "cancelled"}),
    "ended": frozenset(),
    "cancelled": frozenset(),
}
PARTSTATS: Final[Mapping[Response, Partstat]] = {
    "none": "NEEDS-ACTION",
    "accepted": "ACCEPTED",
    "tentative": "TENTATIVE",
    "declined": "DECLINED",
    "waiting": "TENTATIVE",
}

# ---- Wall time to UTC

FIRST_YEAR, LAST_YEAR = 1970, 2200


class ClockProblem(Exception):  # noqa: N818  # what people read, not a fault of ours
    """A wall time that names no single instant. `words` is a sentence to translate, filled with `params`."""

    words = ""

    def __init__(self, **params: str | int | datetime) -> None:
        super().__init__(self.words % params)
        self.params = params


class UnknownZone(ClockProblem):
    """No such zone in the IANA database; `params`: zone."""

    words = N_("There is no time zone “%(zone)s”. Choose one from the list.")


class FarAway(ClockProblem):
    """A year that no calendar is kept for; `params`: first, last."""

    words = N_("This date is too far away. Choose a year from %(first)s to %(last)s.")


class SkippedTime(ClockProblem):
    """Clocks go forward over this time; `params`: zone, and `after`, the first wall time there is again."""

    words = N_(
        "In %(zone)s the clocks go forward at this moment, so this time does not exist. Choose %(after)s or later."
    )


class RepeatedTime(ClockProblem):
    """Clocks go back, so this time comes twice; `params`: zone, and `first`, `second`, both instants in UTC."""

    words = N_(
        "In %(zone)s the clocks go back that night, so this time comes twice: "
        "at %(first)s and at %(second)s UTC. Choose which one you mean."
    )


def instant(wall: datetime, zone: str, which: Literal["first", "second"] | None = None) -> datetime:
    """The UTC instant at which clocks in `zone` show `wall` (without a zone); `which` settles a time that comes twice.

    Raises UnknownZone, FarAway, SkippedTime, or RepeatedTime where `which` is needed.
    """
    if not FIRST_YEAR <= wall.year <= LAST_YEAR:
        raise FarAway(first=FIRST_YEAR, last=LAST_YEAR)
    place = _zone(zone)
    first, second = (wall.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first > second:  # inside a gap the reading with the old offset is the later one (PEP 495)
        raise SkippedTime(zone=zone, after=_after_gap(wall, place))
    if first < second and which is None:
        raise RepeatedTime(zone=zone, first=first, second=second)
    return second if which == "second" else first


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise UnknownZone(zone=name) from None


def _after_gap(wall: datetime, place: ZoneInfo) -> datetime:
    """What clocks show right after the gap that `wall` falls into; the moment of the jump is found by halving."""
    low, high = (wall.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (1, 0))
    before = low.astimezone(place).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        low, high = (middle, high) if middle.astimezone(place).utcoffset() == before else (low, middle)
    return high.replace(microsecond=0).astimezone(place).replace(tzinfo=None)


# ---- Comfort of a time


@dataclass(frozen=True, slots=True)
class Hours:
    """Working hours of a place: whole hours on its clocks, `start` before `end`."""

    start: int = 9
    end: int = 17


OFFICE: Final = Hours()
WEEKEND: Final = frozenset({5, 6})  # Saturday and Sunday, as datetime.weekday() counts
WEEKEND_COST: Final = 5
NIGHT_COST: Final = 10
# (hours before the start or after the end, cost): the further from office hours, the dearer
BEFORE: Final = ((1, 1), (2, 2), (3, 5))
AFTER: Final = ((1, 1), (3, 2), (5, 5))


def cost(local: datetime, hours: Hours = OFFICE, weekend: frozenset[int] = WEEKEND) -> int:
    """What it costs a person to meet at this local moment: 0 in office hours, 10 at night, a weekend at least 5."""
    clock = _clock_cost(local.hour + local.minute / 60, hours)
    return max(clock, WEEKEND_COST) if local.weekday() in weekend else clock


def comfort(local: datetime, hours: Hours = OFFICE, weekend: frozenset[int] = WEEKEND) -> Comfort:
    """How a local moment feels, in one of four words. A night is a night, at the weekend too."""
    clock = _clock_cost(local.hour + local.minute / 60, hours)
    if clock == NIGHT_COST:
        return "night"
    if local.weekday() in weekend:
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
    """A meeting as one country's clocks show it; `day_shift` is -1, 0 or 1 days from the date in UTC."""

    country: str
    zone: str
    starts: datetime
    ends: datetime
    day_shift: int
    comfort: Comfort
    cost: int


_STEP = timedelta(minutes=15)  # every zone in use is a whole number of quarters away from UTC


def local_times(
    starts_at: datetime,
    minutes: int,
    places: Iterable[tuple[str, str]],
    weekends: Mapping[str, frozenset[int]] | None = None,
) -> list[LocalTime]:
    """A meeting in each place, a (country code, zone), in the order given; comfort is that of its worst moment.

    `weekends` names the countries whose weekend isn't Saturday and Sunday. Raises UnknownZone.
    """
    weekends = weekends or {}
    return [_local_time(starts_at, minutes, place, weekends.get(place[0], WEEKEND)) for place in places]


def _local_time(starts_at: datetime, minutes: int, place: tuple[str, str], weekend: frozenset[int]) -> LocalTime:
    country, zone = place
    clock, start = _zone(zone), starts_at.astimezone(UTC)
    end = start + timedelta(minutes=minutes)
    moments = [each.astimezone(clock) for each in _quarters(start, end)]
    worst = max(moments, key=lambda local: cost(local, weekend=weekend))
    starts = start.astimezone(clock)
    shift = (starts.date() - start.date()).days
    return LocalTime(
        country,
        zone,
        starts,
        end.astimezone(clock),
        shift,
        comfort(worst, weekend=weekend),
        cost(worst, weekend=weekend),
    )


def _quarters(start: datetime, end: datetime) -> Iterable[datetime]:
    """The start, and each quarter of an hour on the clock before the end."""
    yield start
    moment = start.replace(minute=start.minute // 15 * 15, second=0, microsecond=0) + _STEP
    while moment < end:
        yield moment
        moment += _STEP


# ---- States, seats and answers


def may_move(state: State, to: State) -> bool:
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


def may_respond(state: State, starts_at: datetime, minutes: int, now: datetime) -> bool:
    """Whether invited people may still answer: until the end, so that late arrivals can say that they come."""
    return state == "scheduled" and not has_ended(starts_at, minutes, now)


def seated(wanted: Response, had: Response, capacity: int | None, accepted: int) -> Response:
    """The answer that is kept: who accepts a full session waits, who has a place keeps it.

    `accepted` counts the places taken, that of this person included where they have one.
    """
    if wanted == "accepted" and had != "accepted" and not place_left(capacity, accepted):
        return "waiting"
    return wanted


def partstat(response: Response) -> Partstat:
    """The answer in a calendar's word; a place on the waiting list shows as tentative."""
    return PARTSTATS[response]


# ---- Changes and the messages about them


@dataclass(frozen=True, slots=True)
class Timing:
    """What a calendar counts as the time of a session; a change of anything else is a change of words."""

    starts_at: datetime
    minutes: int
    cancelled: bool = False


def next_sequence(sequence: int, before: Timing, after: Timing) -> int:
    """The calendar's SEQUENCE after a change: one more if the time changed or the session was cancelled.

    A new title, text, link or list of invited people leaves it; the stamp alone says that the message is newer
    (RFC 5546, 2.1.4).
    """
    return sequence if before == after else sequence + 1


def response_after_change(response: Response, before: Timing, after: Timing) -> Response:
    """A person's answer after a change: a new time asks everybody again, new words or a cancelling ask nobody."""
    moved = (before.starts_at, before.minutes) != (after.starts_at, after.minutes)
    return "none" if moved else response


def next_stamp(now: datetime, last: datetime | None) -> datetime:
    """The stamp of the next calendar message to a person: whole seconds in UTC, later than the `last` one.

    Calendars order messages of equal SEQUENCE by their stamps, which have no fractions of a second.
    """
    stamp = now.astimezone(UTC).replace(microsecond=0)
    return stamp if last is None else max(stamp, last.astimezone(UTC).replace(microsecond=0) + timedelta(seconds=1))


# ---- Reminders

# how long before the start a reminder is due, and from when on it's too late to be of use
REMINDERS: Final = (
    (timedelta(days=7), timedelta(days=5)),
    (timedelta(days=1), timedelta(hours=12)),
    (timedelta(hours=1), timedelta(0)),
)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder that may be sent from `due` on and before `until`."""

    offset: timedelta
    due: datetime
    until: datetime


def reminders(starts_at: datetime, invited_at: datetime) -> list[Reminder]:
    """The reminders of a session for a person, first to last; none for a moment before they were invited."""
    planned = [Reminder(offset, starts_at - offset, starts_at - late) for offset, late in REMINDERS]
    return [each for each in planned if each.due > invited_at]


def due_reminders(starts_at: datetime, invited_at: datetime, now: datetime) -> list[Reminder]:
    """Those of `reminders` to send now: due, and not too late. Who has had which is the caller's record."""
    return [each for each in reminders(starts_at, invited_at) if each.due <= now < each.until]
