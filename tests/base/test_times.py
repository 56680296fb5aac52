"""Languages, directions and times as one reader sees them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from peerhub.base import clock, i18n

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


@pytest.fixture
def reader(app: Flask) -> Iterator[None]:
    """Somebody in Kingston who reads English, on 24 November 2026 at 08:00 there."""
    with app.app_context(), i18n.in_language("en", "America/Jamaica"):
        yield


@pytest.mark.usefixtures("reader")
def test_times_are_told_on_the_readers_clock_in_words_first() -> None:
    assert i18n.local_time(NOW) == "08:00"
    assert i18n.local_date(NOW) == "Tuesday 24 November"
    assert i18n.local_datetime(NOW) == "Tuesday 24 November, 08:00"
    assert i18n.local_date(datetime(2027, 1, 5, 3, 0, tzinfo=UTC)) == "Monday 4 January 2027"
    assert i18n.short_date(date(2026, 3, 9)) == "9 March"
    assert i18n.short_date(date(2025, 3, 9)) == "9 March 2025"
    assert i18n.date_part(NOW, "EEE") == "Tue"
    assert i18n.utc_iso(NOW) == "2026-11-24T13:00:00Z"


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
    with i18n.in_language(language):
        assert i18n.local_date(date(2026, 11, 24)) == this_year
        assert i18n.local_date(date(2027, 1, 4)) == next_year


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
    assert i18n.weekday_time(NOW - back) == words


@pytest.mark.usefixtures("reader")
def test_distances_have_a_direction() -> None:
    assert i18n.ago(NOW - timedelta(minutes=20)) == "20 minutes ago"
    assert i18n.ago(NOW + timedelta(days=3)) == "in 3 days"


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
    assert i18n.utc_offset(NOW.astimezone(i18n.zone_info(zone))) == offset


@pytest.mark.usefixtures("reader")
def test_zones_are_named_by_their_city() -> None:
    with clock.held(NOW):
        assert i18n.zone_label() == "Jamaica (UTC−5)"
        assert i18n.zone_label("Africa/Kampala") == "Kampala (UTC+3)"
        assert i18n.zone_label("UTC") == "UTC"


def test_an_unknown_zone_is_utc() -> None:
    assert i18n.zone_info("Mars/Olympus").key == "UTC"
    assert i18n.zone_info(None).key == "UTC"
    assert i18n.zone_info("../../etc/passwd").key == "UTC"


def test_arabic_runs_from_right_to_left_and_the_language_ends_with_its_block(app: Flask) -> None:
    with app.app_context(), i18n.in_language("en", "UTC"):
        with i18n.in_language("ar", "Asia/Amman"):
            assert (i18n.direction(), i18n.language_tag()) == ("rtl", "ar")
            assert i18n.current_zone().key == "Asia/Amman"
            assert i18n.language_name("fr") == "الفرنسية"
        assert (i18n.direction(), i18n.current_zone().key) == ("ltr", "UTC")


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
    with app.app_context(), i18n.in_language(language, "UTC"):
        assert i18n.local_date(NOW) == words


def test_outside_a_request_there_is_english_and_utc(app: Flask) -> None:
    assert str(i18n.current_locale()) == "en"


@pytest.mark.parametrize(
    ("header", "cookie", "expected"),
    [("fr-CA,fr;q=0.9", None, "fr"), ("de", None, "en"), ("de", "ar", "ar"), ("fr", "xx", "fr")],
)
def test_a_stranger_gets_the_browsers_language_or_the_chosen_one(
    app: Flask, header: str, cookie: str | None, expected: str
) -> None:
    browser = app.test_client()
    if cookie:
        browser.set_cookie("language", cookie)
    page = browser.get("/sign-in", headers={"Accept-Language": header}).text
    assert f'<html lang="{expected}"' in page


def test_catalogues_are_read_ahead(app: Flask) -> None:
    kept = app.extensions["babel"].instance.domain_instance.cache
    kept.clear()
    with app.app_context():
        i18n.read_ahead(("en", "ar"))
    assert {language for language, *_rest in kept} == {"en", "ar"}
