"""Sentences are put into a template when it is compiled, once for each language, and it renders as if they were asked for then."""

import pytest
from flask import Flask
from jinja2 import DictLoader

from peerhub.base.i18n import reader, translate

SOURCE = """{{ _("Sessions") }}|{{ pgettext("language", "none") }}|{{ _("Time zone: %(zone)s.", zone=zone) }}|{{ _(word) }}|
{{- ngettext("%(num)s thread", "%(num)s threads", 2) }}|{% set label = _("Rooms") %}{{ label ~ zone }}|{{ _("Rooms")|upper }}"""


@pytest.fixture
def site(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The site with templates of our own."""
    whole = '{% include "part.html" %}'
    sources = {"page.html": SOURCE, "mail.txt": SOURCE, "part.html": '{{ _("Rooms") }}', "whole.html": whole}
    monkeypatch.setattr(app.jinja_env, "loader", DictLoader(sources))
    return app


def rendered(app: Flask, language: str, name: str = "page.html") -> str:
    """What a reader of a language gets."""
    with app.app_context(), reader.in_language(language):
        return app.jinja_env.get_template(name).render(zone="<Asia>", word="Surveys")


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_each_reader_gets_their_language(site: Flask, language: str) -> None:
    with site.app_context(), reader.in_language(language):
        said = [
            translate.gettext("Sessions"),
            translate.pgettext("language", "none"),
            translate.gettext("Time zone: %(zone)s.", zone="&lt;Asia&gt;"),
            translate.gettext("Surveys"),
            translate.ngettext("%(num)s thread", "%(num)s threads", 2),
            translate.gettext("Rooms") + "&lt;Asia&gt;",
            translate.gettext("Rooms").upper(),
        ]
    assert rendered(site, language) == "|".join(said)


def test_a_text_is_not_escaped(site: Flask) -> None:
    assert "Time zone: <Asia>." in rendered(site, "en", "mail.txt")


def test_a_part_is_read_in_the_language_of_the_whole(site: Flask) -> None:
    whole, part = ([rendered(site, code, f"{name}.html") for code in ("fr", "es", "fr")] for name in ("whole", "part"))
    assert whole == part
    assert whole[0] == whole[2] != whole[1]


def test_a_sentence_is_looked_up_once(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    first = rendered(site, "fr")
    asked = list[str]()
    catalogue = type(translate.read_catalogue("fr"))

    def noting(self: object, sentence: str) -> str:
        asked.append(sentence)
        return sentence

    monkeypatch.setattr(catalogue, "gettext", noting)
    assert rendered(site, "fr").split("|")[0] == first.split("|")[0]
    assert asked == ["Surveys"]  # the only one that is not written in the template
