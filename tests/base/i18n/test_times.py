"""Times, dates and zones as one reader sees them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from peerhub.base import clock
from peerhub.base.i18n import reader as reader_i18n
from peerhub.base.i18n import times

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


@pytest.fixture
def reader(app: Flask) -> Iterator[None]:
    """Somebody in Kingston who reads English, on 24 November 2026 at 08:00 there."""
    with app.app_context(), reader_i18n.in_language("en", "America/Jamaica"):
        yield


@pytest.mark.usefixtures("reader")
def test_times_are_told_on_the_readers_clock_in_words_first() -> None:
    assert times.local_time(NOW) == "08:00"
    assert times.local_date(NOW) == "Tuesday 24 November"
    assert times.local_datetime(NOW) == "Tuesday 24 November, 08:00"
    assert times.local_date(datetime(2027, 1, 5, 3, 0, tzinfo=UTC)) == "Monday 4 January 2027"
    assert times.short_date(date(2026, 3, 9)) == "9 March"
    assert times.short_date(date(2025, 3, 9)) == "9 March 2025"
    assert times.date_part(NOW, "EEE") == "Tue"
    assert times.utc_iso(NOW) == "2026-11-24T13:00:00Z"


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize(
    ("language", "this_year", "next_year"),
    [
        ("en", "Tuesday 24 November", "Monday 4 January 2027"),
        ("fr", "mardi 24 novembre", "lundi 4 janvier 2027"),
        ("es", "martes, 24 de noviembre", "lunes, 4 de enero de 2027"),
        ("ar", "الثلاثاء، 24 نوفمبر", "الاثنين، 4 يناير 2027"),
    ],
)
def test_a_date_of_another_year_reads_like_one_of_this_year(language: str, this_year: str, next_year: str) -> None:
    with reader_i18n.in_language(language):
        assert times.local_date(date(2026, 11, 24)) == this_year
        assert times.local_date(date(2027, 1, 4)) == next_year


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize(
    ("back", "words"),
    [
        (timedelta(minutes=2), "today 07:58"),
        (timedelta(hours=9), "yesterday 23:00"),
        (timedelta(days=4), "Friday 08:00"),
        (timedelta(days=7), "17 November, 08:00"),
        (-timedelta(days=1), "25 November, 08:00"),
    ],
)
def test_near_times_are_told_by_their_day(back: timedelta, words: str) -> None:
    assert times.weekday_time(NOW - back) == words


@pytest.mark.usefixtures("reader")
def test_distances_have_a_direction() -> None:
    assert times.ago(NOW - timedelta(minutes=20)) == "20 minutes ago"
    assert times.ago(NOW + timedelta(days=3)) == "in 3 days"


@pytest.mark.parametrize(
    ("zone", "offset"),
    [
        ("America/Jamaica", "UTC−5"),
        ("Asia/Kathmandu", "UTC+5:45"),
        ("America/St_Johns", "UTC−3:30"),
        ("UTC", "UTC"),
    ],
)
def test_offsets_are_written_as_people_write_them(zone: str, offset: str) -> None:
    assert times.utc_offset(NOW.astimezone(reader_i18n.zone_info(zone))) == offset


@pytest.mark.usefixtures("reader")
def test_zones_are_named_by_their_city() -> None:
    with clock.fixed_at(NOW):
        assert times.zone_label() == "Jamaica (UTC−5)"
        assert times.zone_label("Africa/Kampala") == "Kampala (UTC+3)"
        assert times.zone_label("UTC") == "UTC"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "mardi 24 novembre"),
        ("es", "martes, 24 de noviembre"),
        ("ar", "الثلاثاء، 24 نوفمبر"),
        ("zh", "11月24日星期二"),
    ],
)
def test_dates_follow_the_order_of_the_language(app: Flask, language: str, words: str) -> None:
    with app.app_context(), reader_i18n.in_language(language, "UTC"):
        assert times.local_date(NOW) == words
