"""Wall time and instants: what clocks in a zone show, and when that is in UTC."""

from datetime import UTC, datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from peerhub.base.i18n.marks import N_

FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2200


class ClockProblem(Exception):  # what people read, not a fault of ours
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

    words = N_("This time does not exist, because the clocks go forward then (%(zone)s). Choose %(after)s or later.")


class RepeatedTime(ClockProblem):
    """Clocks go back, so this time comes twice; `params`: zone, and `first`, `second`, both instants in UTC."""

    words = N_(
        "This time comes twice, because the clocks go back that night (%(zone)s): at %(first)s and at %(second)s "
        "UTC. Choose which one you mean."
    )


def instant(wall: datetime, zone: str, which: Literal["first", "second"] | None = None) -> datetime:
    """The UTC instant at which clocks in `zone` show `wall` (without a zone); `which` settles a time that comes twice.

    Raises UnknownZone, FarAway, SkippedTime, or RepeatedTime where `which` is needed.
    """
    if not FIRST_YEAR <= wall.year <= LAST_YEAR:
        raise FarAway(first=FIRST_YEAR, last=LAST_YEAR)
    place = clocks(zone)
    first, second = (wall.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first > second:  # inside a gap the reading with the old offset is the later one (PEP 495)
        raise SkippedTime(zone=zone, after=_after_gap(wall, place))
    if first < second and which is None:
        raise RepeatedTime(zone=zone, first=first, second=second)
    return second if which == "second" else first


def clocks(name: str) -> ZoneInfo:
    """The zone of that name in the IANA database. Raises UnknownZone."""
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
