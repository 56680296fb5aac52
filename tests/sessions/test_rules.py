"""Time, comfort, seats, answers, changes and reminders."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerhub.sessions.rules.changes import Timing, next_sequence, next_stamp
from peerhub.sessions.rules.local_times import Comfort, DaysOff, Hours, comfort, cost, local_times
from peerhub.sessions.rules.reminders import reminders
from peerhub.sessions.rules.rsvp import has_ended, may_respond
from peerhub.sessions.rules.wall_time import ClockProblem, FarAway, RepeatedTime, SkippedTime, UnknownZone, instant
from tests.sessions.zones import ZONES

START = datetime(2026, 12, 2, 13, tzinfo=UTC)
USUAL = DaysOff(frozenset({5, 6}), {})
FRIDAY_SATURDAY = DaysOff(frozenset({4, 5}), {})
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


# ---- Wall time to UTC


@given(
    st.datetimes(min_value=wall("2020-01-01"), max_value=wall("2036-01-01")).map(lambda at: at.replace(fold=0)),
    st.sampled_from(ZONES),
)
def test_an_instant_shows_the_wall_time_it_was_made_from(at: datetime, zone: str) -> None:
    place = ZoneInfo(zone)
    try:
        assert instant(at, zone).astimezone(place).replace(tzinfo=None, fold=0) == at
    except SkippedTime as problem:
        after = problem.params["after"]
        assert isinstance(after, datetime)
        assert at < after
        assert instant(after, zone).tzinfo is UTC
        with pytest.raises(SkippedTime):
            instant(after - timedelta(seconds=1), zone)
    except RepeatedTime:
        both = [instant(at, zone, "first"), instant(at, zone, "second")]
        assert both[0] < both[1]
        assert {each.astimezone(place).replace(tzinfo=None, fold=0) for each in both} == {at}


def readings(at: datetime, zone: str) -> list[datetime]:
    """The instants at which clocks show that time: none, one or two."""
    try:
        return [instant(at, zone)]
    except SkippedTime:
        return []
    except RepeatedTime:
        return [instant(at, zone, "first"), instant(at, zone, "second")]


@pytest.mark.parametrize("zone", ZONES)
def test_each_quarter_of_an_hour_of_two_years_is_found_or_refused(zone: str) -> None:
    """Around every change of clocks: as many times are refused as the clocks jump over, and each twice that repeats."""
    place = ZoneInfo(zone)
    seen: list[datetime] = []
    for day in (wall("2026-01-01") + DAY * number for number in range(730)):
        if day.replace(tzinfo=place).utcoffset() == (day + DAY).replace(tzinfo=place).utcoffset():
            continue  # no change on this day
        for quarter in range(96):
            at = day + timedelta(minutes=15 * quarter)
            seen += readings(at, zone)
    assert len(set(seen)) == len(seen)
    days = {each.astimezone(place).date() for each in seen}
    for day_seen in days:  # what is left is the whole local day, without a hole and without a double
        quarters = sorted(each for each in seen if each.astimezone(place).date() == day_seen)
        assert {later - earlier for earlier, later in pairwise(quarters)} == {timedelta(minutes=15)}


def test_what_is_said_of_times_that_do_not_fit() -> None:
    with pytest.raises(SkippedTime) as skipped:
        instant(wall("2026-03-29T02:30"), "Europe/Paris")
    assert skipped.value.params == {"zone": "Europe/Paris", "after": wall("2026-03-29T03:00")}
    assert str(skipped.value).startswith("This time does not exist, because the clocks go forward then (Europe/Paris)")
    with pytest.raises(RepeatedTime) as repeated:
        instant(wall("2026-10-25T02:30"), "Europe/Paris")
    assert repeated.value.params["first"] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert repeated.value.params["second"] == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    with pytest.raises(SkippedTime) as whole_day:  # Samoa left a day out
        instant(wall("2011-12-30T12:00"), "Pacific/Apia")
    assert whole_day.value.params["after"] == wall("2011-12-31T00:00")
    for year in (1969, 2201):
        with pytest.raises(FarAway, match="1970 to 2200"):
            instant(datetime(year, 5, 1), "UTC")  # noqa: DTZ001  # wall time
    for zone in ("Europe/Nowhere", "../etc/passwd", "", "a\0b", "Europe"):
        with pytest.raises(UnknownZone):
            instant(wall("2026-05-01"), zone)
    assert issubclass(UnknownZone, ClockProblem)


# ---- Comfort

WEEK_COSTS = [10] * 6 + [5, 2, 1] + [0] * 8 + [1, 2, 2, 5, 5] + [10, 10]


def test_the_cost_of_each_hour_of_a_day() -> None:
    wednesday, sunday = wall("2026-12-02"), wall("2026-12-06")
    assert [cost(wednesday + HOUR * hour, USUAL) for hour in range(24)] == [*WEEK_COSTS[:6], *WEEK_COSTS[6:]]
    assert [cost(sunday + HOUR * hour, USUAL) for hour in range(24)] == [max(5, each) for each in WEEK_COSTS]


@pytest.mark.parametrize(
    ("at", "feels"),
    [
        ("2026-12-02T09:00", "working"),
        ("2026-12-02T16:59", "working"),
        ("2026-12-02T17:00", "early_or_late"),
        ("2026-12-02T06:00", "early_or_late"),
        ("2026-12-02T05:59", "night"),
        ("2026-12-02T22:00", "night"),
        ("2026-12-05T12:00", "weekend"),
        ("2026-12-06T23:00", "night"),
    ],
)
def test_how_a_time_feels(at: str, feels: Comfort) -> None:
    assert comfort(wall(at), USUAL) == feels


def test_other_hours_and_other_weekends() -> None:
    friday = wall("2026-12-04T07:30")
    assert comfort(friday, USUAL, Hours(7, 15)) == "working"
    assert comfort(friday, FRIDAY_SATURDAY, Hours(7, 15)) == "weekend"
    assert cost(friday, USUAL, Hours(8, 16)) == 1


def test_a_public_holiday_is_no_working_day() -> None:
    off = DaysOff(frozenset({5, 6}), {date(2026, 12, 25): "Christmas Day"})
    assert comfort(wall("2026-12-25T11:00"), off) == "holiday"
    assert comfort(wall("2026-12-25T23:30"), off) == "night"
    assert comfort(wall("2026-12-24T11:00"), off) == "working"
    assert (cost(wall("2026-12-25T11:00"), off), cost(wall("2026-12-24T11:00"), off)) == (10, 0)
    late = datetime(2026, 12, 24, 14, 30, tzinfo=UTC)  # 23:30 in Seoul, so it ends on the 25th there
    (row,) = local_times(late, 60, [("KR", "Asia/Seoul")], {"KR": off})
    assert (row.holiday, row.day_shift) == ("Christmas Day", 0)


def test_the_same_meeting_in_six_places() -> None:
    places = [
        ("SS", "Africa/Juba"),
        ("FJ", "Pacific/Fiji"),
        ("WS", "Pacific/Apia"),
        ("NP", "Asia/Kathmandu"),
        ("JM", "America/Jamaica"),
        ("AE", "Asia/Dubai"),
    ]
    days_off = {code: FRIDAY_SATURDAY if code == "AE" else USUAL for code, _zone in places}
    rows = local_times(datetime(2026, 12, 4, 14, 50, tzinfo=UTC), 70, places, days_off)
    shown = [
        (row.country, f"{row.starts:%a %H:%M}", f"{row.ends:%H:%M}", row.day_shift, row.comfort, row.cost)
        for row in rows
    ]
    assert shown == [
        ("SS", "Fri 16:50", "18:00", 0, "early_or_late", 1),  # begins in office hours, doesn't end there
        ("FJ", "Sat 02:50", "04:00", 1, "night", 10),
        ("WS", "Sat 03:50", "05:00", 1, "night", 10),
        ("NP", "Fri 20:35", "21:45", 0, "early_or_late", 5),
        ("JM", "Fri 09:50", "11:00", 0, "working", 0),
        ("AE", "Fri 18:50", "20:00", 0, "weekend", 5),
    ]
    (early,) = local_times(datetime(2026, 12, 4, 3, tzinfo=UTC), 30, [("JM", "America/Jamaica")], days_off)
    assert early.day_shift == -1
    with pytest.raises(UnknownZone):
        local_times(START, 60, [("XX", "Mars/Base")], {"XX": USUAL})


# ---- States, seats, answers


def test_answers_are_taken_until_the_end() -> None:
    for minutes, can in ((-60, True), (59, True), (60, False)):
        now = START + timedelta(minutes=minutes)
        assert may_respond("scheduled", START, 60, now) is can
        assert has_ended(START, 60, now) is not can
        assert not may_respond("cancelled", START, 60, now)
        assert not may_respond("ended", START, 60, now)
        assert not may_respond("draft", START, 60, now)


# ---- Changes


@pytest.mark.parametrize(
    ("after", "bumps"),
    [
        (Timing(START, 60), False),
        (Timing(START + HOUR, 60), True),
        (Timing(START, 90), True),
        (Timing(START, 60, cancelled=True), True),
        (Timing(START.astimezone(ZoneInfo("Asia/Tokyo")), 60), False),
    ],
)
def test_what_a_change_does_to_calendars(after: Timing, bumps: bool) -> None:
    before = Timing(START, 60)
    assert next_sequence(4, before, after) == 4 + bumps


@given(st.lists(st.integers(-3000, 3000), min_size=2))
def test_stamps_rise_whatever_the_clock_does(steps: list[int]) -> None:
    now, last, stamps = START, None, []
    for step in steps:
        now += timedelta(milliseconds=step)
        last = next_stamp(now, last)
        stamps.append(last)
    assert all(earlier < later for earlier, later in pairwise(stamps))
    assert all(stamp.microsecond == 0 for stamp in stamps)


# ---- Reminders


def due(before: timedelta, invited: timedelta = DAY * 30) -> list[timedelta]:
    return [each.offset for each in reminders(START, START - invited) if each.due <= START - before < each.until]


def test_reminders_are_due_in_time_and_never_too_late() -> None:
    assert due(DAY * 7 + HOUR) == []
    assert due(DAY * 7) == due(DAY * 5 + HOUR) == [DAY * 7]
    assert due(DAY * 5) == due(DAY * 2) == []
    assert due(DAY) == due(HOUR * 12.5) == [DAY]
    assert due(HOUR * 12) == []
    assert due(HOUR) == due(timedelta(seconds=1)) == [HOUR]
    assert due(timedelta(0)) == due(-DAY * 3) == []


def test_nobody_is_reminded_of_what_they_were_just_told() -> None:
    assert due(DAY * 6, invited=DAY * 6) == []
    assert due(DAY, invited=DAY * 6) == [DAY]
    assert [each.offset for each in reminders(START, START - DAY * 2)] == [DAY, HOUR]
    assert [each.until for each in reminders(START, START - DAY * 2)] == [START - HOUR * 12, START]
