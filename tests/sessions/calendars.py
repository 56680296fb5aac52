"""A session as calendars are told of it, and reading what was written."""

import re
from datetime import UTC, datetime, timedelta

from peerhub.sessions.engines.calendar import CalendarAttendee, CalendarSession

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SESSION = CalendarSession(
    uid="6c1d@peerhub.example",
    sequence=0,
    title="Fair pay; what the law can do, and what not",
    description="Why we meet\nWhat we bring",
    starts_at=NOON,
    minutes=90,
    organizer_email="rsvp+k3@peerhub.example",
    organizer_name="PeerHub",
    url="https://peerhub.example/sessions/12",
    changed_at=NOON - timedelta(days=9),
    join_link="https://video.example/j/1?pwd=a,b;c",
    reads_replies=True,
)
OFFICE = CalendarAttendee(email="copyright@office.example", name='Copyright office, "Juba"')
STAMP = NOON - timedelta(days=8)


def lines(written: bytes) -> list[str]:
    """The unfolded lines of a calendar: ten lines of our own, so that the writer doesn't vouch for itself."""
    return written.decode().replace("\r\n ", "").split("\r\n")


def values(written: bytes, name: str) -> list[str]:
    """The raw values of a property, its parameters left out."""
    pattern = re.compile(rf'{name}(?:;(?:[^":]|"[^"]*")*)?:(.*)')
    return [found[1] for line in lines(written) if (found := pattern.fullmatch(line))]


def moment(written: str) -> datetime:
    return datetime.strptime(written, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
