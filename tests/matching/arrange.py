"""Needs and offers for the tests: Jamaica seeks, Chile can show how."""

from typing import Any

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.matching.actions import proposals, statements
from peerhub.matching.actions.statements import NeedText, OfferText
from peerhub.matching.models import Need, Offer, Proposal
from peerhub.notices.models import Notice
from peerhub.people.models import Person

NEED: dict[str, Any] = {
    "theme_code": "discoverability_access",
    "activities": ["2.1", "2.4"],
    "languages": ["en"],
    "zone": "America/Jamaica",
    "hour_from": 8,
    "hour_to": 16,
    "challenge": "We count what is on offer. We want to learn how others measure what is shown.",
    "outcome_code": "enhanced_skills",
    "until": None,
}
OFFER: dict[str, Any] = {
    "theme_code": "discoverability_access",
    "activities": ["2.1", "2.4"],
    "languages": ["es", "en"],
    "zone": "America/Santiago",
    "hour_from": 9,
    "hour_to": 17,
    "done": "Asked services for a quarterly report on the first twenty titles.",
    "result": "Two reports and a written definition of local.",
    "year": 2021,
    "link": "https://example.org/report",
    "lesson": "",
    "capacity": 2,
}


def state(db: Db, actor: Person, **changes: Any) -> Need:
    """A need of the actor's country."""
    return statements.add_need(db, actor, NeedText(**(NEED | changes)))


def offer(db: Db, actor: Person, **changes: Any) -> Offer:
    """An offer of the actor's country."""
    return statements.add_offer(db, actor, OfferText(**(OFFER | changes)))


def invited(db: Db, seeker: Person, provider: Person, **changes: Any) -> Proposal:
    """A need, an offer, and the invitation from one to the other."""
    need, made = state(db, seeker), offer(db, provider, **changes)
    return proposals.propose(db, seeker, need.id, made.id, "May we talk?")


def notified(db: Db, kind: str) -> set[int]:
    return set(db.scalars(select(Notice.person_id).where(Notice.kind == kind)))
