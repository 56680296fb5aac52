"""What follows from accepted invitations and from moves between phases. Runs inside the transaction and only writes rows."""

from peerhub.base.database.engine import Db
from peerhub.exchanges.actions import notifications, opening, planning, teams
from peerhub.exchanges.facts import ExchangeOpened, ExchangePhaseChanged
from peerhub.exchanges.models import Exchange
from peerhub.matching.facts import ProposalAccepted
from peerhub.matching.models import Proposal
from peerhub.people.facts import PersonClosed, PersonReturned, SeatHandedOver
from peerhub.people.models import Person
from peerhub.sessions.facts import DraftThrownAway


def open_exchange(db: Db, fact: ProposalAccepted) -> None:
    """A provider said yes: the exchange begins."""
    proposal = db.get_one(Proposal, fact.proposal_id)
    opening.open_from(db, db.get_one(Person, proposal.answered_by_id), proposal)


def remove_session(db: Db, fact: DraftThrownAway) -> None:
    """A draft goes: it belongs to no exchange any more."""
    planning.forget(db, fact.session_id)


def remove_person(db: Db, fact: PersonClosed) -> None:
    """Whoever has left is in no team any more; where the seat waits, its parts do, and others lead meanwhile."""
    teams.remove_from_all(db, fact.person_id, seat_waits=fact.seat_waits)


def leave_old_teams(db: Db, fact: PersonReturned) -> None:
    """Who comes back in another place comes without the parts of the old one."""
    if fact.elsewhere:
        teams.remove_from_all(db, fact.person_id)


def hand_over_seat(db: Db, fact: SeatHandedOver) -> None:
    """The successor works on where the leaver stopped."""
    teams.hand_over(db, fact.from_id, fact.to_id)


def notify_opened(db: Db, fact: ExchangeOpened) -> None:
    """Notice and mail to both teams."""
    notifications.opened(db, db.get_one(Exchange, fact.exchange_id))


def notify_phase(db: Db, fact: ExchangePhaseChanged) -> None:
    """A line in the bell of both teams and the facilitator, but for whoever did it."""
    notifications.phase_changed(db, db.get_one(Exchange, fact.exchange_id), fact.actor_id)
