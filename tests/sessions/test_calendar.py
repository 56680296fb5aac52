"""Calendar parts, read back by parsers that aren't the one that wrote them, and delivered in any order."""

import re
from dataclasses import replace
from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from peerhub.base.text.plain import one_line
from peerhub.sessions.engines.calendar import cancel, download, feed, request, withdraw
from tests.sessions.calendars import NOON, OFFICE, SESSION, STAMP, lines, values

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
