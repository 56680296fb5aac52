"""The navigation of every page: its links, the themes, and their counters."""

from dataclasses import dataclass, replace
from typing import Any

from flask import has_request_context, request

from peerhub.base.i18n.translate import _
from peerhub.base.web.transactions import read_session
from peerhub.dashboards.queries import counters as counter_queries
from peerhub.dashboards.queries.counters import Counters, ThemePlace
from peerhub.people.login import viewer

# Addresses that stand for themselves, and the place that leads to them.
BELONGING = {"/exchanges": ("/needs", "/offers", "/proposals"), "/rooms": ("/threads", "/messages")}


@dataclass(frozen=True)
class NavigationLink:
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
    "incoming": "incoming",
}  # places, and what the frame counts there


def counters_by_name(counts: Counters, rooms: dict[int, int]) -> dict[str, int]:
    """What waits for a person, by the names that the counters of the pages have; `rooms`: unread messages by room."""
    counters_by_name = {place: int(getattr(counts, attribute)) for place, attribute in COUNTED.items()} | {
        "bell": counts.notices
    }
    counters_by_name |= {theme.code: theme.unread for theme in counts.themes}
    return counters_by_name | {f"room-{room_id}": unread for room_id, unread in rooms.items()}


def navigation() -> dict[str, Any]:
    """The places of the frame with what waits in each; nothing for strangers, and nothing in emails, which have no navigation."""
    if not has_request_context():
        return {}
    db = read_session()
    person = viewer(db)
    if person is None:
        return {"nav": [], "theme_nav": [], "bell_count": 0}
    counts = counter_queries.counters(db, person)
    places: tuple[tuple[str, str, str, int], ...] = (
        ("week", _("This week"), "/", 0),
        ("sessions", _("Sessions"), "/sessions", counts.sessions),
        ("exchanges", _("Exchanges"), "/exchanges", counts.proposals),
        ("rooms", _("Rooms"), "/rooms", 0),
        ("surveys", _("Surveys"), "/surveys", counts.surveys),
        ("commitments", _("Commitments"), "/commitments", 0),
        ("countries", _("Countries"), "/countries", 0),
    )
    places = (*places, *_management_links(counts))
    themes = [
        _link(theme.code, _(theme.label), _theme_address(theme), theme.unread, f"/themes/{theme.code}")
        for theme in counts.themes
    ]
    in_theme = any(theme.current for theme in themes)
    return {
        "nav": [_link(*place) if not in_theme else replace(_link(*place), current=False) for place in places],
        "theme_nav": themes,
        "bell_count": counts.notices,
        "failing_address": person.email if counts.address_fails else "",
    }


def _management_links(counts: Counters) -> tuple[tuple[str, str, str, int], ...]:
    """The places of those who run the programme, or look after a team."""
    if counts.runs_programme:
        return (
            ("people", _("People"), "/people", 0),
            ("invitations", _("Account invitations"), "/invitations-to-join", 0),
            ("incoming", _("Incoming emails"), "/incoming", counts.incoming),
            ("outbox", _("Outgoing emails"), "/outbox", 0),
            ("audit", _("Log"), "/audit", 0),
        )
    return (("invitations", _("Account invitations"), "/invitations-to-join", 0),) if counts.looks_after_team else ()


def _theme_address(theme: ThemePlace) -> str:
    return f"/rooms/{theme.room_id}" if theme.room_id else f"/themes/{theme.code}"


def _link(code: str, label: str, url: str, count: int, *further: str) -> NavigationLink:
    """An entry; it is current at its address and below, and at the further addresses that belong to it."""
    current_path = request.path
    current = any(
        current_path == path or (path != "/" and current_path.startswith(path + "/"))
        for path in (url, *BELONGING.get(url, ()), *further)
    )
    return NavigationLink(code, label, url, count, current, counted=code in COUNTED or bool(further))
