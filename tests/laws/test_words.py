"""The catalogues hold every word of the site, translated, with the same placeholders."""

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tools import words

LANGUAGES = sorted(path.parent.parent.name for path in words.CATALOGUES.glob("*/LC_MESSAGES/messages.po"))


@pytest.fixture(scope="module")
def marked() -> Catalog:
    """Every marked word."""
    return words.extract()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_translated(marked: Catalog, language: str) -> None:
    with (words.CATALOGUES / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
        assert words.check(marked, read_po(source, locale=language)) == []


def test_what_is_wrong_with_a_catalogue_is_found() -> None:
    site, catalogue = Catalog(), Catalog(locale="fr")
    site.add("Hello %(name)s")
    site.add(("%(num)s day", "%(num)s days"))
    assert words.check(site, catalogue) == ["not translated: 'Hello %(name)s'", "not translated: '%(num)s day'"]
    catalogue.add("Hello %(name)s", "Bonjour %(nom)s")
    catalogue.add(("%(num)s day", "%(num)s days"), ("un jour", "%(num)s jours"))
    assert words.check(site, catalogue) == ["other placeholders: 'Hello %(name)s'"]
    catalogue["Hello %(name)s"].string = "Bonjour %(name)s"
    assert words.check(site, catalogue) == []


def test_the_extraction_finds_words_of_code_rules_and_templates(marked: Catalog) -> None:
    for expected in ("Fill this in.", "Data for policy", "This week"):
        assert expected in marked


def test_a_word_with_a_context_is_found_in_code_and_templates(marked: Catalog) -> None:
    for context, word in (("need", "Withdrawn"), ("email", "sent"), ("survey", "closed")):
        assert marked.get(word, context) is not None


def test_samples_of_the_gallery_of_parts_are_not_translated() -> None:
    """It is a page for developers, in the demonstration only."""
    gallery = (words.ROOT / "templates" / "design" / "gallery.html").read_text(encoding="utf-8")
    assert "_(" not in gallery
    assert "{% trans" not in gallery
