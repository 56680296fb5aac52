"""The frame of every page: places, themes and their counters."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from peerhub.base.i18n import _, short_date
from peerhub.reference.models import Country


def navigation() -> dict[str, Any]:
    """What the frame shows."""
    return {"nav": [], "theme_nav": [], "bell_count": 0}


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
    return urlsplit(country.source).hostname or country.source
