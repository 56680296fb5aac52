"""Sentences of the page of the audit log."""

from dataclasses import dataclass
from typing import Any

from peerhub.base.i18n.formats import translated
from peerhub.base.i18n.marks import N_, NC_
from peerhub.base.i18n.translate import _
from peerhub.base.security.audit import AuditEntry
from peerhub.dashboards.queries.audit_log import LINKED
from peerhub.people.forms import ROLES

# What is said of a thing that has no name for the reader: it is in a private room, or gone.
KIND_WORDS = {
    "country": N_("a country"),
    "exchange": N_("an exchange"),
    "account_invitation": N_("an account invitation"),
    "incoming": N_("an incoming email"),
    "mail": N_("an email"),
    "message": N_("a message in a room you are not in"),
    "need": N_("a need"),
    "offer": N_("an offer"),
    "person": N_("a person"),
    "proposal": N_("a proposal"),
    "room": N_("a room you are not in"),
    "seat": N_("a seat"),
    "session": N_("a session"),
    "survey": N_("a survey"),
    "thread": N_("a thread in a room you are not in"),
}
DETAIL_WORDS = {
    "before": NC_("log", "before"),
    "country": N_("country"),
    "day": N_("day"),
    "form": N_("format"),
    "name": N_("name"),
    "need": N_("need"),
    "of": NC_("log", "from"),
    "offer": N_("offer"),
    "people": N_("people"),
    "person": N_("person"),
    "proposal": N_("proposal"),
    "reason": N_("reason"),
    "role": N_("role"),
    "room": N_("room"),
    "session": N_("session"),
    "side": N_("side"),
    "source": N_("source"),
    "thread": N_("thread"),
    "to": NC_("log", "to"),
}
SIDES = {"seeker": N_("the seeking team"), "provider": N_("the providing team"), "facilitator": N_("the facilitator")}


@dataclass(frozen=True)
class Detail:
    """Something that a line of the log says further: a word, and text, or things as kind and id."""

    word: str
    text: str = ""
    things: tuple[str, ...] = ()


def details(entry: AuditEntry) -> list[Detail]:
    """What a line says further, in words."""
    return [_detail(name, value) for name, value in entry.data.items() if value]


def _detail(name: str, value: Any) -> Detail:
    word = translated(DETAIL_WORDS[name]) if name in DETAIL_WORDS else name
    if name in LINKED:
        return Detail(
            word, things=tuple(f"{LINKED[name]}:{item}" for item in (value if isinstance(value, list) else [value]))
        )
    if name == "role":
        return Detail(word, str(ROLES.get(value, value)))
    if name == "side":
        return Detail(word, _(SIDES.get(value, value)))
    return Detail(word, "; ".join(map(str, value.values())) if isinstance(value, dict) else str(value))


def kind_word(reference: str) -> str:
    """What kind of thing a line is about, for one without a name."""
    kind = reference.partition(":")[0]
    return _(KIND_WORDS[kind]) if kind in KIND_WORDS else kind
