"""Countries in the reader's language, and lists in the order of its letters."""

from types import SimpleNamespace

import pytest
from flask import Flask

from peerhub.base.i18n import countries as countrie_i18n
from peerhub.base.i18n import reader

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
    with app.app_context(), reader.in_language(language):
        assert [countrie_i18n.country_name(each) for each in (JAMAICA, PALESTINE, KOREA)] == [jamaica, palestine, korea]
        assert countrie_i18n.country_name(countrie_i18n.country_data(JAMAICA)) == jamaica


def test_what_is_no_country_stays(app: Flask) -> None:
    with app.app_context(), reader.in_language("fr"):
        assert countrie_i18n.country_name("Jamaica") == "Jamaica"  # as mails carried it that were written earlier
        assert countrie_i18n.country_name(None) == countrie_i18n.country_name(countrie_i18n.country_data(None)) == ""
        assert countrie_i18n.country_name(SimpleNamespace(code="ZZZ", name="Atlantis")) == "Atlantis"


def test_english_is_as_the_programme_spells_it(app: Flask) -> None:
    with app.app_context(), reader.in_language("en"):
        assert countrie_i18n.country_name(SimpleNamespace(code="VN", name="Viet Nam")) == "Viet Nam"


def test_lists_follow_the_letters_of_the_language(app: Flask) -> None:
    countries = [SimpleNamespace(code=code, name=name) for code, name in (("DE", "Germany"), ("EG", "Egypt"))]
    with app.app_context():
        for language, first in (("en", "EG"), ("fr", "DE")):
            with reader.in_language(language):
                assert countrie_i18n.by_name(countries)[0].code == first
        with reader.in_language("fr"):
            assert sorted(["Zambie", "Égypte", "Estonie"], key=countrie_i18n.sort_key) == [
                "Égypte",
                "Estonie",
                "Zambie",
            ]
        with reader.in_language("es"):
            assert sorted(["ñu", "nu", "nz", "o"], key=countrie_i18n.sort_key) == ["nu", "nz", "ñu", "o"]
