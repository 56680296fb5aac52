"""What follows from invitations: those whom it concerns are told. Runs inside the transaction and only writes rows."""

from peerhub.base.database.engine import Db
from peerhub.matching.actions import notifications, statements
from peerhub.matching.facts import ProposalDeclined, ProposalLapsed, ProposalMade, ProposalWithdrawn
from peerhub.matching.models import Proposal
from peerhub.people.facts import SeatHandedOver
from peerhub.people.models import Seat


def notify_provider(db: Db, fact: ProposalMade) -> None:
    """Notice and mail to everybody who speaks for the invited country."""
    notifications.ask(db, db.get_one(Proposal, fact.proposal_id))


def notify_declined(db: Db, fact: ProposalDeclined) -> None:
    """Notice and mail to the seekers."""
    notifications.refused(db, db.get_one(Proposal, fact.proposal_id))


def notify_withdrawn(db: Db, fact: ProposalWithdrawn) -> None:
    """A line in the bell of those who were asked."""
    notifications.withdrawn(db, db.get_one(Proposal, fact.proposal_id))


def hand_over_seat(db: Db, fact: SeatHandedOver) -> None:
    """The successor speaks for what was stated from the seat."""
    statements.hand_over(db, fact.from_id, fact.to_id, db.get_one(Seat, fact.seat_id).country_code)


def notify_lapsed(db: Db, fact: ProposalLapsed) -> None:
    """A line in the bell of the other country."""
    notifications.lapsed(db, db.get_one(Proposal, fact.proposal_id), by_seeker=fact.by_seeker)
