"""Which names of time zones may be chosen: the places of the IANA list that comes with the package `tzdata`.

What a machine keeps beside them is left out: `localtime` and `Factory` are no places, `posix/…` are copies, `right/…` count leap
seconds and stand half a minute apart, and `EST` or `Etc/GMT+5` name an offset whose clocks never change.
"""

from functools import cache
from importlib.resources import files
from typing import Final

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


@cache
def _known() -> frozenset[str]:
    return frozenset(names())
