"""Languages, directions and zones as one reader sees them."""

import pytest
from flask import Flask

from peerhub.base.i18n import formats, languages, reader


def test_an_unknown_zone_is_utc() -> None:
    assert reader.zone_info("Mars/Olympus").key == "UTC"
    assert reader.zone_info(None).key == "UTC"
    assert reader.zone_info("../../etc/passwd").key == "UTC"


def test_arabic_runs_from_right_to_left_and_the_language_ends_with_its_block(app: Flask) -> None:
    with app.app_context(), reader.in_language("en", "UTC"):
        with reader.in_language("ar", "Asia/Amman"):
            assert (reader.direction(), reader.language_tag()) == ("rtl", "ar")
            assert reader.current_zone().key == "Asia/Amman"
            assert languages.language_name("fr") == "الفرنسية"
        assert (reader.direction(), reader.current_zone().key) == ("ltr", "UTC")


def test_outside_a_request_there_is_english_and_utc(app: Flask) -> None:
    assert str(reader.current_locale()) == "en"


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
        reader.read_ahead(("en", "ar"))
    assert {language for language, *_rest in kept} == {"en", "ar"}


@pytest.mark.parametrize(("language", "written"), [("en", "4.5"), ("fr", "4,5"), ("es", "4,5"), ("ar", "4.5")])
def test_a_number_is_written_as_its_reader_does(app: Flask, language: str, written: str) -> None:
    with app.app_context(), reader.in_language(language):
        assert (formats.decimal(4.5), formats.decimal(5.0), formats.decimal(4.5, "0.0")) == (written, "5", written)
