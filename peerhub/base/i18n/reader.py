"""The reader of this page or mail: language, direction and time zone."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import flask_babel
from babel import Locale
from flask import g, has_request_context, request


def set_reader(language: str, zone: str) -> None:
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
    chosen = next((language for language in known if language in languages), None)
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


def preload_catalogues(languages: Iterable[str]) -> None:
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
    return _locale() or Locale("en")


def locale_key() -> tuple[str | None, ...]:
    """What tells the reader's locale from others; `str(locale)` would cost more than what is looked up by it."""
    locale = _locale()
    return (locale.language, locale.territory, locale.script) if locale else ()


def _locale() -> Locale | None:
    try:
        known = g.get("_flask_babel")
    except RuntimeError:  # outside the app
        return None
    # Flask-Babel looks for it in four steps, and a page asks fifty times.
    locale: Locale | None = getattr(known, "babel_locale", None) or flask_babel.get_locale()
    return locale


def current_zone() -> ZoneInfo:
    """The reader's zone."""
    zone = flask_babel.get_timezone()
    return zone if isinstance(zone, ZoneInfo) else ZoneInfo("UTC")


def language_tag() -> str:
    """The value of `<html lang>`."""
    return str(current_locale()).replace("_", "-")


def direction() -> str:
    """`ltr` or `rtl`: the value of `<html dir>`."""
    return str(current_locale().text_direction)
