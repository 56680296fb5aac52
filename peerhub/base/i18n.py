"""Languages, directions and times: everything a page or a mail needs to speak to one reader."""

import io
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import flask_babel
from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_time, format_timedelta, get_timezone_location
from babel.lists import format_list
from babel.messages import mofile, pofile
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, request
from flask_babel import lazy_gettext
from markupsafe import Markup, escape

from peerhub.base import clock
from peerhub.base.words import N_

__all__ = ["_", "gettext", "in_language", "lazy_gettext", "ngettext"]

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
        newstyle=True,
    )
    for name, function in FILTERS.items():
        app.jinja_env.filters[name] = function
    app.jinja_env.globals.update(languages=[(code, LANGUAGE_NAMES.get(code, code)) for code in languages])
    app.context_processor(
        lambda: {"lang": language_tag(), "dir": direction(), "zone_label": zone_label, "zone_name": current_zone().key}
    )


def stranger_language(languages: tuple[str, ...]) -> str:
    """The language of somebody we do not know: chosen on this browser, or the one it asks for."""
    if not has_request_context():
        return languages[0]
    chosen = request.cookies.get("language")
    return chosen if chosen in languages else request.accept_languages.best_match(languages) or languages[0]


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


def zone_info(name: str | None) -> ZoneInfo:
    """The zone of that IANA name, UTC where it is missing or unknown."""
    try:
        return ZoneInfo(name or "UTC")
    except (OSError, ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def current_locale() -> Locale:
    """The reader's locale, English outside a request."""
    return flask_babel.get_locale() or Locale("en")


def _formats() -> Locale:
    """The locale of dates: English is written as the United Nations write it, 24 November."""
    locale = current_locale()
    return Locale("en", "GB") if str(locale) == "en" else locale


def current_zone() -> ZoneInfo:
    """The reader's zone."""
    zone = flask_babel.get_timezone()
    return zone if isinstance(zone, ZoneInfo) else ZoneInfo("UTC")


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


def zone_label(name: str | None = None) -> str:
    """The city of a zone with its offset now: “Kingston (UTC−5)”. Without a name: the reader's zone."""
    zone = zone_info(name) if name else current_zone()
    moment = clock.now().astimezone(zone)
    return f"{zone_city(zone.key)} ({utc_offset(moment)})" if zone.key != "UTC" else "UTC"


def zone_city(name: str) -> str:
    """The city of a zone in the reader's language: CLDR names some of them under an older name of the zone."""
    found = current_locale().time_zones
    known = next((key for key in (name, *_other_names().get(name, ())) if "city" in found.get(key, {})), None)
    if known:
        return str(found[known]["city"])
    return str(get_timezone_location(zone_info(name), locale=current_locale(), return_city=True)).rpartition("/")[2]


@cache
def _other_names() -> dict[str, list[str]]:
    others: dict[str, list[str]] = {}
    for older, newer in get_global("zone_aliases").items():
        others.setdefault(newer, []).append(older)
        others.setdefault(older, []).append(newer)
    return others


def utc_offset(moment: datetime) -> str:
    """How far a local moment stands from UTC: `UTC−5`, `UTC+5:45`."""
    minutes = round((moment.utcoffset() or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    if not minutes:
        return "UTC"
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"


def local(moment: datetime) -> datetime:
    """A UTC moment on the reader's clock."""
    return moment.astimezone(current_zone())


def local_time(moment: datetime) -> str:
    """`08:00` on the reader's clock."""
    return str(format_time(local(moment), "HH:mm", locale=current_locale()))


def time_in(moment: datetime, zone: str) -> str:
    """`14:00` on the clock of another place."""
    return str(format_time(moment.astimezone(zone_info(zone)), "HH:mm", locale=current_locale()))


def local_date(moment: datetime | date) -> str:
    """`Tuesday 24 November`, with the year when it is not this year's."""
    return _dated(moment, weekday=True)


def local_datetime(moment: datetime) -> str:
    """`Tuesday 24 November, 08:00`: words before numbers."""
    return _("%(date)s, %(time)s", date=local_date(moment), time=local_time(moment))


def utc_datetime(moment: datetime) -> str:
    """`Tuesday 24 November, 13:00`: the same in UTC, for readers whose calendar keeps another zone."""
    there = moment.astimezone(UTC)
    return _("%(date)s, %(time)s", date=local_date(there.date()), time=time_in(moment, "UTC"))


def weekday_time(moment: datetime) -> str:
    """`today 07:58`, `yesterday 15:40`, `Monday 09:12` within a week, else `3 November, 09:12`."""
    now, then = local(clock.now()), local(moment)
    days = (now.date() - then.date()).days
    time = local_time(moment)
    if days == 0:
        return _("today %(time)s", time=time)
    if days == 1:
        return _("yesterday %(time)s", time=time)
    if 0 < days < 7:
        return _("%(weekday)s %(time)s", weekday=format_date(then, "EEEE", locale=current_locale()), time=time)
    return _("%(date)s, %(time)s", date=short_date(moment), time=time)


def short_date(moment: datetime | date) -> str:
    """`3 November`, with the year when it is not this year's."""
    return _dated(moment, weekday=False)


def _dated(moment: datetime | date, *, weekday: bool) -> str:
    day = local(moment).date() if isinstance(moment, datetime) else moment
    locale = _formats()
    if day.year != local(clock.now()).year:
        pattern = locale.date_formats["full" if weekday else "long"].pattern
        # As without the year: Monday 4 January 2027, where CLDR has a comma after the day.
        return _formatted(day, pattern.replace("EEEE,", "EEEE") if locale.language == "en" else pattern)
    kinds = ("MMMMEd", "MMMEd") if weekday else ("MMMMd", "MMMd")
    pattern = next(locale.datetime_skeletons[kind].pattern for kind in kinds if kind in locale.datetime_skeletons)
    # CLDR widens a field of a skeleton by widening it in the pattern (UTS 35, matching skeletons).
    for field in ("E", "c"):
        pattern = re.sub(rf"{field}+", field * 4, pattern)
    return _formatted(day, re.sub(r"M{3,}", "MMMM", pattern))


def _formatted(day: date, pattern: str) -> str:
    locale = _formats()
    if locale.language == "fr" and day.day == 1:
        # An ordinal for the first of a month only (Lexique des règles typographiques en usage à l'Imprimerie nationale,
        # “date”); CLDR has the word among its rules for numbers, `1er`, and not in its patterns of dates.
        pattern = re.sub(r"\bd\b", "d'er'", pattern)
    return str(format_date(day, pattern, locale=locale))


def date_part(moment: datetime, pattern: str) -> str:
    """One part of a date on the reader's clock, by CLDR pattern: `EEE`, `d`, `MMM`."""
    return str(format_date(local(moment).date(), pattern, locale=_formats()))


def ago(moment: datetime) -> str:
    """`20 minutes ago`, `in 3 days`."""
    return str(format_timedelta(moment - clock.now(), add_direction=True, locale=current_locale()))


def utc_iso(moment: datetime) -> str:
    """The machine's form, for `<time datetime>`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def translated(text: str | None) -> str:
    """A word of the programme's data in the reader's language, itself where it has no translation. Stays text in templates,
    where `_()` would take it for HTML."""
    return gettext(text) if text else ""


FILTERS: dict[str, Callable[..., str]] = {
    "translated": translated,
    "local_time": local_time,
    "time_in": time_in,
    "local_date": local_date,
    "local_datetime": local_datetime,
    "utc_datetime": utc_datetime,
    "weekday_time": weekday_time,
    "short_date": short_date,
    "ago": ago,
    "date_part": date_part,
    "utc_iso": utc_iso,
    "language_name": language_name,
    "weekday_name": weekday_name,
    "listed": listed,
    "isolated": isolated,
    "zone_label": zone_label,
}
