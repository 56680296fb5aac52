"""Countries in the reader's language, and lists in the order of its letters."""

from types import SimpleNamespace

import pytest
from flask import Flask

from peerhub.base import i18n, names

JAMAICA = SimpleNamespace(code="JM", name="Jamaica")
PALESTINE = SimpleNamespace(code="PS", name="Palestine")
KOREA = SimpleNamespace(code="KR", name="Republic of Korea")


@pytest.mark.parametrize(
    ("language", "jamaica", "palestine", "korea"),
    [
        ("en", "Jamaica", "Palestine", "Republic of Korea"),
        ("fr", "Jamaïque", "Palestine", "République de Corée"),
        ("es", "Jamaica", "Palestina", "República de Corea"),
        ("ar", "جامايكا", "فلسطين", "جمهورية كوريا"),
    ],
)
def test_a_country_is_named_in_the_readers_language(
    app: Flask, language: str, jamaica: str, palestine: str, korea: str
) -> None:
    with app.app_context(), i18n.in_language(language):
        assert [names.country_name(each) for each in (JAMAICA, PALESTINE, KOREA)] == [jamaica, palestine, korea]
        assert names.country_name(names.kept(JAMAICA)) == jamaica


def test_what_is_no_country_stays(app: Flask) -> None:
    with app.app_context(), i18n.in_language("fr"):
        assert names.country_name("Jamaica") == "Jamaica"  # as mails carried it that were written earlier
        assert names.country_name(None) == names.country_name(names.kept(None)) == ""
        assert names.country_name(SimpleNamespace(code="ZZZ", name="Atlantis")) == "Atlantis"


def test_english_is_as_the_programme_spells_it(app: Flask) -> None:
    with app.app_context(), i18n.in_language("en"):
        assert names.country_name(SimpleNamespace(code="VN", name="Viet Nam")) == "Viet Nam"


def test_lists_follow_the_letters_of_the_language(app: Flask) -> None:
    countries = [SimpleNamespace(code=code, name=name) for code, name in (("DE", "Germany"), ("EG", "Egypt"))]
    with app.app_context():
        for language, first in (("en", "EG"), ("fr", "DE")):
            with i18n.in_language(language):
                assert names.by_name(countries)[0].code == first
        with i18n.in_language("fr"):
            assert sorted(["Zambie", "Égypte", "Estonie"], key=names.order) == ["Égypte", "Estonie", "Zambie"]
        with i18n.in_language("es"):
            assert sorted(["ñu", "nu", "nz", "o"], key=names.order) == ["nu", "nz", "ñu", "o"]
