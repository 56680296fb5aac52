"""Rules of exchanges: the phases, the moves between them, and who may make them. Pure: no database, no Flask."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from peerhub.base.i18n.marks import N_, NC_

Phase = Literal["prepare", "exchange", "follow_up", "closed"]
Part = Literal["seeker", "provider", "facilitator"]
Refusal = Literal["no_such_move", "not_yours", "need_unclear", "team_missing"]

PHASES: Final[tuple[Phase, ...]] = ("prepare", "exchange", "follow_up", "closed")

# The exchange may start once the need is clear, whoever of them says so. Only the seeking team says when it has
# learned enough (toolkit, follow-up), so it alone opens the follow-up, goes back if that was too early, and closes.
MOVES: Final[Mapping[tuple[str, str], frozenset[Part]]] = {
    ("prepare", "exchange"): frozenset({"seeker", "provider", "facilitator"}),
    ("exchange", "follow_up"): frozenset({"seeker"}),
    ("follow_up", "exchange"): frozenset({"seeker"}),
    ("follow_up", "closed"): frozenset({"seeker"}),
}

PHASE_WORDS: Final[Mapping[str, str]] = {
    "prepare": N_("Preparation"),
    "exchange": N_("Exchange"),
    "follow_up": N_("Follow-up"),
    "closed": NC_("exchange", "Closed"),
}

REFUSAL_WORDS: Final[Mapping[str, str]] = {
    "no_such_move": N_("An exchange cannot go from “%(phase)s” to “%(to)s”."),
    "not_yours": N_("Only these can do this: %(parts)s."),
    "need_unclear": N_("First write what the seeking team needs to learn."),
    "team_missing": N_("Both teams need at least one person before the exchange starts."),
}

PART_WORDS: Final[Mapping[str, str]] = {
    "seeker": N_("the seeking team"),
    "provider": N_("the providing team"),
    "facilitator": N_("the facilitator"),
}


# Which list of the toolkit belongs to a phase.
CHECKLISTS: Final[Mapping[str, str]] = {
    "prepare": "preparation",
    "exchange": "implementation",
    "follow_up": "follow_up",
}


@dataclass(frozen=True, slots=True)
class Readiness:
    """What an exchange has: a stated need, and people in both teams."""

    need_stated: bool
    seekers: int
    providers: int


def refusal_of_move(phase: str, to: str, parts: Collection[str], ready: Readiness) -> Refusal | None:
    """Why a person who holds `parts` may not move the exchange, or None if they may; sentences in REFUSAL_WORDS."""
    allowed = MOVES.get((phase, to))
    if allowed is None:
        return "no_such_move"
    if not allowed & set(parts):
        return "not_yours"
    return _why_not_start(ready) if phase == "prepare" else None


def _why_not_start(ready: Readiness) -> Refusal | None:
    if not ready.need_stated:
        return "need_unclear"
    return None if ready.seekers and ready.providers else "team_missing"


def next_phases(phase: str, parts: Collection[str]) -> list[Phase]:
    """Where a person who holds `parts` can take the exchange, in the order of the phases; readiness apart."""
    return [to for to in PHASES if MOVES.get((phase, to), frozenset()) & set(parts)]


def is_open(phase: str) -> bool:
    """Whether work goes on."""
    return phase != "closed"


def checklist_of(phase: str) -> str | None:
    """The toolkit's checklist of a phase; a closed exchange has none."""
    return CHECKLISTS.get(phase)
