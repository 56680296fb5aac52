"""Suggestions in words: reasons, what is missing, points, and why an offer cannot be suggested."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from peerhub.base.i18n.formats import decimal, listed, translated
from peerhub.base.i18n.languages import language_name
from peerhub.base.i18n.marks import N_, NC_
from peerhub.base.i18n.translate import _, ngettext
from peerhub.matching.models import Offer, Proposal
from peerhub.matching.queries.suggestions import Rejected, Suggested
from peerhub.matching.rules import CAUSE_WORDS, MISSING_WORDS, REASON_WORDS, Code, Reason
from peerhub.reference.models import Theme

CRITERION_WORDS: Mapping[Code, str] = {
    "activities": N_("Roadmap activities"),
    "theme": N_("Theme"),
    "areas": N_("Policy areas"),
    "proof": N_("Done and documented"),
    "language": N_("Languages"),
    "hours": N_("Working hours"),
    "region": N_("Region"),
    "south": N_("South–South"),
    "load": N_("Rarely asked"),
    "mutual": N_("Learning both ways"),
}
# Short names of the twenty roadmap activities, for tags; the full text stands in the lists.
ACTIVITY_WORDS: Mapping[str, str] = {
    "1.1": N_("Sector mapping"),
    "1.2": N_("National teams"),
    "1.3": N_("Coordination between ministries"),
    "1.4": N_("Laws for the digital setting"),
    "2.1": N_("Metadata studies"),
    "2.2": N_("Places for digital creativity"),
    "2.3": N_("Help for small firms"),
    "2.4": N_("Discoverability rules"),
    "3.1": N_("Audit of trade agreements"),
    "3.2": N_("Working groups of officials"),
    "3.3": N_("Co-production agreements"),
    "3.4": N_("Cultural clauses in trade deals"),
    "4.1": N_("Audit of digital skills"),
    "4.2": N_("Training for the sectors"),
    "4.3": N_("Digital learning in institutions"),
    "4.4": N_("Cooperation on digital literacy"),
    "5.1": N_("Data on women’s work"),
    "5.2": N_("Women in digital culture"),
    "5.3": N_("Artistic freedom online"),
    "5.4": N_("Law against online harassment"),
}
# Other languages say them by the gender of what they are about.
STATE_WORDS: Mapping[str, Mapping[str, str]] = {
    "need": {
        "open": NC_("need", "Still open"),
        "paused": NC_("need", "Paused"),
        "met": NC_("need", "Met"),
        "withdrawn": NC_("need", "Withdrawn"),
    },
    "offer": {"open": NC_("offer", "Still open"), "paused": NC_("offer", "Paused")},
    "proposal": {
        "proposed": NC_("proposal", "Waiting for an answer"),
        "accepted": NC_("proposal", "Accepted"),
        "declined": NC_("proposal", "Declined"),
        "withdrawn": NC_("proposal", "Withdrawn"),
        "ended": NC_("proposal", "Exchange closed"),
        "lapsed": NC_("proposal", "Ended without an answer"),
    },
}
HEAVY = 6  # criteria of so many points or more are worth a red tag when they bring none


@dataclass(frozen=True)
class Tag:
    """One reason, for a small plain tag; red when it speaks against."""

    text: str
    against: bool = False


@dataclass(frozen=True)
class Line:
    """One criterion of the account of points."""

    name: str
    text: str
    points: int
    maximum: int


@dataclass(frozen=True)
class Why:
    """Everything that explains a score."""

    score: int
    tags: list[Tag]
    missing: list[str]  # what brings no points and is too small for a red tag
    lines: list[Line]


def explain(suggested: Suggested, areas: Mapping[str, str]) -> Why:
    """The score of a suggestion, explained."""
    return _why(suggested.fit.score, (*suggested.fit.reasons, *suggested.fit.missing), suggested.offer, areas)


def why_when_proposed(proposal: Proposal, areas: Mapping[str, str]) -> Why:
    """The score of a proposal as it stood when the country was asked."""
    return _why(proposal.score, [Reason(**reason) for reason in proposal.reasons], proposal.offer, areas)


def unsuitable_reason(rejected: Rejected) -> str:
    """Why an offer cannot be suggested, in a sentence."""
    return _(CAUSE_WORDS[rejected.fit.cause], **{name: _plain(value) for name, value in rejected.fit.params.items()})


def sentence(reason: Reason, offer: Offer, areas: Mapping[str, str]) -> str:
    """One reason in words: what speaks for the pair, or what is missing."""
    words = REASON_WORDS if reason.points else MISSING_WORDS
    shown = {name: _in_words(name, value, offer, areas) for name, value in reason.params.items()}
    return _(words[reason.code], **shown)


def activity_name(code: str) -> str:
    """The short name of a roadmap activity: “2.4 Discoverability rules”."""
    return f"{code} {_(ACTIVITY_WORDS[code])}" if code in ACTIVITY_WORDS else code


def state_name(state: str, thing: str) -> str:
    """The state of a `thing` in a word: a need, an offer or a proposal."""
    return translated(STATE_WORDS[thing][state])


def hours(subject: Any) -> str:
    """`09:00–17:00`."""
    return f"{subject.hour_from:02}:00–{subject.hour_to:02}:00"


def languages(subject: Any) -> str:
    """The languages of a need or an offer, named in the reader's language."""
    return listed(language_name(code) for code in subject.languages)


def capacity(offer: Offer, left: int) -> str:
    """How many exchanges at a time, and how many places are left."""
    return ngettext(
        "%(num)s exchange at a time, %(left)s free now", "%(num)s exchanges at a time, %(left)s free now",
        offer.capacity, left=max(0, left),
    )  # fmt: skip


def theme_links(themes: Iterable[Theme], chosen: str, address: Callable[[str], str]) -> list[dict[str, Any]]:
    """The filter by theme, as links."""
    rows = [("", _("All themes")), *((theme.code, _(theme.short)) for theme in themes)]
    return [{"code": code, "label": label, "url": address(code), "current": code == chosen} for code, label in rows]


def _why(score: int, reasons: Iterable[Reason], offer: Offer, areas: Mapping[str, str]) -> Why:
    ordered = list(reasons)
    sentences = [(reason, sentence(reason, offer, areas)) for reason in ordered]
    tags = [Tag(text, _is_weak(reason)) for reason, text in sentences if _is_worth_a_tag(reason)]
    tags.sort(key=lambda tag: tag.against)
    missing = [text for reason, text in sentences if not reason.points and not _is_worth_a_tag(reason)]
    lines = [Line(_(CRITERION_WORDS[reason.code]), text, reason.points, reason.maximum) for reason, text in sentences]
    return Why(score, tags, missing, lines)


def _is_worth_a_tag(reason: Reason) -> bool:
    return bool(reason.points) or reason.maximum >= HEAVY


def _is_weak(reason: Reason) -> bool:
    """Nothing at all, or fewer than half of the hours that would be good."""
    return not reason.points or (reason.code == "hours" and reason.points * 2 < reason.maximum)


def _in_words(name: str, value: Any, offer: Offer, areas: Mapping[str, str]) -> str:
    names: dict[str, Callable[[str], str]] = {
        "activities": activity_name,
        "languages": language_name,
        "areas": lambda code: _(areas.get(code, code)),
        "theme": lambda _code: _(offer.theme.short),
        "region": lambda code: _(offer.country.region.name) if offer.country.region else code,
    }
    if name not in names:
        return _plain(value)
    return listed(names[name](code) for code in ([value] if isinstance(value, str) else value))


def _plain(value: Any) -> str:
    """A number as the reader writes it; the year without a mark for thousands."""
    return decimal(value) if isinstance(value, float) else str(value)
