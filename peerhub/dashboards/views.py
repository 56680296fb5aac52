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


NO_PARTY = frozenset({"not_a_party", "not_shown", "unconfirmed", "by_hand", ""})  # see reference/data/SOURCES.md


@dataclass(frozen=True)
class Place:
    """An entry of the rail."""

    code: str
    label: str
    url: str
    count: int
    current: bool


def navigation() -> dict[str, Any]:
    """The places of the frame with what waits in each; nothing for strangers, and nothing in mails, which have no frame."""
    if not has_request_context():
        return {}
    db = reading()
    person = viewer(db)
    if person is None:
        return {"nav": [], "theme_nav": [], "bell_count": 0}
    counts = frame(db, person)
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
        _place(each.code, _(each.label), _theme_address(each), each.unread, f"/themes/{each.code}")
        for each in counts.themes
    ]
    in_theme = any(theme.current for theme in themes)
    return {
        "nav": [_place(*each) if not in_theme else replace(_place(*each), current=False) for each in places],
        "theme_nav": themes,
        "bell_count": counts.notices,
    }


def _desk(counts: Frame) -> tuple[tuple[str, str, str, int], ...]:
    """The places of those who run the programme, or look after a team."""
    if counts.runs_programme:
        return (
            ("people", _("People"), "/people", 0),
            ("invitations", _("Invitations to join"), "/invitations-to-join", 0),
            ("outbox", _("Mails sent"), "/outbox", 0),
            ("audit", _("Log"), "/audit", 0),
        )
    return (("invitations", _("Invitations to join"), "/invitations-to-join", 0),) if counts.looks_after_team else ()


def _theme_address(theme: ThemePlace) -> str:
    return f"/rooms/{theme.room_id}" if theme.room_id else f"/themes/{theme.code}"


def _place(code: str, label: str, url: str, count: int, *further: str) -> Place:
    """An entry; it is current at its address and below, and at the further addresses that belong to it."""
    here = request.path
    current = any(
        here == each or (each != "/" and here.startswith(each + "/"))
        for each in (url, *BELONGING.get(url, ()), *further)
    )
    return Place(code, label, url, count, current)


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
