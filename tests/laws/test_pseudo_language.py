"""Every visible string is marked for translation: with each translation in ⟦…⟧, no words stand outside.

What people wrote, names and other data carry `dir="auto"` or `translate="no"`; `<time>`, `<code>`, `<kbd>` and figures are free.
A page with an id in its address is walked when its domain names one: `SAMPLES = {"people.show": "/people/1"}` or
`samples(db, cast) -> dict` (run in a transaction, may arrange rows) in `tests/<domain>/endpoints.py`.
"""

import importlib
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from babel.support import NullTranslations
from flask import Flask
from flask.testing import FlaskClient

from peerhub.base.database.engine import Database
from peerhub.base.i18n import countries, translate
from peerhub.rooms.routes import threads
from peerhub.rooms.views.rendering import clear_cache
from peerhub.sessions.routes import pages
from tests.cast import Cast
from tests.laws.endpoints import TESTS, all_endpoints

pytestmark = pytest.mark.one_database

SHOWN = {"title", "alt", "placeholder", "aria-label", "data-lost", "data-back", "data-draft"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
DATA = {"time", "code", "kbd", "pre", "textarea", "script", "style", "svg"}
NAME = "PeerHub"
SPECIMENS = {"demo.design"}  # the gallery of parts, filled with examples; it exists in the demonstration only
WORD = re.compile(r"[^\W\d_]{2,}")


class Marked(NullTranslations):
    """A language in which every string stands in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"

    def pgettext(self, context: str, message: str) -> str:
        return f"⟦{message}⟧"

    ugettext, ungettext, upgettext = gettext, ngettext, pgettext  # Babel's names for the same


class Outside(HTMLParser):
    """Collects words that no translation holds."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []
        self.data: set[str] = set()
        self.title = ""
        self.depth = 0  # a translated sentence may hold elements: <p>⟦one <b>two</b> three⟧</p>

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        free = tag in DATA or given.get("dir") == "auto" or given.get("translate") == "no"
        free = free or any(within for _tag, within in self.open)
        if not free:
            for name, value in attrs:
                if name in SHOWN or (name == "value" and given.get("type") in {"submit", "button"}):
                    self.look(value or "")
        if tag not in VOID:
            self.open.append((tag, free))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][0] == "title":
            self.title = data.removesuffix(f" · {NAME}").strip()
            return
        if any(free for _tag, free in self.open):
            self.data.add(" ".join(data.split()))
            return
        outside = ""
        for sign in data:
            self.depth += {"⟦": 1, "⟧": -1}.get(sign, 0)
            outside += sign if self.depth == 0 and sign != "⟧" else " "
        self.keep(outside)

    def look(self, text: str) -> None:
        """An attribute is whole in itself."""
        self.keep(re.sub("⟦.*⟧", " ", text, flags=re.DOTALL))

    def keep(self, text: str) -> None:
        """Note what has words in it."""
        if WORD.search(re.sub(rf"{NAME}|https?://\S*", "", text)):
            self.found.append(" ".join(text.split()))


def outside(html: str) -> list[str]:
    """The words of a page that no translation holds."""
    page = Outside()
    page.feed(html)
    if page.title not in page.data:  # a title that is data cannot be marked so, but the page says it once more, marked
        page.look(page.title)
    return page.found


def addresses(app: Flask, database: Database, cast: Cast) -> Iterator[tuple[str, str]]:
    """Every page that can be opened: endpoint and address."""
    table = all_endpoints()
    named: dict[str, str] = {}
    for path in sorted(TESTS.glob("*/endpoints.py")):
        if path.parent.name != "laws":
            endpoints = importlib.import_module(f"tests.{path.parent.name}.endpoints")
            named |= getattr(endpoints, "SAMPLES", {})
            if hasattr(endpoints, "samples"):
                with app.app_context(), database.transaction() as db:
                    named |= endpoints.samples(db, cast)
    for rule in app.url_map.iter_rules():
        if rule.endpoint in table.keys() - SPECIMENS and "GET" in (rule.methods or ()):
            if not rule.arguments:
                yield rule.endpoint, rule.rule
            elif rule.endpoint in named:
                yield rule.endpoint, named[rule.endpoint]


@pytest.fixture
def _brackets(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    forget_words(app)
    monkeypatch.setattr(translate.Catalogues, "get_translations", lambda _self: Marked())
    yield
    forget_words(app)


def forget_words(app: Flask) -> None:
    """Render everything anew, as if nobody had read a page yet."""
    app.jinja_env.cache = app.jinja_env.cache
    clear_cache()
    for blank in (threads._blank_fields, pages._blank_reason, pages._blank_minutes):
        blank.cache_clear()
    countries._names_unlike_browsers.cache_clear()


def walk(browser: FlaskClient, pages: list[tuple[str, str]]) -> dict[str, list[str]]:
    """What stands outside on each page that opens."""
    found: dict[str, list[str]] = {}
    for endpoint, address in pages:
        answer = browser.get(address)
        if answer.mimetype == "text/html" and answer.status_code < 300 and (strays := outside(answer.text)):
            found[endpoint] = strays
    return found


@pytest.mark.usefixtures("_brackets")
@pytest.mark.parametrize("role", ["seeker", "secretariat"])
def test_no_word_stands_outside_a_translation(
    app: Flask, browse: Any, database: Database, cast: Cast, role: str
) -> None:
    pages = list(addresses(app, database, cast))
    assert len(pages) > 10
    assert walk(browse(getattr(cast, role)), pages) == {}


@pytest.mark.usefixtures("_brackets")
def test_an_unmarked_string_is_found(app: Flask) -> None:
    page = app.jinja_env.from_string(
        """<p>{{ _("Marked") }} not marked</p><img alt="also not"><input type="submit" value="nor this">
        <p>{% trans %}one <b>two</b> three{% endtrans %}</p><p dir="auto">Written <i>by people</i></p>
        <button>{{ ngettext("%(num)s thing", "%(num)s things", 2) }}</button><i aria-label="{{ _('Yes') }}">12:30 · 7</i>
        <time>Monday</time><title>Jamaica · PeerHub</title>"""
    )
    with app.test_request_context():
        assert outside(page.render()) == ["not marked", "also not", "nor this", "Jamaica"]
        assert outside('<title>Jamaica · PeerHub</title><h1 translate="no">Jamaica</h1>') == []
