"""The frame of every page: places, themes and their counters."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask import has_request_context, request

from peerhub.base.i18n.formats import translated
from peerhub.base.i18n.marks import N_, NC_
from peerhub.base.i18n.times import short_date
from peerhub.base.i18n.translate import _
from peerhub.base.security.audit import AuditEntry
from peerhub.base.web.transactions import read_session
from peerhub.dashboards.queries import counters as counter_queries
from peerhub.dashboards.queries.audit_log import LINKED
from peerhub.dashboards.queries.counters import Frame, ThemePlace
from peerhub.people.forms import ROLES
from peerhub.people.login import viewer
from peerhub.reference.models import Country

# Addresses that stand for themselves, and the place that leads to them.
BELONGING = {"/exchanges": ("/needs", "/offers", "/proposals"), "/rooms": ("/threads", "/messages")}


NO_PARTY = frozenset({"not_a_party", "not_shown", "unconfirmed", "by_hand", ""})  # see reference/data/SOURCES.md


@dataclass(frozen=True)
class Place:
    """An entry of the rail."""

    code: str
    label: str
    url: str
    count: int
    current: bool
    counted: bool


COUNTED = {
    "sessions": "sessions",
    "exchanges": "proposals",
    "surveys": "surveys",
}  # places, and what the frame counts there


def counters(counts: Frame, rooms: dict[int, int]) -> dict[str, int]:
    """What waits for a person, by the names that the counters of the pages have; `rooms`: unread messages by room."""
    counters_by_name = {place: int(getattr(counts, attribute)) for place, attribute in COUNTED.items()} | {
        "bell": counts.notices
    }
    counters_by_name |= {theme.code: theme.unread for theme in counts.themes}
    return counters_by_name | {f"room-{room_id}": unread for room_id, unread in rooms.items()}


def navigation() -> dict[str, Any]:
    """The places of the frame with what waits in each; nothing for strangers, and nothing in emails, which have no frame."""
    if not has_request_context():
        return {}
    db = read_session()
    person = viewer(db)
    if person is None:
        return {"nav": [], "theme_nav": [], "bell_count": 0}
    counts = counter_queries.frame(db, person)
    places: tuple[tuple[str, str, str, int], ...] = (
        ("week", _("This week"), "/", 0),
        ("sessions", _("Sessions"), "/sessions", counts.sessions),
        ("exchanges", _("Exchanges"), "/exchanges", counts.proposals),
        ("rooms", _("Rooms"), "/rooms", 0),
        ("surveys", _("Surveys"), "/surveys", counts.surveys),
        ("commitments", _("Commitments"), "/commitments", 0),
        ("countries", _("Countries"), "/countries", 0),
    )
    places = (*places, *_desk(counts))
    themes = [
        _place(theme.code, _(theme.label), _theme_address(theme), theme.unread, f"/themes/{theme.code}")
        for theme in counts.themes
    ]
    in_theme = any(theme.current for theme in themes)
    return {
        "nav": [_place(*place) if not in_theme else replace(_place(*place), current=False) for place in places],
        "theme_nav": themes,
        "bell_count": counts.notices,
    }


def _desk(counts: Frame) -> tuple[tuple[str, str, str, int], ...]:
    """The places of those who run the programme, or look after a team."""
    if counts.runs_programme:
        return (
            ("people", _("People"), "/people", 0),
            ("invitations", _("Account invitations"), "/invitations-to-join", 0),
            ("outbox", _("Outgoing emails"), "/outbox", 0),
            ("audit", _("Log"), "/audit", 0),
        )
    return (("invitations", _("Account invitations"), "/invitations-to-join", 0),) if counts.looks_after_team else ()


def _theme_address(theme: ThemePlace) -> str:
    return f"/rooms/{theme.room_id}" if theme.room_id else f"/themes/{theme.code}"


def _place(code: str, label: str, url: str, count: int, *further: str) -> Place:
    """An entry; it is current at its address and below, and at the further addresses that belong to it."""
    current_path = request.path
    current = any(
        current_path == path or (path != "/" and current_path.startswith(path + "/"))
        for path in (url, *BELONGING.get(url, ()), *further)
    )
    return Place(code, label, url, count, current, counted=code in COUNTED or bool(further))


def party_sentence(country: Country) -> str:
    """That a country is a Party to the Convention, with the day where it is known; empty where no source says that it is one."""
    since = country.party_since
    if since:
        known_day = len(since) > len("2006")
        return _("since %(day)s", day=short_date(date.fromisoformat(since)) if known_day else since)
    return "" if country.party_evidence in NO_PARTY else _("Party")


def source_host(country: Country) -> str:
    """The site where the facts were read, short enough for a narrow column."""
    try:
        return urlsplit(country.source).hostname or country.source
    except ValueError:  # half an address, as “https://[”
        return country.source


# What is said of a thing that has no name for the reader: it is in a private room, or gone.
KIND_WORDS = {
    "country": N_("a country"),
    "exchange": N_("an exchange"),
    "account_invitation": N_("an account invitation"),
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
