"""Languages, directions and zones as one reader sees them."""

import os
from pathlib import Path

import pytest
from babel.messages import pofile
from flask import Flask

from peerhub.base.i18n import formats, languages, reader, translate
from peerhub.base.i18n.marks import NC_
from tools import words


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
        reader.preload_catalogues(("en", "ar"))
    assert {language for language, *_rest in kept} == {"en", "ar"}


@pytest.mark.parametrize(("language", "written"), [("en", "4.5"), ("fr", "4,5"), ("es", "4,5"), ("ar", "4.5")])
def test_a_number_is_written_as_its_reader_does(app: Flask, language: str, written: str) -> None:
    with app.app_context(), reader.in_language(language):
        assert (formats.decimal(4.5), formats.decimal(5.0), formats.decimal(4.5, "0.0")) == (written, "5", written)


def test_a_word_has_another_translation_for_another_thing(app: Flask) -> None:
    marked = NC_("language", "none")
    with app.app_context(), reader.in_language("fr"):
        assert translate.pgettext("country", "none") == "aucun"
        assert formats.translated(marked) == translate.pgettext("language", "none") == "aucune"
        assert app.jinja_env.from_string("{{ pgettext('language', 'none') }}").render() == "aucune"
    with app.app_context(), reader.in_language("en"):
        assert formats.translated(marked) == "none"
        assert translate.pgettext("nothing", "at all") == "at all"


def test_data_without_a_translation_stay_as_they_are(app: Flask) -> None:
    with app.app_context(), reader.in_language("fr"):
        assert formats.translated("Written by people") == "Written by people"
        assert formats.translated(None) == formats.translated("") == ""


@pytest.fixture
def french(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small catalogue in the place of ours."""
    path = tmp_path / "peerhub/translations/fr/LC_MESSAGES/messages.po"
    path.parent.mkdir(parents=True)
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Yes"\nmsgstr "Oui"\n', "utf-8"
    )
    monkeypatch.setattr(translate, "CATALOGUES", path.parents[2])
    return path


def test_catalogue_without_a_compiled_one(french: Path) -> None:
    assert translate.read_catalogue("fr").gettext("Yes") == "Oui"
    assert translate.read_catalogue("es").gettext("Yes") == "Yes"


def test_compiled_catalogue_is_read(french: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words.compile_all(tmp_path)
    monkeypatch.delattr(pofile, "read_po")
    assert translate.read_catalogue("fr").gettext("Yes") == "Oui"
    words.compile_all(tmp_path)  # there is nothing to do


def test_stale_catalogue_is_not_served(french: Path, tmp_path: Path) -> None:
    words.compile_all(tmp_path)
    before = french.stat()
    french.write_text(french.read_text("utf-8").replace("Oui", "Si!"), "utf-8")
    os.utime(french, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert translate.read_catalogue("fr").gettext("Yes") == "Si!"
    words.compile_all(tmp_path)
    assert b"Si!" in french.with_suffix(".mo").read_bytes()
