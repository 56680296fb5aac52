"""What calendars answer is read in the shapes of four programs, and of anything else nothing worse than a reason comes."""

import base64
import json
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar.parser import Contentline

from peerhub.sessions.engines.calendar_lines import Unreadable
from peerhub.sessions.engines.replies import Attending, read
from peerhub.sessions.engines.reply_parts import read_first, reply_of, written
from tests.sessions.replies import APPLE, COUNTER, EXCHANGE, GOOGLE, THUNDERBIRD, UID, WHO, simple


def refusal(part: bytes, charset: str = "") -> str:
    """Why this cannot be read, empty where it can."""
    try:
        read(part, charset)
    except Unreadable as problem:
        return str(problem)
    return ""


SAID = datetime(2026, 2, 23, 8, 15, 2, tzinfo=UTC)
ALL = {"google": GOOGLE, "exchange": EXCHANGE, "apple": APPLE, "thunderbird": THUNDERBIRD}


@pytest.mark.parametrize(
    ("program", "partstat", "sequence", "comment"),
    [
        ("google", "ACCEPTED", 0, ""),
        ("exchange", "DECLINED", 0, "The budget debate is that day, sorry."),
        ("apple", "TENTATIVE", 0, ""),
        ("thunderbird", "ACCEPTED", None, ""),
    ],
)
def test_four_programs(program: str, partstat: str, sequence: int | None, comment: str) -> None:
    reply = read(ALL[program])
    assert (reply.method, reply.uid, reply.sequence, reply.stamp) == ("REPLY", UID, sequence, SAID)
    assert [(each.email, each.partstat) for each in reply.attendees] == [(WHO, partstat)]
    assert reply.comment == comment
    assert (reply.starts_at, reply.ends_at, reply.occurrence) == (None, None, None)


@pytest.mark.parametrize("program", ALL)
@pytest.mark.parametrize(
    "damage",
    [
        lambda written: written.replace(b"\r\n", b"\n"),
        lambda written: written.replace(b"\r\n", b"\r"),
        lambda written: written.replace(b"\r\n ", b"\r\n"),  # folded, but without the space
        lambda written: b"\xef\xbb\xbf" + written,
        lambda written: written.decode().encode("utf-16"),
        lambda written: written.decode().encode("utf-16-le"),
        lambda written: written.decode().encode("utf-16-be"),
        lambda written: written.lower().replace(b"%2b", b"%2B"),
        lambda written: b"\r\n\r\n" + written + b"\0\0",
        lambda written: written.replace(b"END:VEVENT\r\n", b""),
        lambda written: written.replace(b"BEGIN:VEVENT", b'BROKEN;LINE="x\r\nBEGIN:VEVENT'),
    ],
)
def test_what_mail_servers_do_to_it_changes_nothing(program: str, damage: object) -> None:
    whole, damaged = read(ALL[program]), read(damage(ALL[program]))  # type: ignore[operator]  # one of the above
    assert (damaged.uid, damaged.attendees, damaged.sequence) == (whole.uid, whole.attendees, whole.sequence)
    assert damaged.stamp == whole.stamp


@pytest.mark.parametrize(
    "written",
    [
        "mailto:copyright@office.example", "MAILTO:Copyright@OFFICE.example", "Mailto:%63opyright@office.example",
        "mailto:<copyright@office.example>", '"mailto:copyright@office.example"', "copyright@office.example",
        "mailto:copyright@office.example?subject=x", "MAILTO: copyright@office.example ",
    ],
)  # fmt: skip
def test_addresses_come_in_many_coats(written: str) -> None:
    part = simple().replace(b"mailto:" + WHO.encode(), written.encode())
    assert [each.email for each in read(part).attendees] == [WHO]


@pytest.mark.parametrize("written", ["invalid:nomail", "mailto:", "mailto:@x", "mailto:a b@x", f"mailto:{'a' * 300}@x"])
def test_what_is_no_address_answers_nothing(written: str) -> None:
    with pytest.raises(Unreadable, match="names nobody"):
        read(simple().replace(b"mailto:" + WHO.encode(), written.encode()))


def test_character_sets() -> None:
    comment = simple(more="COMMENT:Désolé, à bientôt\n")
    in_latin = comment.decode().encode("latin-1")
    assert read(comment).comment == read(in_latin).comment == read(in_latin, "iso-8859-1").comment
    assert read(comment).comment == "Désolé, à bientôt"
    assert read(simple(more="COMMENT:عذرا\n").decode().encode("cp1256"), "windows-1256").comment == "عذرا"
    for odd in ("rot13", "zip", "\0", "punycode", "no-such-set", "é" * 9, "unicode_escape", "x" * 10_000):
        assert read(comment, odd).comment == "Désolé, à bientôt"


def test_stamps() -> None:
    assert read(simple(stamp="")).stamp is None
    assert read(simple(stamp="20260223T081502")).stamp is None  # whose clock, nobody knows
    assert read(simple(stamp="20261399T081502Z")).stamp is None
    local = simple().replace(b"DTSTAMP:20260223T081502Z", b"DTSTAMP;TZID=America/Jamaica:20260223T031502")
    assert read(local).stamp == SAID
    assert read(simple(sequence=None)).sequence is None
    assert read(simple().replace(b"SEQUENCE:0", b"SEQUENCE:-1")).sequence is None
    assert read(simple(sequence=10**30)).sequence is None


APRIL = datetime(2026, 4, 6, 13, 0, tzinfo=UTC)  # 15:00 in Western Europe, where clocks went forward in March


def test_a_new_time_is_proposed_with_a_windows_zone() -> None:
    reply = read(COUNTER)
    assert (reply.method, reply.starts_at, reply.ends_at) == ("COUNTER", APRIL, APRIL + timedelta(minutes=90))
    assert reply.attendees == (Attending(WHO, "TENTATIVE"),)
    assert read(EXCHANGE).starts_at is None  # an answer proposes nothing


@pytest.mark.parametrize(
    "zone",
    ["Europe/Berlin", "/mozilla.org/20050126_1/Europe/Berlin", "W. Europe Standard Time", "Customized Time Zone"],
)
def test_zones_of_many_names(zone: str) -> None:
    assert read(COUNTER.replace(b"W. Europe Standard Time", zone.encode())).starts_at == APRIL


def test_a_zone_that_only_the_file_knows() -> None:
    own = COUNTER.replace(b"W. Europe Standard Time", b"Ours")
    assert read(own.replace(b"20260406T150000", b"20260202T150000")).starts_at == datetime(2026, 2, 2, 14, tzinfo=UTC)
    assert read(own.replace(b"BYDAY=-1SU", b"BYDAY=1SU;BYHOUR=1,2,3")).starts_at == APRIL
    assert read(own.replace(b"FREQ=YEARLY", b"FREQ=SECONDLY")).starts_at is None
    assert read(own.replace(b"TZID:Ours", b"TZID:Theirs")).starts_at is None
    fixed = own.replace(b"RRULE:", b"X-RRULE:").replace(b"TZOFFSETTO:+0200", b"TZOFFSETTO:+0100")
    assert read(fixed).starts_at == APRIL + timedelta(hours=1)


def test_whole_days_and_lengths() -> None:
    def proposed(*lines: str) -> tuple[datetime | None, datetime | None]:
        reply = read(simple(method="COUNTER", more="".join(line + "\n" for line in lines)))
        return reply.starts_at, reply.ends_at

    assert proposed("DTSTART;VALUE=DATE:20260406") == (None, None)
    assert proposed("DTSTART:20260406T130000Z", "DURATION:PT1H30M") == (APRIL, APRIL + timedelta(minutes=90))
    assert proposed("DTSTART:20260406T130000Z", "DTEND:20260406T120000Z") == (APRIL, None)
    assert proposed("DTSTART:20260406T130000Z", "DURATION:P99999999999W") == (APRIL, None)
    assert proposed("DTSTART:99990101T000000Z") == (None, None)
    assert proposed("DTSTART;TZID=../../etc/passwd:20260406T130000") == (None, None)
    assert proposed() == (None, None)


def test_other_methods_are_told_apart() -> None:
    assert read(simple(method="refresh")).method == "REFRESH"
    assert read(simple(method="DECLINECOUNTER")).method == "DECLINECOUNTER"
    for other in ("REQUEST", "PUBLISH", "CANCEL", "ADD", ""):
        with pytest.raises(Unreadable, match="METHOD"):
            read(simple(method=other))


def test_one_occurrence() -> None:
    reply = read(simple(more="RECURRENCE-ID:20260302T120000Z\n"))
    assert reply.occurrence
    assert (reply.occurrence.day, reply.occurrence.at) == (date(2026, 3, 2), datetime(2026, 3, 2, 12, tzinfo=UTC))
    both = simple().replace(
        b"BEGIN:VEVENT", b"BEGIN:VEVENT\nUID:other@x\nRECURRENCE-ID:20260302\nEND:VEVENT\nBEGIN:VEVENT"
    )
    assert read(both).uid == UID


ATTENDEE = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a{}@x.example\n"
TOO_MUCH = {
    "10,000 attendees": (simple(more="".join(ATTENDEE.format(each) for each in range(10_000))), "bytes|lines"),
    "30 attendees": (simple(more="".join(ATTENDEE.format(each) for each in range(30))), "attendees"),
    "a megabyte": (simple(more="X-FILL:" + "x" * 2**20 + "\n"), "bytes"),
    "nested": (b"BEGIN:VCALENDAR\nMETHOD:REPLY\n" + b"BEGIN:VEVENT\n" * 50, "components"),
    "many components": (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nEND:VEVENT\n" * 300, "components"),
    "many lines": (b"\n" * 6_000, "lines"),
    "nothing": (b"", "no calendar"),
    "no event": (b"BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR", "no event"),
    "no UID": (simple(uid=""), "UID"),
    "a long UID": (simple(uid="u" * 300), "UID"),
    "a picture": (bytes(range(256)) * 100, "no calendar"),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_too_much_is_refused_with_a_reason(name: str) -> None:
    part, why = TOO_MUCH[name]
    with pytest.raises(Unreadable, match=why):
        read(part)


def test_the_slowest_part_that_is_read_takes_no_second() -> None:
    """Bounds keep the time in bounds: many parameters, many lines, many spaces, each as large as is read."""
    quoted = ("ATTENDEE;" + 'A="b,c";' * 400 + "PARTSTAT=ACCEPTED:mailto:a@x\n") * 60
    slow = [simple(more=quoted), simple(more="COMMENT:" + "\\n" * 1_900 + "\n"), simple(more=" \n" * 4_900)]
    slow += [simple(more=("COMMENT:" + "x" * 3_900 + "\n") * 60), simple(more="COMMENT;X=" + "a," * 1_900 + ":x\n")]
    began = time.process_time()
    reasons = [refusal(part) for part in slow]
    assert max(len(part) for part in slow) < 256 * 1024
    assert [reason for reason in reasons if reason] == ["It has more than 20 attendees; an answer has one."]
    assert time.process_time() - began < 5


def test_a_list_of_many_is_refused_before_its_lines_are_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[str] = []
    parts = Contentline.parts

    def counted(line: Contentline) -> object:
        taken.append(line)
        return parts(line)

    monkeypatch.setattr(Contentline, "parts", counted)
    many = simple(more="".join(ATTENDEE.format(each) for each in range(4_000)))
    broken = simple(more='ATTENDEE;CN="x:mailto:a@x.example\n' * 4_000)
    others = simple(more="COMMENT:x\n" * 4_000)
    for part, why in ((many, "more than 20 attendees"), (broken, "more than 20 attendees"), (others, "More than 1000")):
        taken.clear()
        assert why in refusal(part)
        assert len(taken) <= 1_000


@pytest.mark.parametrize("part", [*ALL.values(), COUNTER, simple(more="RECURRENCE-ID;VALUE=DATE:20260302\n")])
def test_an_answer_comes_back_from_a_worker_as_it_was(part: bytes) -> None:
    assert reply_of(json.loads(json.dumps(written(read(part))))) == read(part)


def test_the_first_part_that_is_an_answer_counts() -> None:
    parts = [base64.b64encode(part).decode() for part in (simple(method="REQUEST"), GOOGLE, COUNTER)]
    assert reply_of(read_first([[part, ""] for part in parts])) == read(GOOGLE)
    assert reply_of(read_first([[parts[0], ""]])) is None


PIECES = st.sampled_from(
    [
        *GOOGLE.splitlines(keepends=True), *COUNTER.splitlines(keepends=True), b"BEGIN:VCALENDAR\n", b"METHOD:REPLY\n",
        b"BEGIN:VEVENT\n", b"END:VEVENT\n", b"DTSTART;TZID=:20260101T000000\n", b"DTSTAMP;TZID=\"\":2026\n", b"TZID:Ours\n",
        b"DTSTART;TZID=Ours:20260229T250000\n", b"RRULE:FREQ=YEARLY;BYDAY=5MO;BYMONTH=2\n", b"TZOFFSETTO:+9999\n", b" \xff\n",
    ]
)  # fmt: skip


@settings(max_examples=300)
@given(st.one_of(st.lists(PIECES, max_size=40).map(b"".join), st.binary(max_size=400)), st.text(max_size=12))
def test_no_bytes_make_it_stumble(part: bytes, charset: str) -> None:
    assert refusal(part, charset) or read(part, charset).uid


@settings(max_examples=300)
@given(st.sampled_from([*ALL.values(), COUNTER]), st.data())
def test_no_damage_makes_it_stumble(part: bytes, data: st.DataObject) -> None:
    damaged = bytearray(part)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4)) or b"\n"
    assert refusal(bytes(damaged)) or len(read(bytes(damaged)).uid) <= 250
