"""Whether what a calendar answers counts: for the time that people are asked about now, and as the last word of who answers.

A reply is ordered by SEQUENCE and DTSTAMP (RFC 5546, 2.1.5), and by when it was said next to what the person said on the site.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum


class Standing(Enum):
    """What a reply is worth: it counts; it was meant for an earlier time; or something newer was said."""

    COUNTS = "counts"
    EARLIER_TIME = "earlier time"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody is asked about: the SEQUENCE, which each new time raises, and since when. `is_other_time`: the reply names another
    time than the present one."""

    sequence: int
    since: datetime
    is_other_time: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody has said so far: when they last answered on the site; SEQUENCE and DTSTAMP of the last reply that counted."""

    on_site_at: datetime | None = None
    sequence: int | None = None
    stamp: datetime | None = None


def standing(
    sequence: int | None, stamp: datetime | None, received_at: datetime, *, asked: Asked, said: Said
) -> Standing:
    """Whether a reply counts. `sequence` and `stamp` are None where it does not say.

    A SEQUENCE that was never sent says nothing (some programs count it up themselves): then it is the DTSTAMP that tells whether
    the reply came before people were asked anew, and without one the moment of receipt; and the time that it names.

    A clock that goes fast does not win over the site: a reply was said when it was received, at the latest. Two replies of one
    calendar are compared by its own clock, whatever that shows. Stamps have no fractions of a second. In the same second the
    answer on the site stays, of which the person saw a confirmation; of two replies the first that came stays, so that an email
    that is delivered twice never brings back what was changed since.
    """
    own = sequence if sequence is not None and sequence <= asked.sequence else None
    said_at = min(whole_second(stamp or received_at), whole_second(received_at))
    unsure = asked.is_other_time or said_at < whole_second(asked.since)
    if asked.sequence > own if own is not None else unsure:
        return Standing.EARLIER_TIME
    if (
        said.stamp
        and said.sequence == asked.sequence
        and whole_second(stamp or received_at) <= whole_second(said.stamp)
    ):
        return Standing.OVERTAKEN
    if said.on_site_at and said_at <= whole_second(said.on_site_at):
        return Standing.OVERTAKEN
    return Standing.COUNTS


def whole_second(moment: datetime) -> datetime:
    """The moment in UTC without its fraction of a second, as calendars write it."""
    return moment.astimezone(UTC).replace(microsecond=0)
