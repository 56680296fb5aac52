"""Languages and directions, and the reader's zone: what a page or a mail needs to speak to one reader. Times stand in `times`."""

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import flask_babel
from babel import Locale
from babel.lists import format_list
from babel.messages import mofile, pofile
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, request
from flask_babel import lazy_gettext, lazy_pgettext
from markupsafe import Markup, escape

from peerhub.base.words import CONTEXT, N_

__all__ = ["_", "gettext", "in_language", "lazy_gettext", "lazy_pgettext", "ngettext", "pgettext"]

LANGUAGE_NAMES = {
    "en": "English",
    "fr": "Français",
    "es": "Español",
    "ar": "العربية",
    "ru": "Русский",
    "zh": "中文",
    "pt": "Português",
}
# Languages of the Parties that CLDR does not name.
UNNAMED = {"wni": N_("Ndzwani Comorian"), "zdj": N_("Ngazidja Comorian")}
CATALOGUES = Path(__file__).parent.parent / "translations"


def gettext(sentence: str, **values: Any) -> str:
    """`sentence` in the reader's language, its named placeholders filled."""
    return str(flask_babel.gettext(sentence, **values))


def ngettext(one: str, several: str, num: int, **values: Any) -> str:
    """The form of a sentence that fits `num` in the reader's language."""
    return str(flask_babel.ngettext(one, several, num, **values))


def pgettext(context: str, word: str, **values: Any) -> str:
    """A word that other languages say differently by what it is about, `context`: a session is accepted, and so is a proposal."""
    return str(flask_babel.pgettext(context, word, **values))


_ = gettext


class Catalogues(flask_babel.Domain):  # type: ignore[misc]  # Flask-Babel ships no types
    """Reads the .po files themselves, so that no built file needs to be kept."""

    def get_translations(self) -> NullTranslations:
        """The catalogue of the current language; English is the source and has none."""
        locale = flask_babel.get_locale()
        key = (
            (locale.language, locale.territory, locale.script) if locale else ()
        )  # str(locale) would cost more than the look-up
        if key not in self.cache:
            self.cache[key] = read_catalogue(str(locale or "en"))
        found: NullTranslations = self.cache[key]
        return found


def read_catalogue(language: str) -> NullTranslations:
    """The translations of one language, empty where there is no file."""
    path = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return Translations()
    compiled = io.BytesIO()
    with path.open("rb") as source:
        mofile.write_mo(compiled, pofile.read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def init_app(
    app: Flask, *, language: Callable[[], str | None], zone: Callable[[], str | None], languages: tuple[str, ...]
) -> None:
    """Join Babel to the app. `language` and `zone` say what the signed-in person chose, None for strangers."""

    def select_language() -> str:
        chosen = language()
        return chosen if chosen in languages else stranger_language(languages)

    babel = flask_babel.Babel(app, locale_selector=select_language, timezone_selector=lambda: zone_info(zone()))
    catalogues = babel.domain_instance = Catalogues()
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # straight to ours: a page asks hundreds of times
        gettext=lambda sentence: catalogues.get_translations().gettext(sentence),
        ngettext=lambda one, several, num: catalogues.get_translations().ngettext(one, several, num),
        pgettext=lambda context, word: catalogues.get_translations().pgettext(context, word),
        newstyle=True,
    )
    for name, function in FILTERS.items():
        app.jinja_env.filters[name] = function
    app.jinja_env.globals.update(languages=[(code, LANGUAGE_NAMES.get(code, code)) for code in languages])
    app.context_processor(lambda: {"lang": language_tag(), "dir": direction(), "zone_name": current_zone().key})


def speak_to(language: str, zone: str) -> None:
    """Take who looks at this page for a reader of that language and zone where they are not signed in, until the end of the request.
    A language that was chosen on this browser goes before."""
    g.spoken_to = (language, zone)
    flask_babel.refresh()


def stranger_language(languages: tuple[str, ...]) -> str:
    """The language of somebody who is not signed in: chosen on this browser, that of whose link they hold, or the one that the
    browser asks for."""
    if not has_request_context():
        return languages[0]
    known = [request.cookies.get("language"), g.get("spoken_to", (None,))[0]]
    chosen = next((each for each in known if each in languages), None)
    return chosen or request.accept_languages.best_match(languages) or languages[0]


def stranger_zone() -> str | None:
    """The zone of whose link somebody holds who is not signed in; None where there is no link."""
    zone: str | None = g.get("spoken_to", (None, None))[1]
    return zone


@contextmanager
def in_language(language: str, zone: str | None = None) -> Iterator[None]:
    """Speak `language` and tell times in `zone` inside the block: mails and notices are rendered for their receiver."""
    with flask_babel.force_locale(language):
        context = g._flask_babel
        before = getattr(context, "babel_tzinfo", None)
        context.babel_tzinfo = zone_info(zone)
        try:
            yield
        finally:
            context.babel_tzinfo = before


def read_ahead(languages: Iterable[str]) -> None:
    """Read the catalogues before the first reader needs them, since nobody is served while one is read. Needs an app context."""
    for language in languages:
        with in_language(language):
            flask_babel.get_domain().get_translations()


@lru_cache(maxsize=1024)  # more than there are: `zoneinfo` keeps eight and reads the others' files again each time
def zone_info(name: str | None) -> ZoneInfo:
    """The zone of that IANA name, UTC where it is missing or unknown."""
    try:
        return ZoneInfo(name or "UTC")
    except (OSError, ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def current_locale() -> Locale:
    """The reader's locale, English outside a request."""
    return flask_babel.get_locale() or Locale("en")


def current_zone() -> ZoneInfo:
    """The reader's zone."""
    zone = flask_babel.get_timezone()
    return zone if isinstance(zone, ZoneInfo) else ZoneInfo("UTC")


def decimal(number: float, pattern: str = "0.#") -> str:
    """A number as the reader writes it, 4,5; by a pattern of CLDR, without another one with at most one decimal."""
    return str(format_decimal(number, format=pattern, locale=current_locale()))


def language_tag() -> str:
    """The value of `<html lang>`."""
    return str(current_locale()).replace("_", "-")


def weekday_name(weekday: int) -> str:
    """The name of a day of the week, Monday being 0, in the reader's language."""
    return str(current_locale().days["stand-alone"]["wide"][weekday])


def listed(words: Iterable[str]) -> str:
    """Words as a list in the reader's language, by CLDR's list patterns: “Friday and Saturday”. HTML where one of them is."""
    found = list(words)
    if any(hasattr(each, "__html__") for each in found):
        return Markup(format_list([str(escape(each)) for each in found], locale=current_locale()))  # noqa: S704  # each escaped
    return str(format_list(found, locale=current_locale())) if found else ""


def isolated(text: object) -> Markup:
    """Something that has its own direction, for a sentence of another: what people wrote, a name, an address."""
    return Markup('<bdi dir="auto">{}</bdi>').format(text)  # format escapes the text


def direction() -> str:
    """`ltr` or `rtl`: the value of `<html dir>`."""
    return str(current_locale().text_direction)


def language_name(code: str) -> str:
    """The name of a language in the reader's language, else in English."""
    found = current_locale().languages.get(code)
    return str(found or gettext(UNNAMED.get(code, "") or Locale("en").languages.get(code, code)))


def language_code(name: str) -> str:
    """The code of a language that is called so in the reader's language, in English or in itself; empty when none is."""
    wanted = name.casefold()
    for names in (LANGUAGE_NAMES, dict(current_locale().languages), dict(Locale("en").languages)):
        for code, each in names.items():
            if each.casefold() == wanted:
                return str(code)
    return ""


def translated(text: str | None) -> str:
    """A word of the programme's data, or one that `N_` or `NC_` marked, in the reader's language; itself where it has no
    translation. Stays text in templates, where `_()` would take it for HTML."""
    context, mark, word = (text or "").rpartition(CONTEXT)
    if mark:
        return pgettext(context, word)
    return gettext(word) if word else ""


FILTERS: dict[str, Callable[..., str]] = {
    "decimal": decimal,
    "translated": translated,
    "language_name": language_name,
    "weekday_name": weekday_name,
    "listed": listed,
    "isolated": isolated,
}
