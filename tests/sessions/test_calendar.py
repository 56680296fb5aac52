"""Calendar parts, read back by parsers that aren't the one that wrote them, and delivered in any order."""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from peerhub.base.mime import Envelope, calendar_mail, mailbox
from peerhub.base.plain import one_line
from peerhub.sessions.calendar import (
    CalendarAttendee,
    CalendarSession,
    cancel,
    download,
    feed,
    request,
    withdraw,
)
from peerhub.sessions.rules import Timing, instant, next_sequence, next_stamp
from tests.sessions.zones import ZONES

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
)
OFFICE = CalendarAttendee(email="copyright@office.example", name='Copyright office, "Juba"')
STAMP = NOON - timedelta(days=8)
ICAL_JS = Path(__file__).parents[2] / "node_modules/ical.js/dist/ical.js"


def lines(written: bytes) -> list[str]:
    """The unfolded lines of a calendar: ten lines of our own, so that the writer doesn't vouch for itself."""
    return written.decode().replace("\r\n ", "").split("\r\n")


def values(written: bytes, name: str) -> list[str]:
    """The raw values of a property, its parameters left out."""
    pattern = re.compile(rf'{name}(?:;(?:[^":]|"[^"]*")*)?:(.*)')
    return [found[1] for line in lines(written) if (found := pattern.fullmatch(line))]


def moment(written: str) -> datetime:
    return datetime.strptime(written, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


# ---- What is written


def test_a_request_names_one_person_and_every_way_to_join() -> None:
    written = request(SESSION, OFFICE, STAMP)
    assert lines(written) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//PeerHub//Exchange sessions//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        r"SUMMARY:Fair pay\; what the law can do\, and what not",
        "DTSTART:20260302T120000Z",
        "DTEND:20260302T133000Z",
        "DTSTAMP:20260222T120000Z",
        "UID:6c1d@peerhub.example",
        "SEQUENCE:0",
        "ATTENDEE;CN=\"Copyright office, ^'Juba^'\";CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;"
        "RSVP=TRUE:mailto:copyright@office.example",
        'CONFERENCE;FEATURE=AUDIO,VIDEO;LABEL="Fair pay; what the law can do, and what not";VALUE=URI:'
        "https://video.example/j/1?pwd=a,b;c",
        r"DESCRIPTION:Why we meet\nWhat we bring\n\nhttps://video.example/j/1?pwd=a\,b\;c\n\n"
        "https://peerhub.example/sessions/12",
        "LAST-MODIFIED:20260221T120000Z",
        r"LOCATION:https://video.example/j/1?pwd=a\,b\;c",
        "ORGANIZER;CN=PeerHub:mailto:rsvp+k3@peerhub.example",
        "STATUS:CONFIRMED",
        "URL:https://video.example/j/1?pwd=a,b;c",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_who_has_answered_is_not_asked_again() -> None:
    written = request(SESSION, replace(OFFICE, partstat="ACCEPTED"), STAMP).decode().replace("\r\n ", "")
    assert "PARTSTAT=ACCEPTED" in written
    assert "RSVP=FALSE" in written


def test_cancelling_says_so_and_withdrawing_does_not() -> None:
    cancelled = cancel(replace(SESSION, sequence=1, cancelled=True), OFFICE, STAMP)
    withdrawn = withdraw(SESSION, OFFICE, STAMP)
    assert values(cancelled, "METHOD") == values(withdrawn, "METHOD") == ["CANCEL"]
    assert values(cancelled, "STATUS") == ["CANCELLED"]
    assert values(withdrawn, "STATUS") == []
    assert values(cancelled, "SEQUENCE") == ["1"]
    for written in (cancelled, withdrawn):
        assert values(written, "ATTENDEE") == ["mailto:copyright@office.example"]
        assert values(written, "ORGANIZER") == ["mailto:rsvp+k3@peerhub.example"]
        assert values(written, "UID") == [SESSION.uid]


def test_nobody_is_invited_to_a_cancelled_session() -> None:
    with pytest.raises(ValueError, match="cancelled"):
        request(replace(SESSION, cancelled=True), OFFICE, STAMP)


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": 0},
        {"sequence": -1},
        {"starts_at": NOON.replace(tzinfo=None)},
        {"changed_at": NOON.replace(tzinfo=None)},
    ],
)
def test_a_session_without_a_sound_time_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="calendar session"):
        replace(SESSION, **wrong)  # type: ignore[arg-type]  # that is the point


def test_a_session_without_a_link_points_to_its_page() -> None:
    written = request(replace(SESSION, join_link=None, description=""), OFFICE, STAMP)
    assert values(written, "URL") == values(written, "DESCRIPTION") == [SESSION.url]
    assert values(written, "LOCATION") == values(written, "CONFERENCE") == []


def test_an_attendee_without_a_name_goes_by_the_address() -> None:
    assert b"CN=copyright@office.example" in request(SESSION, replace(OFFICE, name=" \r\n"), STAMP)


def test_a_feed_keeps_the_cancelled_and_names_nobody() -> None:
    gone = replace(SESSION, uid="gone@peerhub.example", cancelled=True, sequence=3, starts_at=NOON - timedelta(days=2))
    older = replace(SESSION, title="Old title", changed_at=SESSION.changed_at - timedelta(days=1))
    written = feed("My sessions", [SESSION, gone, older], description="All I was invited to")
    assert values(written, "UID") == [gone.uid, SESSION.uid]
    assert values(written, "STATUS") == ["CANCELLED", "CONFIRMED"]
    assert values(written, "ATTENDEE") == []
    assert values(written, "METHOD") == ["PUBLISH"]
    assert values(written, "NAME") == values(written, "X-WR-CALNAME") == ["My sessions"]
    assert values(written, "X-WR-CALDESC") == ["All I was invited to"]
    assert values(written, "REFRESH-INTERVAL") == values(written, "X-PUBLISHED-TTL") == ["PT1H"]
    assert values(written, "DTSTAMP") == values(written, "LAST-MODIFIED")
    assert values(written, "TRIGGER") == ["-PT15M"]
    assert "Old title" not in written.decode()


def test_equal_feeds_are_equal_bytes_in_any_order() -> None:
    several = [replace(SESSION, uid=f"{number}@x", starts_at=NOON + timedelta(days=number % 3)) for number in range(9)]
    first = feed("All", several, alarm=False)
    Random(7).shuffle(several)  # noqa: S311  # an order, not a secret
    assert feed("All", several, alarm=False) == first
    assert feed("All", []).endswith(b"END:VCALENDAR\r\n")


def test_a_download_is_the_same_event_as_the_mails() -> None:
    assert values(download(SESSION), "UID") == values(request(SESSION, OFFICE, STAMP), "UID")
    assert values(download(SESSION), "TRIGGER") == ["-PT15M"]


def test_microseconds_and_other_zones_do_not_show() -> None:
    paris = SESSION.starts_at.astimezone(ZoneInfo("Europe/Paris")).replace(microsecond=5)
    assert values(download(replace(SESSION, starts_at=paris)), "DTSTART") == ["20260302T120000Z"]


# ---- What people may write into it

PIECES = ["\r\nMETHOD:CANCEL", "\nEND:VEVENT", "\rATTENDEE:mailto:x@y.z", "\udc80", "مرحبا", "👩🏽‍🏫", "long " * 30]
PIECE = st.one_of(st.characters(), st.sampled_from('\r\n\0\x0b\x85\u2028;:,"^\\'), st.sampled_from(PIECES))
NASTY = st.lists(PIECE, max_size=40).map("".join)
SHAPE = [re.sub("[;:].*", "", line) for line in lines(request(SESSION, OFFICE, STAMP))]


@settings(max_examples=150, deadline=None)
@example("\ufeff", "", "", "")
@given(NASTY, NASTY, NASTY, NASTY)
def test_no_text_can_add_a_line(title: str, description: str, name: str, link: str) -> None:
    session = replace(
        SESSION, title=title, description=description, organizer_name=name, join_link="https://a.b/" + link
    )
    written = request(session, replace(OFFICE, name=name), STAMP)
    assert [re.sub("[;:].*", "", line) for line in lines(written)] == SHAPE
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", written)
    (event,) = Calendar.from_ical(written).walk("VEVENT")
    assert isinstance(event, Event)
    assert event.start == NOON
    assert event.errors == []
    assert str(event["summary"]) == one_line(title)


def test_a_link_holds_only_the_signs_of_a_link() -> None:
    written = download(replace(SESSION, join_link='https://a.b/ü\\N"<x>\r\n%20?q=[1]'))
    assert values(written, "URL") == ["https://a.b/%C3%BC%5CN%22%3Cx%3E%20?q=[1]"]


def test_joining_letters_survive_and_nothing_turns_the_line_around() -> None:
    title = "می‌خواهم \u2068PeerHub\u2069 नमस्ते"
    assert values(download(replace(SESSION, title=title)), "SUMMARY") == ["می‌خواهم PeerHub नमस्ते"]


# ---- Time, read by others


def nine_o_clock() -> list[datetime]:
    """Nine in the morning, as wall time, on each day of the two seasons of 2026 in which clocks change somewhere."""
    days = (datetime(2026, 1, 1, 9) + timedelta(days=day) for day in range(365))  # noqa: DTZ001  # wall time
    return [day for day in days if day.month in (2, 3, 4, 9, 10, 11)]


@pytest.fixture(scope="module")
def year() -> dict[str, bytes]:
    """For each zone, a feed with a session on each of these mornings."""
    days = nine_o_clock()
    return {
        zone: feed(
            zone, [replace(SESSION, uid=f"{day:%Y%m%d}@x", starts_at=instant(day, zone)) for day in days], alarm=False
        )
        for zone in ZONES
    }


def test_thirty_zones_through_every_change_of_clocks(year: dict[str, bytes]) -> None:
    for zone, written in year.items():
        local = [moment(start).astimezone(ZoneInfo(zone)) for start in values(written, "DTSTART")]
        assert [each.replace(tzinfo=None) for each in local] == nine_o_clock()
        assert b"VTIMEZONE" not in written
        assert b"TZID" not in written


def test_ical_js_reads_the_same_instants(year: dict[str, bytes]) -> None:
    """The parser of Thunderbird and Nextcloud, run by node."""
    node = shutil.which("node")
    if node is None or not ICAL_JS.exists():
        pytest.skip("ical.js is not installed (npm ci)")  # `make test` installs it; a bare pytest may run without node
    cases = [*year.values(), request(SESSION, OFFICE, STAMP), cancel(SESSION, OFFICE, STAMP)]
    script = f"""
        import ICAL from {json.dumps(ICAL_JS.as_uri())};
        const text = [];
        for await (const piece of process.stdin) text.push(piece);
        const read = JSON.parse(Buffer.concat(text)).map((one) => {{
            const calendar = new ICAL.Component(ICAL.parse(one));
            return calendar.getAllSubcomponents('vevent').map((each) => {{
                const event = new ICAL.Event(each);
                return [calendar.getFirstPropertyValue('method'), event.uid, event.sequence, event.summary,
                    event.startDate.toUnixTime(), event.endDate.toUnixTime(), event.attendees.length];
            }});
        }});
        console.log(JSON.stringify(read));
    """
    command = [node, "--input-type=module", "-e", script]
    given = json.dumps([each.decode() for each in cases])
    read = json.loads(subprocess.run(command, input=given, capture_output=True, text=True, check=True).stdout)
    for written, events in zip(year.values(), read, strict=False):
        starts = [int(moment(each).timestamp()) for each in values(written, "DTSTART")]
        assert [event[4] for event in events] == starts
        assert [event[5] for event in events] == [start + 90 * 60 for start in starts]
    start, end = int(NOON.timestamp()), int(NOON.timestamp()) + 90 * 60
    assert read[-2:] == [[[method, SESSION.uid, 0, SESSION.title, start, end, 1]] for method in ("REQUEST", "CANCEL")]


# ---- Delivery in any order

State = tuple[str, str, datetime] | None  # status, title, start; None: not in the calendar


@dataclass
class FakeCalendar:
    """A mail program that does what RFC 5546 says: of one UID the higher SEQUENCE wins, then the later DTSTAMP."""

    newest: dict[str, tuple[tuple[int, datetime], State]] = field(default_factory=dict)

    def receive(self, mail: bytes) -> None:
        (part,) = (
            each
            for each in message_from_bytes(mail, policy=default).walk()
            if each.get_content_type() == "text/calendar"
        )
        calendar = Calendar.from_ical(part.get_content())
        (event,) = calendar.walk("VEVENT")
        assert part["content-type"].params["method"] == str(calendar["method"])
        assert isinstance(event, Event)
        stamp = event.DTSTAMP
        assert stamp is not None
        version = (event.sequence, stamp)
        known = self.newest.get(str(event["uid"]))
        if known is None or known[0] < version:
            self.newest[str(event["uid"])] = (version, self._state(str(calendar["method"]), event))

    @staticmethod
    def _state(method: str, event: Event) -> State:
        if method == "CANCEL" and not event.status:
            return None
        assert isinstance(event.start, datetime)
        return str(event.status), str(event.summary), event.start


@dataclass
class Organizer:
    """The site's side: changes a session and writes a mail for each change."""

    session: CalendarSession = SESSION
    state: State = None
    now: datetime = STAMP
    last: datetime | None = None
    mails: list[bytes] = field(default_factory=list)

    def do(self, verb: str, wait: int) -> None:
        self.now += timedelta(seconds=wait / 10)  # often within the same second
        if self.session.cancelled:
            return
        before = Timing(self.session.starts_at, self.session.minutes)
        changes: dict[str, dict[str, object]] = {
            "invite": {},
            "rename": {"title": self.session.title + "!"},
            "move": {"starts_at": self.session.starts_at + timedelta(hours=1)},
            "cancel": {"cancelled": True},
            "withdraw": {},
        }
        changed = replace(self.session, **changes[verb])  # type: ignore[arg-type]  # by name
        after = Timing(changed.starts_at, changed.minutes, changed.cancelled)
        self.session = replace(changed, sequence=next_sequence(changed.sequence, before, after))
        self.send("REQUEST" if verb in ("invite", "rename", "move") else "CANCEL", verb)

    def send(self, method: str, verb: str) -> None:
        self.last = next_stamp(self.now, self.last)
        write = {"cancel": cancel, "withdraw": withdraw}.get(verb, request)
        status = "CANCELLED" if verb == "cancel" else "CONFIRMED"
        self.state = None if verb == "withdraw" else (status, self.session.title, self.session.starts_at)
        envelope = Envelope(
            sender=mailbox(self.session.organizer_email, "PeerHub"),
            recipient=mailbox(OFFICE.email, OFFICE.name),
            subject=self.session.title,
            message_id=f"<{len(self.mails)}@peerhub.example>",
        )
        written = write(self.session, OFFICE, self.last)
        self.mails.append(calendar_mail(envelope, "text", "<p>text</p>", written, method).as_bytes())


VERBS = st.sampled_from(["invite", "rename", "move", "withdraw", "invite", "rename", "move", "cancel"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(VERBS, st.integers(0, 15)), min_size=1, max_size=7), st.randoms(use_true_random=False))
def test_any_order_and_any_doubles_end_in_the_same_calendar(steps: list[tuple[str, int]], random: Random) -> None:
    organizer = Organizer()
    for verb, wait in steps:
        organizer.do(verb, wait)
    delivered = organizer.mails + random.choices(organizer.mails, k=3)
    random.shuffle(delivered)
    fake = FakeCalendar()
    for mail in delivered:
        fake.receive(mail)
    assert fake.newest[SESSION.uid][1] == organizer.state


def test_the_fake_calendar_can_fail() -> None:
    """Equal stamps in the wrong order would be lost: it is `next_stamp` that saves them."""
    fake, organizer = FakeCalendar(), Organizer()
    organizer.do("invite", 0)
    organizer.last = None  # forget the last stamp
    organizer.do("rename", 0)
    for mail in organizer.mails:
        fake.receive(mail)
    assert fake.newest[SESSION.uid][1] != organizer.state
