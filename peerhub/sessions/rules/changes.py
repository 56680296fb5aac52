"""What a change of a session means for calendars and for the answers already given."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


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


def next_stamp(now: datetime, last: datetime | None) -> datetime:
    """The stamp of the next calendar message to a person: whole seconds in UTC, later than the `last` one.

    Calendars order messages of equal SEQUENCE by their stamps, which have no fractions of a second.
    """
    stamp = now.astimezone(UTC).replace(microsecond=0)
    return stamp if last is None else max(stamp, last.astimezone(UTC).replace(microsecond=0) + timedelta(seconds=1))
