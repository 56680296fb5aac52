"""What notices are about, how often somebody wants them by email, and when such an email leaves."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

AT_ONCE, HOURLY, DAILY, WEEKLY, NEVER = "at_once", "hourly", "daily", "weekly", "never"
FREQUENCIES = (AT_ONCE, HOURLY, DAILY, WEEKLY, NEVER)

MENTIONS, REPLIES, THREADS, SESSIONS, SURVEYS = "mentions", "replies", "threads", "sessions", "surveys"
COMMITMENTS, EXCHANGES, PEOPLE = "commitments", "exchanges", "people"
# What is addressed to one person, or asks them to act, comes at once; all else is gathered.
DEFAULTS: Final = {
    MENTIONS: AT_ONCE,
    REPLIES: DAILY,
    THREADS: DAILY,
    SESSIONS: AT_ONCE,
    SURVEYS: AT_ONCE,
    COMMITMENTS: AT_ONCE,
    EXCHANGES: AT_ONCE,
    PEOPLE: DAILY,
}
TOPICS = tuple(DEFAULTS)
_OF_KIND = {
    "rooms/mentioned": MENTIONS,
    "rooms/replied": REPLIES,
    "rooms/thread": THREADS,
    "rooms/reply_waits": MENTIONS,
}
_OF_DOMAIN = {
    "sessions": SESSIONS,
    "surveys": SURVEYS,
    "commitments": COMMITMENTS,
    "exchanges": EXCHANGES,
    "matching": EXCHANGES,
}
SESSION_REMINDER: Final = "sessions/reminder"
_ALWAYS = frozenset({"accounts", "sessions"})

GRACE = timedelta(minutes=2)  # what is read on the site meanwhile needs no email
MORNING = time(8)
QUIET = (20, 7)  # hours: the usual night, where nobody has said another
FARTHEST = 60  # days to look ahead for a working day
SATURDAY_AND_SUNDAY = frozenset({5, 6})


def topic_of(kind: str) -> str:
    """What a kind of notice ("rooms/mentioned") is about: one of TOPICS."""
    return _OF_KIND.get(kind) or _OF_DOMAIN.get(kind.partition("/")[0], PEOPLE)


def can_be_stopped(kind: str) -> bool:
    """Whether emails of a kind ("sessions/reminder") can be stopped: those about accounts never, of those about sessions, which bring
    the entry for the calendar, reminders alone."""
    return kind == SESSION_REMINDER or kind.partition("/")[0] not in _ALWAYS


@dataclass(frozen=True)
class Calendar:
    """When somebody reads: their zone, the weekend of their country as date.weekday() counts, its public holidays, and the hours
    in which they want no email, from the first until the second, by their clock; the same twice: none."""

    zone: ZoneInfo
    weekend: Set[int] = SATURDAY_AND_SUNDAY
    holidays: Set[date] = frozenset()
    quiet: tuple[int, int] = (0, 0)

    def works_on(self, day: date) -> bool:
        """Whether that is a working day."""
        return day.weekday() not in self.weekend and day not in self.holidays

    def begins_week(self, day: date) -> bool:
        """Whether that is the first working day of a week, which begins after the weekend."""
        if not self.works_on(day):
            return False
        since = (day.weekday() - self._first_weekday()) % 7
        return not any(self.works_on(day - timedelta(days=number)) for number in range(1, since + 1))

    def _first_weekday(self) -> int:
        """The day after the weekend; where that comes in two parts, as in Brunei, after the second."""
        after = [day for day in range(7) if day not in self.weekend and (day - 1) % 7 in self.weekend]
        return min(after, default=0)

    def is_quiet(self, hour: int) -> bool:
        """Whether they want no email in that hour of their day."""
        begins, ends = self.quiet
        return begins <= hour < ends if begins <= ends else hour >= begins or hour < ends


def email_at(frequency: str, now: datetime, calendar: Calendar) -> datetime | None:
    """When the email leaves that tells of something that happens `now` (aware); in UTC. None where none does.

    Hours are full hours of the reader's clock; the daily email leaves at eight in the morning of a working day, the weekly one on
    the first of a week.
    """
    if frequency == NEVER:
        return None
    if frequency == AT_ONCE:
        return awake(now + GRACE, calendar)
    local = now.astimezone(calendar.zone)
    if frequency == HOURLY:
        return awake(_next_hour(local), calendar)
    wanted = calendar.works_on if frequency == DAILY else calendar.begins_week
    mornings = (_morning(local.date() + timedelta(days=days), calendar) for days in range(FARTHEST))
    for morning in mornings:
        if morning > now and wanted(morning.astimezone(calendar.zone).date()):
            return awake(morning, calendar)
    return awake(_morning(local.date() + timedelta(days=1), calendar), calendar)  # nobody works for two months


def _next_hour(local: datetime) -> datetime:
    """The next full hour, counted in real time: where clocks are put back, an hour comes twice."""
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return local.astimezone(UTC) - past + timedelta(hours=1)


def _morning(day: date, calendar: Calendar) -> datetime:
    return datetime.combine(day, MORNING, calendar.zone).astimezone(UTC)


def awake(moment: datetime, calendar: Calendar) -> datetime:
    """That moment in UTC, or the end of the quiet hours that it falls into."""
    local = moment.astimezone(calendar.zone)
    if not calendar.is_quiet(local.hour):
        return moment.astimezone(UTC)
    day = local.date() + timedelta(days=1 if local.hour >= calendar.quiet[1] else 0)
    return datetime.combine(day, time(calendar.quiet[1]), calendar.zone).astimezone(UTC)
