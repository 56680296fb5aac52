"""Names of countries in the reader's language, and lists in the order of its letters."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Protocol, TypeVar
from unicodedata import combining

from flask import Flask

from peerhub.base.i18n.marks import N_
from peerhub.base.i18n.reader import current_locale, locale_key
from peerhub.base.i18n.translate import gettext
from peerhub.base.text.plain import normalized

# Where Unicode's everyday names differ from those of the United Nations, which the programme uses.
OWN = {
    "CD": N_("Democratic Republic of the Congo"),
    "CG": N_("Congo"),
    "KR": N_("Republic of Korea"),
    "LA": N_("Lao People's Democratic Republic"),
    "PS": N_("Palestine"),
    "SY": N_("Syrian Arab Republic"),
    "TZ": N_("United Republic of Tanzania"),
}


class CountryLike(Protocol):
    """A country: two letters, and the programme's English name."""

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...


C = TypeVar("C", bound=CountryLike)


def country_name(country: CountryLike | Mapping[str, str] | str | None) -> str:
    """A country's name in the reader's language; in English the programme's own.

    Takes a country, what `country_data` made of one, or a name alone (as older mails carry it), which stays as it is.
    """
    if country is None or isinstance(country, str):
        return country or ""
    code, name = (country["code"], country["name"]) if isinstance(country, Mapping) else (country.code, country.name)
    return name if current_locale().language == "en" else territory_name(code, name)


def territory_name(code: str, otherwise: str = "") -> str:
    """The name of the country with these two letters in the reader's language."""
    return gettext(OWN[code]) if code in OWN else str(current_locale().territories.get(code, otherwise))


def country_data(country: CountryLike | None) -> dict[str, str] | None:
    """A country for the data of a notice or mail, to be named in its receiver's language."""
    return {"code": country.code, "name": country.name} if country else None


def by_name(countries: Iterable[C]) -> list[C]:
    """Countries in the order in which the reader looks for them."""
    return sorted(countries, key=lambda country: sort_key(country_name(country)))


def sort_key(word: str) -> str:
    """What to sort a word by: letters without capitals and accents, but Spanish ñ as the letter after n."""
    return _sort_key(word, is_spanish=current_locale().language == "es")


@lru_cache(maxsize=4096)  # the names of all countries in every language: lists of them are sorted again and again
def _sort_key(word: str, *, is_spanish: bool) -> str:
    small = normalized("NFC", word).casefold().replace("’", "'")
    if is_spanish:
        small = small.replace("ñ", "n\uffff")
    return "".join(sign for sign in normalized("NFKD", small) if not combining(sign))


def names_unlike_browsers() -> dict[str, str]:
    """The names that a browser would give in other words, by code, for scripts."""
    return _names_unlike_browsers(locale_key())


@lru_cache(maxsize=64)
def _names_unlike_browsers(_language: tuple[str | None, ...]) -> dict[str, str]:
    return {code: gettext(name) for code, name in OWN.items()}


def init_app(app: Flask) -> None:
    """Give templates the filter `country_name`, and the names that scripts must know."""
    filters: dict[str, Any] = app.jinja_env.filters
    filters["country_name"] = country_name
    app.jinja_env.globals["own_names"] = names_unlike_browsers
