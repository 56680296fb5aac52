"""Weekends and public holidays as the packaged calendars know them: CLDR through Babel, and the holidays library.

What the secretariat put right stands over it: `Country.weekend` and `CountryDay`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Final

import yaml
from babel import Locale, UnknownLocaleError

SATURDAY_SUNDAY: Final = (5, 6)  # as date.weekday() counts
KEPT: Final = 2048  # 150 countries, four languages, three years


def weekend_of(code: str) -> list[int]:
    """The days of a country's weekend, as date.weekday() counts: the packaged corrections, else CLDR, else Saturday and Sunday."""
    corrected = _corrections().get(code)
    return list(corrected) if corrected else _weekend_in_cldr(code)


def _weekend_in_cldr(code: str) -> list[int]:
    try:
        locale = Locale.parse(f"und_{code}")
    except (UnknownLocaleError, ValueError):
        return list(SATURDAY_SUNDAY)
    first, last = locale.weekend_start, locale.weekend_end
    return sorted((first + step) % 7 for step in range((last - first) % 7 + 1))


@lru_cache(maxsize=1)
def _corrections() -> Mapping[str, tuple[int, ...]]:
    """Where CLDR is wrong, from data/weekends.yaml, which names a source for each."""
    text = (files("peerhub.reference") / "data" / "weekends.yaml").read_text(encoding="utf-8")
    return {row["code"]: tuple(row["days"]) for row in yaml.safe_load(text)["weekends"]}


@lru_cache(maxsize=KEPT)
def public_holidays(code: str, year: int, language: str) -> Mapping[date, str]:
    """The public holidays of a whole country in a year, named in `language` where the library can, else in English or as the
    country names them. Empty for a country or a year that the library does not know."""
    import holidays  # noqa: PLC0415  (three megabytes, and most pages show no weekends)

    if code not in holidays.list_supported_countries():
        return {}
    try:
        languages: list[str] = holidays.list_localized_countries().get(code, [])
        calendar = holidays.country_holidays(code, years=year, language=_language(languages, language))
    except (ValueError, OverflowError):
        return {}
    return dict(sorted(calendar.items()))


def _language(languages: Sequence[str], language: str) -> str | None:
    """The library's name of that language, of English, or None for the country's own."""
    for candidate in (language, "en"):
        if match := next((name for name in languages if name.split("_")[0] == candidate), None):
            return match
    return None
