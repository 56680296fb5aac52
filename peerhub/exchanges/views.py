"""An exchange in words: phases, where a line of a checklist comes from, and where a past exchange is documented."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from textwrap import shorten
from typing import Any
from urllib.parse import urlsplit

from peerhub.base.i18n.formats import translated
from peerhub.base.i18n.marks import N_
from peerhub.base.i18n.translate import _, ngettext
from peerhub.exchanges.models import GUIDE, Exchange, TeamMember
from peerhub.exchanges.queries.exchanges import Progress
from peerhub.exchanges.queries.workspace import ChecklistLine, Workspace
from peerhub.exchanges.rules import PHASE_WORDS, PHASES
from peerhub.people.models import Person
from peerhub.sessions.actions.plans import AgendaLine, Plan
from peerhub.sessions.forms import initial_values
from peerhub.sessions.models import PROVIDES, SEEKS
from peerhub.sessions.rules.agenda import USUAL_AGENDA

# Where a line comes from. What is not the toolkit's is never shown under UNESCO's name.
ORIGIN_WORDS: Mapping[str, str] = {
    "seed": N_("From UNESCO’s toolkit"),
    "inferred": N_("Our reading of the toolkit"),
    "other": N_("From other practice"),
}
GROUP_WORDS: Mapping[str, str] = {
    "": N_("To begin with"),
    "providers": N_("With the providers"),
    "national_team": N_("With the national team"),
}
MOVE_WORDS: Mapping[tuple[str, str], str] = {
    ("prepare", "exchange"): N_("Start the exchange"),
    ("exchange", "follow_up"): N_("We have learned enough: start the follow-up"),
    ("follow_up", "exchange"): N_("Go back to the exchange"),
    ("follow_up", "closed"): N_("Write what was learned and close"),
}
# Short names under the three bars.
BAR_WORDS = (N_("Prepare"), N_("Exchange"), N_("Follow up"))
LONGEST_TITLE = 120
USUAL_OUTCOME = "new_knowledge"
_ADDRESS = re.compile(r"https?://[^\s;,]+")


@dataclass(frozen=True)
class Source:
    """A place where something is documented."""

    url: str
    name: str


@dataclass(frozen=True)
class Group:
    """Lines of a checklist that belong together."""

    name: str
    steps: list[ChecklistLine]


def phase_name(phase: str) -> str:
    """A phase in a word."""
    return translated(PHASE_WORDS[phase])


def phase_names() -> list[str]:
    """The three phases of work, in order, in a word short enough for a phone."""
    return [_(word) for word in BAR_WORDS]


def phase_number(phase: str) -> int:
    """Counted from 0; 3 when it is over."""
    return [*map(str, PHASES)].index(phase)


def move_name(phase: str, to: str) -> str:
    """What the button says that moves an exchange on."""
    return _(MOVE_WORDS[phase, to])


def detail(progress: Progress) -> str:
    """How far it is, in a sentence: `2 of 4 sessions`, nothing without any."""
    if not progress.sessions_planned:
        return ""
    return ngettext(
        "%(done)s of %(num)s session", "%(done)s of %(num)s sessions",
        progress.sessions_planned, done=progress.sessions_done,
    )  # fmt: skip


def step_share(progress: Progress, inside: Workspace | None) -> tuple[int, int]:
    """How full the bar of the current phase is: sessions while the exchange runs, else the checklist."""
    if progress.exchange.phase == "exchange" or inside is None:
        return progress.sessions_done, progress.sessions_planned
    return inside.done, len(inside.steps)


def first_plan(exchange: Exchange, scheduler: Person, members: Iterable[TeamMember]) -> Plan:
    """A session of an exchange as its form begins: both teams, the exchange's subject, the usual agenda."""
    usual: dict[str, Any] = initial_values.new_session_values(scheduler)
    guides = {member.person_id for member in members if member.side == GUIDE}
    return Plan(
        title=shorten(exchange.subject, LONGEST_TITLE, placeholder="…"),
        purpose=exchange.goal or exchange.subject,
        outcome_code=exchange.need.outcome_code if exchange.need else USUAL_OUTCOME,
        wall_start=datetime.combine(usual["date"], usual["time"]),
        zone=usual["zone"],
        minutes=usual["minutes"],
        kind=usual["kind"],
        theme_code=exchange.theme_code,
        agenda=tuple(AgendaLine(minutes, title, "") for minutes, title in USUAL_AGENDA),
        facilitators=frozenset({scheduler.id} | guides),
        countries={exchange.seeker_code: SEEKS} | {provider.country_code: PROVIDES for provider in exchange.providers},
        people=frozenset(member.person_id for member in members),
    )


def groups(steps: list[ChecklistLine]) -> list[Group]:
    """The checklist by groups, in the toolkit's order."""
    order = list(GROUP_WORDS)
    ordered = sorted(steps, key=lambda step: (order.index(step.item.group), step.item.position))
    return [Group(_(GROUP_WORDS[code]), list(lines)) for code, lines in groupby(ordered, lambda step: step.item.group)]


def origin(step: ChecklistLine) -> str:
    """Where a line comes from, in words."""
    return _(ORIGIN_WORDS[step.item.origin])


def sources(text: str) -> list[Source]:
    """The addresses in a source, each named by its site."""
    addresses = [address.rstrip(".)") for address in _ADDRESS.findall(text)]
    return [Source(address, urlsplit(address).netloc.removeprefix("www.").lower()) for address in addresses]
