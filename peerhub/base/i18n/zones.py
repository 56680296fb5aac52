"""Which names of time zones may be chosen: the places of the IANA list that comes with the package `tzdata`.

What a machine keeps beside them is left out: `localtime` and `Factory` are no places, `posix/…` are copies, `right/…` count leap
seconds and stand half a minute apart, and `EST` or `Etc/GMT+5` name an offset whose clocks never change.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Final

from babel.core import get_global

from peerhub.base.i18n.countries import sort_key, territory_name
from peerhub.base.i18n.times import zone_label

UTC: Final = "UTC"
AREAS: Final = frozenset(
    {
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
)


@cache
def names() -> tuple[str, ...]:
    """The places in order, with older names of the same place, which some browsers still give: Asia/Calcutta."""
    listed = files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
    return tuple(sorted(name for name in listed if name.partition("/")[0] in AREAS))


def is_zone(name: str | None) -> bool:
    """Whether somebody may choose this name: a place of the list, or UTC."""
    return name == UTC or name in _known()


def choices(offered: Iterable[str], first: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Names with what a list of choices shows: city, offset and country in the reader's language, in the order of its letters;
    those in `first` stand before all others, and what is no place is left out."""
    before = dict.fromkeys(first)
    shown = {name: choice_label(name) for name in dict.fromkeys([*before, *offered]) if is_zone(name)}
    rest = sorted((name for name in shown if name not in before), key=lambda name: sort_key(shown[name]))
    return [(name, shown[name]) for name in (*before, *rest) if name in shown]


def choice_label(name: str) -> str:
    """The city of a zone with its offset and its country: “Abidjan (UTC) · Côte d’Ivoire”."""
    code = get_global("zone_territories").get(name)
    country = territory_name(code) if code else ""
    label = zone_label(name)
    return f"{label} · {country}" if country and not label.startswith(country) else label


@cache
def _known() -> frozenset[str]:
    return frozenset(names())
