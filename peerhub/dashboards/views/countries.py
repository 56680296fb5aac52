"""Sentences of the pages about countries."""

from datetime import date
from urllib.parse import urlsplit

from peerhub.base.i18n.times import short_date
from peerhub.base.i18n.translate import _
from peerhub.reference.models import Country

NO_PARTY = frozenset({"not_a_party", "not_shown", "unconfirmed", "by_hand", ""})  # see reference/data/SOURCES.md


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
