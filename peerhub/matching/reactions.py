"""What follows from proposals: the countries are notified. Runs inside the transaction and only writes rows."""

from collections.abc import Iterable
from typing import Any

from peerhub.base.database.engine import Db
from peerhub.base.i18n.countries import country_data
from peerhub.base.subject import Subject
from peerhub.matching.access import speaks_for, spokespeople
from peerhub.matching.actions import statements
from peerhub.matching.facts import (
    ProposalAccepted,
    ProposalDeclined,
    ProposalLapsed,
    ProposalMade,
    ProposalUnanswered,
    ProposalWithdrawn,
)
from peerhub.matching.models import Proposal
from peerhub.notices.actions import notices
from peerhub.notices.actions.notices import Email
from peerhub.people.access import focal_points, open_people
from peerhub.people.facts import SeatHandedOver
from peerhub.people.models import Person, Seat


def notify_provider(db: Db, fact: ProposalMade) -> None:
    """Notify everybody who speaks for the country that was asked, by email too."""
    proposal = db.get_one(Proposal, fact.proposal_id)
    _notify(db, _providers(db, proposal), "matching/proposed", proposal, email=Email())


def notify_unanswered(db: Db, fact: ProposalUnanswered) -> None:
    """Remind the country that was asked, and notify the seekers that they can ask another one meanwhile."""
    proposal = db.get_one(Proposal, fact.proposal_id)
    _notify(db, _providers(db, proposal), "matching/reminder", proposal, email=Email())
    _notify(db, _seekers(db, proposal), "matching/no_answer_yet", proposal)


def settle(db: Db, fact: ProposalAccepted | ProposalDeclined | ProposalLapsed | ProposalWithdrawn) -> None:
    """Ask nobody any more to answer a proposal that was decided, and say no more that it has no answer."""
    about = _subject(db.get_one(Proposal, fact.proposal_id))
    notices.settle(db, ("matching/proposed", "matching/reminder", "matching/no_answer_yet"), about)


def notify_declined(db: Db, fact: ProposalDeclined) -> None:
    """Notify the seekers of the reason and of the country that was named instead, by email too."""
    proposal = db.get_one(Proposal, fact.proposal_id)
    _notify(db, _seekers(db, proposal), "matching/declined", proposal, email=Email())


def notify_withdrawn(db: Db, fact: ProposalWithdrawn) -> None:
    """Notify those who were asked."""
    proposal = db.get_one(Proposal, fact.proposal_id)
    _notify(db, _providers(db, proposal), "matching/withdrawn", proposal)


def notify_lapsed(db: Db, fact: ProposalLapsed) -> None:
    """Notify the country that did not end it: those who were asked, or those who asked."""
    proposal = db.get_one(Proposal, fact.proposal_id)
    if fact.by_seeker:
        _notify(db, _providers(db, proposal), "matching/need_over", proposal)
    else:
        _notify(db, _seekers(db, proposal), "matching/offer_over", proposal)


def hand_over_seat(db: Db, fact: SeatHandedOver) -> None:
    """Pass the seat's needs and offers to the successor."""
    statements.hand_over(db, fact.from_id, fact.to_id, db.get_one(Seat, fact.seat_id).country_code)


def _providers(db: Db, proposal: Proposal) -> list[Person]:
    return spokespeople(db, proposal.offer.country_code)


def _seekers(db: Db, proposal: Proposal) -> list[Person]:
    """Who proposed, who stated the need, and the focal points of their country."""
    ids = {proposal.proposed_by_id, proposal.need.created_by_id}
    ids |= {person.id for person in focal_points(db, proposal.need.country_code)}
    return [person for person in open_people(db, ids) if speaks_for(db, person, proposal.need.country_code)]


def _notify(db: Db, people: Iterable[Person], kind: str, proposal: Proposal, email: Email | None = None) -> None:
    about = _subject(proposal)
    notices.notify(db, [person.id for person in people], kind, about, _data(proposal, about.path), email=email)


def _subject(proposal: Proposal) -> Subject:
    return Subject("proposal", proposal.id, proposal.need.challenge, f"/proposals/{proposal.id}")


def _data(proposal: Proposal, path: str) -> dict[str, Any]:
    return {
        "seeker": country_data(proposal.need.country),
        "provider": country_data(proposal.offer.country),
        "challenge": proposal.need.challenge,
        "done": proposal.offer.done,
        "message": proposal.message,
        "reason": proposal.decline_reason,
        "named": country_data(proposal.named_country),
        "path": path,
        "need_path": f"/needs/{proposal.need_id}",
    }
