"""Languages, directions and zones as one reader sees them."""

import pytest
from flask import Flask

from peerhub.base import i18n
from peerhub.base.words import NC_


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


@pytest.mark.parametrize(("language", "written"), [("en", "4.5"), ("fr", "4,5"), ("es", "4,5"), ("ar", "4.5")])
def test_a_number_is_written_as_its_reader_does(app: Flask, language: str, written: str) -> None:
    with app.app_context(), i18n.in_language(language):
        assert (i18n.decimal(4.5), i18n.decimal(5.0), i18n.decimal(4.5, "0.0")) == (written, "5", written)


def test_a_word_has_another_translation_for_another_thing(app: Flask) -> None:
    marked = NC_("account", "closed")
    with app.app_context(), i18n.in_language("fr"):
        assert i18n.pgettext("survey", "closed") == "clos"
        assert i18n.translated(marked) == i18n.pgettext("account", "closed") == "fermé"
        assert app.jinja_env.from_string("{{ pgettext('account', 'closed') }}").render() == "fermé"
    with app.app_context(), i18n.in_language("en"):
        assert i18n.translated(marked) == "closed"
        assert i18n.pgettext("nothing", "at all") == "at all"


def test_data_without_a_translation_stay_as_they_are(app: Flask) -> None:
    with app.app_context(), i18n.in_language("fr"):
        assert i18n.translated("Written by people") == "Written by people"
        assert i18n.translated(None) == i18n.translated("") == ""
