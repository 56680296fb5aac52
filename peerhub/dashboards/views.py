"""The frame of every page: places, themes and their counters."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask import has_request_context, request

from peerhub.base.i18n import _, short_date
from peerhub.base.web import reading
from peerhub.dashboards.queries import Frame, ThemePlace, frame
from peerhub.people.login import viewer
from peerhub.reference.models import Country

# Addresses that stand for themselves, and the place that leads to them.
BELONGING = {"/exchanges": ("/needs", "/offers", "/proposals"), "/rooms": ("/threads", "/messages")}


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
    found = {place: int(getattr(counts, what)) for place, what in COUNTED.items()} | {"bell": counts.notices}
    found |= {each.code: each.unread for each in counts.themes}
    return found | {f"room-{room_id}": unread for room_id, unread in rooms.items()}


def navigation() -> dict[str, Any]:
    """The places of the frame with what waits in each; nothing for strangers, and nothing in mails, which have no frame."""
    if not has_request_context():
        return {}
    db = reading()
    person = viewer(db)
    if person is None:
        return {"nav": [], "theme_nav": [], "bell_count": 0}
    counts = frame(db, person)
    places = (
        ("week", _("This week"), "/", 0),
        ("sessions", _("Sessions"), "/sessions", counts.sessions),
        ("exchanges", _("Exchanges"), "/exchanges", counts.proposals),
        ("rooms", _("Rooms"), "/rooms", 0),
        ("surveys", _("Surveys"), "/surveys", counts.surveys),
        ("commitments", _("Commitments"), "/commitments", 0),
        ("countries", _("Countries"), "/countries", 0),
    )
    themes = [
        _place(each.code, _(each.label), _theme_address(each), each.unread, f"/themes/{each.code}")
        for each in counts.themes
    ]
    in_theme = any(theme.current for theme in themes)
    return {
        "nav": [_place(*each) if not in_theme else replace(_place(*each), current=False) for each in places],
        "theme_nav": themes,
        "bell_count": counts.notices,
    }


def _theme_address(theme: ThemePlace) -> str:
    return f"/rooms/{theme.room_id}" if theme.room_id else f"/themes/{theme.code}"


def _place(code: str, label: str, url: str, count: int, *further: str) -> Place:
    """An entry; it is current at its address and below, and at the further addresses that belong to it."""
    here = request.path
    current = any(
        here == each or (each != "/" and here.startswith(each + "/"))
        for each in (url, *BELONGING.get(url, ()), *further)
    )
    return Place(code, label, url, count, current, counted=code in COUNTED or bool(further))


def party_sentence(country: Country) -> str:
    """Whether a country is a Party to the Convention, as far as a source says so."""
    since = country.party_since
    if since:
        known_day = len(since) > len("2006")
        return _("since %(day)s", day=short_date(date.fromisoformat(since)) if known_day else since)
    if country.party_evidence in {"not_shown", "unconfirmed", "by_hand", ""}:
        return _("not confirmed by a source at hand")
    return _("no") if country.party_evidence == "not_a_party" else _("yes; the date was not found")


def source_host(country: Country) -> str:
    """The site where the facts were read, short enough for a narrow column."""
    try:
        return urlsplit(country.source).hostname or country.source
    except ValueError:  # half an address, as “https://[”
        return country.source
