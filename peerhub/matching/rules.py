"""Rules of matching: how well an offer fits a need, in points that can be explained. Pure: no database, no Flask.

Hard conditions come first and name the first cause that fails. Then each criterion gives whole points out of its
weight; the weights add up to 100 and carry a version, which is kept with each suggestion. It ranks, it never assigns.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from typing import Final, Literal
from zoneinfo import ZoneInfo

from peerhub.base.i18n.marks import N_

Code = Literal["activities", "theme", "areas", "proof", "language", "hours", "region", "south", "load", "mutual"]
Cause = Literal["same_country", "closed", "declined", "capacity", "language", "hours"]
Param = str | int | float | tuple[str, ...]

MOST_NEEDS: Final = 60  # of one country at a time, open or paused: more than a team can follow
MOST_OFFERS: Final = 60

WEIGHTS_VERSION: Final = 1
WEIGHTS: Final[Mapping[Code, int]] = MappingProxyType(
    {
        "activities": 30,
        "theme": 18,
        "proof": 12,
        "language": 10,
        "hours": 9,
        "areas": 6,
        "region": 5,
        "south": 4,
        "load": 3,
        "mutual": 3,
    }
)
MIN_OVERLAP: Final = 2.0  # hours a day in which both are at work
FULL_OVERLAP: Final = 6.0
BUSY: Final = 3  # from so many proposals on, an offer gets no more points for being asked seldom

REASON_WORDS: Final[Mapping[str, str]] = {
    "activities": N_("Roadmap activities in common: %(activities)s"),
    "theme": N_("Same theme: %(theme)s"),
    "areas": N_("Policy areas in common: %(areas)s"),
    "proof": N_("Done and documented: %(year)s"),
    "language": N_("Languages in common: %(languages)s"),
    "hours": N_("Working hours in common: %(overlap)s. Time difference: %(hours)s h"),
    "region": N_("Same region: %(region)s"),
    "south": N_("South–South exchange"),
    "load": N_("Rarely asked (proposals so far: %(asked)s)"),
    "mutual": N_("Also seeks what you offer: %(activities)s"),
}
MISSING_WORDS: Final[Mapping[str, str]] = {
    "activities": N_("No roadmap activity in common"),
    "theme": N_("Another theme: %(theme)s"),
    "areas": N_("No policy area in common"),
    "proof": N_("No year and no document named yet"),
    "language": N_("No language in common; interpretation is offered"),
    "hours": N_("Few working hours in common: %(overlap)s. Time difference: %(hours)s h"),
    "region": N_("Another region: %(region)s"),
    "south": N_("Not a South–South exchange"),
    "load": N_("Often asked (proposals so far: %(asked)s)"),
    "mutual": N_("Does not seek what you offer"),
}
CAUSE_WORDS: Final[Mapping[str, str]] = {
    "same_country": N_("It is an offer of your own country."),
    "closed": N_("The offer is closed."),
    "declined": N_("This country has already declined this need."),
    "capacity": N_("This country has as many exchanges as it can manage."),
    "language": N_("There is no language in common, and no interpretation."),
    "hours": N_("Too few working hours in common each day: %(overlap)s. Needed: %(least)s."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What needs and offers have in common. Codes throughout; hours are local."""

    id: int
    country: str
    zone: str
    region: str = ""
    south: bool = False
    theme: str = ""
    activities: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    interpretation: bool = False
    work_from: int = 9
    work_until: int = 17


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedProfile(Profile):
    """What a country seeks; `gives` are the activities that it offers itself, `declined_by` the offers that said no."""

    gives: frozenset[str] = frozenset()
    declined_by: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferProfile(Profile):
    """What a country can provide; `seeks` are activities it needs itself, `law_since` the year of a documented measure."""

    is_open: bool = True
    capacity_left: int = 1
    law_since: int | None = None
    asked: int = 0
    seeks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reason:
    """Points for one criterion, of how many, and what fills its sentence in REASON_WORDS or MISSING_WORDS."""

    code: Code
    points: int
    maximum: int
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """How well an offer fits, 0 to 100: the points of `reasons` added up. `missing` are the criteria without any."""

    score: int
    reasons: tuple[Reason, ...]
    missing: tuple[Reason, ...]
    weights_version: int = WEIGHTS_VERSION


@dataclass(frozen=True, slots=True)
class Unsuitable:
    """The first hard condition that fails, and what fills its sentence in CAUSE_WORDS."""

    cause: Cause
    params: Mapping[str, Param] = field(default_factory=dict)


def match(need: NeedProfile, offer: OfferProfile, on: date, least: float = MIN_OVERLAP) -> Suggestion | Unsuitable:
    """How well the offer fits the need. `on` is the day whose clocks count; `least` the daily hours both must work."""
    hours_apart, overlap = _clocks(need, offer, on)
    cause = _cause(need, offer)
    if cause:
        return Unsuitable(cause)
    if overlap < least:
        return Unsuitable("hours", {"overlap": overlap, "least": least})
    reasons = [_reason(code, need, offer) for code in WEIGHTS if code != "hours"]
    reasons.append(_hours(hours_apart, overlap))
    reasons.sort(key=lambda reason: (-reason.points, -reason.maximum, reason.code))
    matching = tuple(reason for reason in reasons if reason.points)
    missing = tuple(reason for reason in reasons if not reason.points)
    return Suggestion(sum(reason.points for reason in matching), matching, missing)


def sort_key(offer: OfferProfile, fit: Suggestion) -> tuple[int, int, int]:
    """What suggestions are sorted by: the best first; of equals the one asked less often, then the older."""
    return -fit.score, offer.asked, offer.id


def _cause(need: NeedProfile, offer: OfferProfile) -> Cause | None:
    conditions: tuple[tuple[Cause, bool], ...] = (
        ("same_country", need.country == offer.country),
        ("closed", not offer.is_open),
        ("declined", offer.id in need.declined_by),
        ("capacity", offer.capacity_left < 1),
        ("language", not (need.languages & offer.languages or need.interpretation or offer.interpretation)),
    )
    return next((cause for cause, fails in conditions if fails), None)


def _reason(code: Code, need: NeedProfile, offer: OfferProfile) -> Reason:
    share, params = _CRITERIA[code](need, offer)
    return Reason(code, round(share * WEIGHTS[code]), WEIGHTS[code], params)


# ---- Criteria: each gives a share from 0 to 1 and what fills the sentence

_Scored = tuple[float, Mapping[str, Param]]


def _common(name: str, sought: frozenset[str], offered: frozenset[str]) -> _Scored:
    """The share of what is sought that is offered. One of many still counts: at least a third of the points."""
    both = sought & offered
    return (max(len(both) / len(sought), 1 / 3) if both else 0.0), {name: tuple(sorted(both))}


def _activities(need: NeedProfile, offer: OfferProfile) -> _Scored:
    return _common("activities", need.activities, offer.activities)


def _areas(need: NeedProfile, offer: OfferProfile) -> _Scored:
    return _common("areas", need.areas, offer.areas)


def _theme(need: NeedProfile, offer: OfferProfile) -> _Scored:
    return float(bool(need.theme) and need.theme == offer.theme), {"theme": offer.theme}


def _proof(_: NeedProfile, offer: OfferProfile) -> _Scored:
    return float(offer.law_since is not None), {} if offer.law_since is None else {"year": offer.law_since}


def _language(need: NeedProfile, offer: OfferProfile) -> _Scored:
    both = tuple(sorted(need.languages & offer.languages))
    return float(bool(both)), {"languages": both}


def _region(need: NeedProfile, offer: OfferProfile) -> _Scored:
    return float(bool(need.region) and need.region == offer.region), {"region": offer.region}


def _south(need: NeedProfile, offer: OfferProfile) -> _Scored:
    return float(need.south and offer.south), {}


def _load(_: NeedProfile, offer: OfferProfile) -> _Scored:
    return max(0, BUSY - offer.asked) / BUSY, {"asked": offer.asked}


def _mutual(need: NeedProfile, offer: OfferProfile) -> _Scored:
    both = tuple(sorted(need.gives & offer.seeks))
    return float(bool(both)), {"activities": both}


_CRITERIA: Final[Mapping[Code, Callable[[NeedProfile, OfferProfile], _Scored]]] = {
    "activities": _activities,
    "theme": _theme,
    "areas": _areas,
    "proof": _proof,
    "language": _language,
    "region": _region,
    "south": _south,
    "load": _load,
    "mutual": _mutual,
}


# ---- Hours of the day


def _hours(hours_apart: float, overlap: float) -> Reason:
    share = min(overlap, FULL_OVERLAP) / FULL_OVERLAP
    return Reason(
        "hours", round(share * WEIGHTS["hours"]), WEIGHTS["hours"], {"overlap": overlap, "hours": hours_apart}
    )


def _clocks(profile: Profile, other: Profile, on: date) -> tuple[float, float]:
    """How many hours the clocks are apart (0 to 12), and in how many hours a day both are at work."""
    first, second = _offset(profile.zone, on), _offset(other.zone, on)
    hours_apart = abs(first - second) % 24
    starts, ends = profile.work_from - first, profile.work_until - first
    overlap = sum(  # the other's working day in UTC may be yesterday's, today's or tomorrow's
        max(0.0, min(ends, other.work_until - second + day) - max(starts, other.work_from - second + day))
        for day in (-24, 0, 24)
    )
    return min(hours_apart, 24 - hours_apart), overlap


def _offset(zone: str, on: date) -> float:
    """Hours ahead of UTC at noon UTC of a day."""
    offset = datetime.combine(on, time(12), UTC).astimezone(ZoneInfo(zone)).utcoffset()
    return offset.total_seconds() / 3600 if offset else 0.0
