"""Calendar parts of emails, downloads and feeds: a session in, the bytes of an iCalendar object out.

Every moment is written in UTC and no VTIMEZONE is sent: calendars disagree about zones, never about UTC. Equal input
gives equal bytes. The rules of who must send what are those of RFC 5546 (messages), RFC 5545 (format) and RFC 7986
(feeds).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Literal
from urllib.parse import quote

from icalendar import Alarm, Calendar, Component, Event, Parameters, vCalAddress, vDuration, vUri

from peerhub.base.text.plain import many_lines, one_line, without_controls
from peerhub.sessions.rules.rsvp import Partstat

Role = Literal["CHAIR", "REQ-PARTICIPANT", "OPT-PARTICIPANT", "NON-PARTICIPANT"]
Method = Literal["REQUEST", "CANCEL", "PUBLISH", "DECLINECOUNTER"]

PRODUCT = "-//PeerHub//Exchange sessions//EN"
REFRESH = timedelta(hours=1)
ALARM = timedelta(minutes=-15)
_END = b"END:VCALENDAR\r\n"
_URI_SIGNS = ":/?#[]@!$&'()*+,;=%"  # RFC 3986, with the sign that marks what is encoded already


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarSession:
    """What a calendar knows of a session. `uid` and `organizer_email` never change over the session's life.

    `starts_at` and `changed_at` carry a zone; `sequence` starts at 0 and rises with each change of time and with the
    cancelling (`rules.changes.next_sequence`); `url` is the session's page; `reads_replies` says whether answers of calendars
    arrive anywhere: nothing may ask for one that nobody reads.
    """

    uid: str
    sequence: int
    title: str
    description: str
    starts_at: datetime
    minutes: int
    organizer_email: str
    organizer_name: str
    url: str
    changed_at: datetime
    join_link: str | None = None
    cancelled: bool = False
    reads_replies: bool = False

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.changed_at.tzinfo is None:
            raise ValueError("A calendar session needs moments with a zone.")
        if self.minutes < 1 or self.sequence < 0:
            raise ValueError("A calendar session lasts at least a minute and its sequence starts at 0.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarAttendee:
    """The one person a message is for; nobody else is named in it, so that addresses stay private."""

    email: str
    name: str
    role: Role = "REQ-PARTICIPANT"
    partstat: Partstat = "NEEDS-ACTION"


def request(session: CalendarSession, attendee: CalendarAttendee, stamp: datetime) -> bytes:
    """Invite a person or tell them of a change (METHOD:REQUEST).

    `stamp` must be later than that of the last message to this person (`rules.changes.next_stamp`). Who has answered already
    keeps the answer (`partstat`) and isn't asked again.
    """
    if session.cancelled:
        raise ValueError("Nobody can be invited to a cancelled session: send cancel().")
    event = _event(session, stamp)
    event.add("status", "CONFIRMED")
    event.add(
        "attendee", _attendee(attendee, reply_expected=session.reads_replies and attendee.partstat == "NEEDS-ACTION")
    )
    return _bytes(_calendar("REQUEST"), _written(event))


def cancel(session: CalendarSession, attendee: CalendarAttendee, stamp: datetime) -> bytes:
    """Tell a person that the whole session is cancelled: everybody who ever got a request, the declined too."""
    event = _event(session, stamp)
    event.add("status", "CANCELLED")
    event.add("attendee", _attendee(attendee, reply_expected=False))
    return _bytes(_calendar("CANCEL"), _written(event))


def withdraw(session: CalendarSession, attendee: CalendarAttendee, stamp: datetime) -> bytes:
    """Take back one person's invitation. The session itself goes on, so no STATUS may be given (RFC 5546, 3.2.5)."""
    event = _event(session, stamp)
    event.add("attendee", _attendee(attendee, reply_expected=False))
    return _bytes(_calendar("CANCEL"), _written(event))


def decline_counter(session: CalendarSession, attendee: CalendarAttendee, stamp: datetime) -> bytes:
    """Tell a person that the time that their calendar proposed is not taken; the session is as it was (RFC 5546, 3.2.8)."""
    event = _event(session, stamp)
    event.add("attendee", _attendee(attendee, reply_expected=False))
    return _bytes(_calendar("DECLINECOUNTER"), _written(event))


def feed(name: str, sessions: Iterable[CalendarSession], *, description: str = "", alarm: bool = True) -> bytes:
    """A calendar to subscribe to: no attendees, cancelled sessions kept as such, stamps that only move with a change.

    Unchanged sessions give unchanged bytes. One session twice gives its newest state.
    """
    calendar = _calendar("PUBLISH")
    for key in ("name", "x-wr-calname"):
        calendar.add(key, one_line(name))
    if description:
        for key in ("description", "x-wr-caldesc"):
            calendar.add(key, many_lines(description))
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    return _bytes(calendar, *(_published(session, alarm) for session in _newest(sessions)))


def download(session: CalendarSession) -> bytes:
    """One session as a file to open; the same UID as in the emails, so that it's never in a calendar twice."""
    return _bytes(_calendar("PUBLISH"), _published(session, alarm=True))


def _newest(sessions: Iterable[CalendarSession]) -> list[CalendarSession]:
    """One state a session, the newest, in the order of their start."""
    in_order = sorted(sessions, key=lambda session: (session.uid, session.sequence, session.changed_at))
    newest = [list(states)[-1] for _, states in groupby(in_order, key=lambda session: session.uid)]
    return sorted(newest, key=lambda session: (session.starts_at, session.uid))


@lru_cache(maxsize=1024)
def _published(session: CalendarSession, alarm: bool) -> bytes:
    """One event of a feed. Kept, because hundreds of subscribers ask for the same few hundred sessions every hour."""
    event = _event(session, session.changed_at)
    event.add("status", "CANCELLED" if session.cancelled else "CONFIRMED")
    if alarm and not session.cancelled:
        event.add_component(_alarm(session))
    return _written(event)


def _event(session: CalendarSession, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", without_controls(session.uid))
    event.add("sequence", session.sequence)
    event.add("dtstamp", _utc(stamp))
    event.add("last-modified", _utc(session.changed_at))
    event.add("dtstart", _utc(session.starts_at))
    event.add("dtend", _utc(session.starts_at) + timedelta(minutes=session.minutes))
    event.add("summary", one_line(session.title))
    event.add("organizer", _address(session.organizer_email, {"CN": one_line(session.organizer_name)}))
    _add_links(event, session)
    return event


def _add_links(event: Event, session: CalendarSession) -> None:
    """Say where to join in each of the four places that one calendar or another looks at."""
    page, join = _link(session.url), _link(session.join_link or "")
    event.add("description", "\n\n".join(filter(None, (many_lines(session.description), join, page))))
    event.add("url", vUri(join or page))
    if join:
        event.add("location", join)
        parameters = Parameters(VALUE="URI", FEATURE=["AUDIO", "VIDEO"], LABEL=one_line(session.title))
        event.add("conference", vUri(join), parameters=parameters)


def _attendee(attendee: CalendarAttendee, reply_expected: bool) -> vCalAddress:
    parameters = {"CUTYPE": "INDIVIDUAL", "ROLE": attendee.role, "PARTSTAT": attendee.partstat}
    parameters |= {"RSVP": "TRUE" if reply_expected else "FALSE", "CN": one_line(attendee.name) or attendee.email}
    return _address(attendee.email, parameters)


def _address(email: str, parameters: dict[str, str]) -> vCalAddress:
    address = vCalAddress("mailto:" + _link(email))
    for name, value in parameters.items():
        address.params[name] = value
    return address


def _alarm(session: CalendarSession) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", one_line(session.title))
    alarm.add("trigger", vDuration(ALARM))
    return alarm


def _calendar(method: Method) -> Calendar:
    """An empty calendar; made with `Calendar()` because `Calendar.new()` adds a random UID."""
    calendar = Calendar()
    for name, value in (("prodid", PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", method)):
        calendar.add(name, value)
    return calendar


def _bytes(calendar: Calendar, *events: bytes) -> bytes:
    """The calendar with its events, which are written already."""
    return b"".join((_written(calendar).removesuffix(_END), *events, _END))


def _written(part: Component) -> bytes:
    written: bytes = part.to_ical()
    return written


def _link(address: str) -> str:
    """An address in the signs that a URI may hold; spaces are dropped, and backslashes can't be taken for breaks."""
    return quote("".join(without_controls(address).split()), safe=_URI_SIGNS)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
