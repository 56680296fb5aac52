"""Times and zones in words, for one reader: their clock, their language, and how their country writes a date."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_time, format_timedelta, get_timezone_location
from flask import Flask

from peerhub.base import clock
from peerhub.base.i18n.reader import current_locale, current_zone, locale_key, zone_info
from peerhub.base.i18n.translate import _


def init_app(app: Flask) -> None:
    """Let templates tell times."""
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(zone_label=zone_label)


def _formats() -> Locale:
    """The locale of dates: English is written as the United Nations write it, 24 November."""
    locale = current_locale()
    return Locale("en", "GB") if str(locale) == "en" else locale


def zone_label(name: str | None = None) -> str:
    """The city of a zone with its offset now: “Kingston (UTC−5)”. Without a name: the reader's zone."""
    zone = zone_info(name) if name else current_zone()
    moment = clock.now().astimezone(zone)
    return f"{zone_city(zone.key)} ({utc_offset(moment)})" if zone.key != "UTC" else "UTC"


def zone_city(name: str) -> str:
    """The city of a zone in the reader's language: CLDR names some of them under an older name of the zone."""
    return _city(name, str(current_locale()))


@lru_cache(maxsize=4096)
def _city(name: str, language: str) -> str:
    locale = Locale.parse(language)
    locale_zones = locale.time_zones
    known = next((key for key in (name, *_other_names().get(name, ())) if "city" in locale_zones.get(key, {})), None)
    if known:
        return str(locale_zones[known]["city"])
    return str(get_timezone_location(zone_info(name), locale=locale, return_city=True)).rpartition("/")[2]


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
    return clock_time(local(moment).time())


def time_in(moment: datetime, zone: str) -> str:
    """`14:00` on the clock of another place."""
    return clock_time(moment.astimezone(zone_info(zone)).time())


def clock_time(hours: time) -> str:
    """`14:00`, as the reader's language writes it."""
    return _clock_time(hours.hour, hours.minute, locale_key())


@lru_cache(maxsize=4096)
def _clock_time(hour: int, minute: int, _language: tuple[str | None, ...]) -> str:
    return str(format_time(time(hour, minute), "HH:mm", locale=current_locale()))


def local_date(moment: datetime | date) -> str:
    """`Tuesday 24 November`, with the year when it is not this year's."""
    return _dated(moment, weekday=True)


def local_datetime(moment: datetime) -> str:
    """`Tuesday 24 November, 08:00`: words before numbers."""
    return _("%(date)s, %(time)s", date=local_date(moment), time=local_time(moment))


def utc_datetime(moment: datetime) -> str:
    """`Tuesday 24 November, 13:00`: the same in UTC, for readers whose calendar keeps another zone."""
    in_utc = moment.astimezone(UTC)
    return _("%(date)s, %(time)s", date=local_date(in_utc.date()), time=time_in(moment, "UTC"))


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
    return _day(day, weekday, day.year == local(clock.now()).year, locale_key())


@lru_cache(maxsize=4096)
def _day(day: date, weekday: bool, is_this_year: bool, _language: tuple[str | None, ...]) -> str:
    locale = _formats()
    if not is_this_year:
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
    return _part(local(moment).date(), pattern, locale_key())


@lru_cache(maxsize=4096)
def _part(day: date, pattern: str, _language: tuple[str | None, ...]) -> str:
    return str(format_date(day, pattern, locale=_formats()))


def ago(moment: datetime) -> str:
    """`20 minutes ago`, `in 3 days`."""
    return str(format_timedelta(moment - clock.now(), add_direction=True, locale=current_locale()))


def utc_iso(moment: datetime) -> str:
    """The machine's form, for `<time datetime>`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


FILTERS: dict[str, Callable[..., str]] = {
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
    "zone_label": zone_label,
}
