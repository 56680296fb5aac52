"""What follows from accepted proposals and from moves between phases. Runs inside the transaction and only writes rows."""

from typing import Any

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.base.i18n.countries import country_data
from peerhub.base.subject import Subject
from peerhub.exchanges.actions import opening, planning, teams
from peerhub.exchanges.facts import ExchangeMemberAdded, ExchangeOpened, ExchangePhaseChanged
from peerhub.exchanges.models import Exchange, TeamMember
from peerhub.matching.facts import ProposalAccepted
from peerhub.matching.models import Proposal
from peerhub.notices.actions import notices
from peerhub.notices.actions.notices import Email
from peerhub.people.facts import PersonClosed, PersonReturned, SeatHandedOver
from peerhub.people.models import Person
from peerhub.sessions.facts import DraftDeleted


def open_exchange(db: Db, fact: ProposalAccepted) -> None:
    """A provider said yes: the exchange begins."""
    proposal = db.get_one(Proposal, fact.proposal_id)
    opening.open_exchange(db, db.get_one(Person, proposal.answered_by_id), proposal)


def remove_session(db: Db, fact: DraftDeleted) -> None:
    """A draft is deleted: remove it from its exchange."""
    planning.remove_session(db, fact.session_id)


def remove_person(db: Db, fact: PersonClosed) -> None:
    """Remove somebody who has left from all teams. If their seat waits for a successor, they stay and others lead meanwhile."""
    teams.remove_from_all(db, fact.person_id, seat_waits=fact.seat_waits)


def leave_old_teams(db: Db, fact: PersonReturned) -> None:
    """Somebody comes back to another seat: remove them from the teams of the old one."""
    if fact.elsewhere:
        teams.remove_from_all(db, fact.person_id)


def hand_over_seat(db: Db, fact: SeatHandedOver) -> None:
    """Pass the leaver's part in each exchange to the successor."""
    teams.hand_over(db, fact.from_id, fact.to_id)


def notify_opened(db: Db, fact: ExchangeOpened) -> None:
    """Notify all members that the exchange begins, or that another country joined it, by email too."""
    exchange = db.get_one(Exchange, fact.exchange_id)
    joined = Email(version=str(len(exchange.providers)))
    notices.notify(db, _members(db, exchange), "exchanges/opened", _about(exchange), _data(exchange), email=joined)


def notify_added(db: Db, fact: ExchangeMemberAdded) -> None:
    """Notify the person who was added."""
    exchange = db.get_one(Exchange, fact.exchange_id)
    data = {"seeker": country_data(exchange.seeker), "subject": exchange.subject}
    notices.notify(db, [fact.person_id], "exchanges/added", _about(exchange), data)


def notify_phase(db: Db, fact: ExchangePhaseChanged) -> None:
    """Notify both teams and the facilitator, except the person who moved it."""
    exchange = db.get_one(Exchange, fact.exchange_id)
    others = [person_id for person_id in _members(db, exchange) if person_id != fact.actor_id]
    notices.notify(db, others, "exchanges/phase", _about(exchange), _data(exchange) | {"phase": exchange.phase})


def _members(db: Db, exchange: Exchange) -> list[int]:
    ids = select(TeamMember.person_id).join(TeamMember.person).where(TeamMember.exchange_id == exchange.id)
    return list(db.scalars(ids.where(Person.closed_at.is_(None)).order_by(Person.id)))


def _about(exchange: Exchange) -> Subject:
    return Subject("exchange", exchange.id, exchange.subject, f"/exchanges/{exchange.id}")


def _data(exchange: Exchange) -> dict[str, Any]:
    return {
        "seeker": country_data(exchange.seeker),
        "providers": [country_data(provider.country) for provider in exchange.providers],
        "subject": exchange.subject,
        "path": _about(exchange).path,
    }
