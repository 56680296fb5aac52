"""When emails about notices leave: in the reader's hours, on the working days of their country."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerhub.base.paths import site_folder
from peerhub.notices.rules import (
    AT_ONCE,
    DAILY,
    FREQUENCIES,
    GRACE,
    HOURLY,
    MENTIONS,
    NEVER,
    PEOPLE,
    SESSIONS,
    WEEKLY,
    Calendar,
    can_be_stopped,
    email_at,
    topic_of,
)

FOLDER = site_folder("templates") / "mail"
KINDS = sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.glob("*/[a-z]*.html"))
JAMAICA, JORDAN, NEPAL = ZoneInfo("America/Jamaica"), ZoneInfo("Asia/Amman"), ZoneInfo("Asia/Kathmandu")
FRIDAY_AND_SATURDAY = frozenset({4, 5})
ZONES = [ZoneInfo(name) for name in sorted(available_timezones()) if "/" in name]


def at(zone: ZoneInfo, *when: int) -> datetime:
    """A moment by somebody's clock."""
    return datetime(2026, *when, tzinfo=zone)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("frequency", "calendar", "now", "leaves"),
    [
        (AT_ONCE, Calendar(JAMAICA), at(JAMAICA, 11, 30, 14), at(JAMAICA, 11, 30, 14, 2)),
        (AT_ONCE, Calendar(JAMAICA, quiet=(20, 7)), at(JAMAICA, 11, 30, 22), at(JAMAICA, 12, 1, 7)),
        (AT_ONCE, Calendar(JAMAICA, quiet=(20, 7)), at(JAMAICA, 11, 30, 3), at(JAMAICA, 11, 30, 7)),
        (AT_ONCE, Calendar(JAMAICA, quiet=(12, 14)), at(JAMAICA, 11, 30, 13), at(JAMAICA, 11, 30, 14)),
        (HOURLY, Calendar(NEPAL), at(NEPAL, 11, 30, 14, 10), at(NEPAL, 11, 30, 15)),
        (HOURLY, Calendar(NEPAL), at(NEPAL, 11, 30, 14), at(NEPAL, 11, 30, 15)),
        (DAILY, Calendar(JAMAICA), at(JAMAICA, 11, 30, 7), at(JAMAICA, 11, 30, 8)),
        (DAILY, Calendar(JAMAICA), at(JAMAICA, 11, 30, 8), at(JAMAICA, 12, 1, 8)),
        (DAILY, Calendar(JAMAICA), at(JAMAICA, 12, 4, 9), at(JAMAICA, 12, 7, 8)),  # from Friday to Monday
        (
            DAILY,
            Calendar(JORDAN, FRIDAY_AND_SATURDAY),
            at(JORDAN, 12, 3, 9),
            at(JORDAN, 12, 6, 8),
        ),  # Thursday to Sunday
        (DAILY, Calendar(JAMAICA, holidays={date(2026, 12, 25)}), at(JAMAICA, 12, 24, 9), at(JAMAICA, 12, 28, 8)),
        (DAILY, Calendar(JAMAICA, quiet=(18, 10)), at(JAMAICA, 11, 30, 7), at(JAMAICA, 11, 30, 10)),
        (WEEKLY, Calendar(JAMAICA), at(JAMAICA, 12, 1, 9), at(JAMAICA, 12, 7, 8)),
        (WEEKLY, Calendar(JORDAN, FRIDAY_AND_SATURDAY), at(JORDAN, 12, 1, 9), at(JORDAN, 12, 6, 8)),
        (WEEKLY, Calendar(JAMAICA, holidays={date(2026, 12, 7)}), at(JAMAICA, 12, 1, 9), at(JAMAICA, 12, 8, 8)),
        (WEEKLY, Calendar(JAMAICA, weekend=frozenset()), at(JAMAICA, 12, 1, 9), at(JAMAICA, 12, 7, 8)),
    ],
)
def test_it_leaves_when_its_reader_expects_it(
    frequency: str, calendar: Calendar, now: datetime, leaves: datetime
) -> None:
    assert email_at(frequency, now, calendar) == leaves.astimezone(UTC)


def test_never_means_never() -> None:
    assert email_at(NEVER, at(JAMAICA, 11, 30, 14), Calendar(JAMAICA)) is None


def test_where_nobody_works_it_leaves_the_next_morning() -> None:
    calendar = Calendar(JAMAICA, weekend=frozenset(range(7)))
    assert email_at(DAILY, at(JAMAICA, 11, 30, 9), calendar) == at(JAMAICA, 12, 1, 8).astimezone(UTC)


calendars = st.builds(
    Calendar,
    zone=st.sampled_from(ZONES),
    weekend=st.frozensets(st.integers(0, 6), max_size=3),
    holidays=st.frozensets(st.dates(date(2026, 1, 1), date(2027, 3, 1)), max_size=30),
    quiet=st.tuples(st.integers(0, 23), st.integers(0, 23)),
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  (Hypothesis adds it)


@given(st.sampled_from(FREQUENCIES), moments, calendars)
def test_it_never_leaves_before_or_at_a_quiet_hour(frequency: str, now: datetime, calendar: Calendar) -> None:
    leaves = email_at(frequency, now, calendar)
    if frequency == NEVER:
        assert leaves is None
        return
    assert leaves
    assert now < leaves <= now + timedelta(days=61)
    local = leaves.astimezone(calendar.zone)
    # Where clocks are put forward over the end of the quiet hours, the next hour is the first that exists.
    assert not calendar.is_quiet(local.hour) or not calendar.is_quiet((local.hour - 1) % 24)
    if frequency == DAILY and calendar.quiet == (0, 0):
        assert calendar.works_on(local.date())
    if frequency == WEEKLY and calendar.quiet == (0, 0):
        assert calendar.begins_week(local.date())


@given(st.dates(date(2026, 1, 1), date(2027, 1, 1)), calendars)
def test_a_week_begins_once(day: date, calendar: Calendar) -> None:
    week = [day + timedelta(days=number) for number in range(7)]
    assert sum(calendar.begins_week(each) for each in week) <= 2  # seven days touch two weeks
    assert all(calendar.works_on(each) for each in week if calendar.begins_week(each))


@given(moments, calendars)
def test_what_comes_sooner_is_never_later(now: datetime, calendar: Calendar) -> None:
    at_once, hourly = email_at(AT_ONCE, now, calendar), email_at(HOURLY, now, calendar)
    assert at_once
    assert hourly
    assert at_once <= max(hourly, now + GRACE) or calendar.is_quiet((now + GRACE).astimezone(calendar.zone).hour)


@pytest.mark.parametrize(
    ("kind", "topic"),
    [
        ("rooms/mentioned", MENTIONS),
        ("sessions/invited", SESSIONS),
        ("people/joined", PEOPLE),
        ("rooms/facilitator", PEOPLE),
    ],
)
def test_each_kind_is_about_something(kind: str, topic: str) -> None:
    assert topic_of(kind) == topic


def test_invitations_and_links_cannot_be_stopped_but_reminders_and_all_else_can() -> None:
    always = {kind for kind in KINDS if not can_be_stopped(kind)}
    addresses = {f"accounts/address_{each}" for each in ("asked", "changed", "returned")}
    links = addresses | {"accounts/invitation", "accounts/new_address", "accounts/sign_in_link"}
    told = {f"sessions/{each}" for each in ("cancelled", "invitation", "kept", "moved", "updated", "withdrawn")}
    assert always == links | told
    assert {"sessions/reminder", "surveys/opened", "notices/news"} <= set(KINDS)
