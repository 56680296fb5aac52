"""Reads about exchanges."""

from dataclasses import dataclass, field

from sqlalchemy import Integer, Select, bindparam, case, func, or_, select, union_all

from peerhub.base.database.engine import Db
from peerhub.base.database.model import NOW
from peerhub.base.database.prepared import prepared
from peerhub.base.errors import NotFound
from peerhub.exchanges import access
from peerhub.exchanges.models import (
    CLOSED,
    EXCHANGE,
    Exchange,
    ExchangeProvider,
    PlannedSession,
    TeamMember,
)
from peerhub.matching.access import proposal_for
from peerhub.people.access import VIEWER, viewer_params
from peerhub.people.models import Person
from peerhub.sessions.models import CANCELLED, DRAFT, ENDED, Session


@dataclass(frozen=True)
class Progress:
    """An exchange in short: how many of its sessions took place."""

    exchange: Exchange
    sessions_done: int = 0
    sessions_planned: int = 0


@dataclass(frozen=True)
class Listing:
    """Exchanges by what they are to the viewer."""

    mine: list[Progress] = field(default_factory=list)
    running: list[Progress] = field(default_factory=list)
    past: list[Progress] = field(default_factory=list)


def list_page(db: Db, viewer: Person) -> Listing:
    """The viewer's own exchanges first, then all that run, then those that are over, newest first."""
    ordered = select(Exchange).order_by(Exchange.started_on.desc().nulls_last(), Exchange.id.desc())
    progress_list = _with_progress(db, list(db.scalars(ordered)))
    own = set(db.scalars(select(TeamMember.exchange_id).where(TeamMember.person_id == viewer.id)))
    mine = [progress for progress in progress_list if progress.exchange.id in own and progress.exchange.phase != CLOSED]
    others = [progress for progress in progress_list if progress not in mine]
    return Listing(
        mine,
        [progress for progress in others if progress.exchange.phase != CLOSED],
        [progress for progress in others if progress.exchange.phase == CLOSED],
    )


def own(db: Db, viewer: Person, limit: int = 3) -> list[Progress]:
    """The viewer's open exchanges with their sessions counted: those in which knowledge is exchanged now first, then those that
    changed last."""
    return _with_progress(db, list(db.scalars(open_ones(limit), viewer_params(viewer))))


@prepared
def open_ones(limit: int = 1) -> Select[Exchange]:
    """The open exchanges of VIEWER, as a statement."""
    own = select(TeamMember.exchange_id).where(TeamMember.person_id == VIEWER.id)
    query = select(Exchange).where(Exchange.id.in_(own), Exchange.phase != CLOSED)
    running = case((Exchange.phase == EXCHANGE, 0), else_=1)
    return query.order_by(running, Exchange.phase_changed_at.desc(), Exchange.id.desc()).limit(limit)


def of_country(db: Db, viewer: Person, country_code: str) -> tuple[list[Exchange], list[Exchange]]:
    """The exchanges of a country, for its page: as the seeker, and as a provider; newest first."""
    sought = select(Exchange.id).where(Exchange.seeker_code == country_code)
    provided = select(ExchangeProvider.exchange_id).where(ExchangeProvider.country_code == country_code)
    exchanges = db.scalars(
        select(Exchange)
        .where(Exchange.id.in_(union_all(sought, provided)))
        .order_by(Exchange.started_on.desc().nulls_last(), Exchange.id.desc())
    ).all()
    seeking = [exchange for exchange in exchanges if exchange.seeker_code == country_code]
    return seeking, [exchange for exchange in exchanges if exchange.seeker_code != country_code]


def of_need(db: Db, viewer: Person, need_id: int) -> list[Exchange]:
    """The exchanges that a need led to."""
    return list(db.scalars(select(Exchange).where(Exchange.need_id == need_id).order_by(Exchange.id)))


def of_proposal(db: Db, viewer: Person, proposal_id: int) -> Exchange:
    """The exchange that an accepted proposal opened. Raises NotFound, also for those who may not see the proposal."""
    proposal = proposal_for(db, viewer, proposal_id)
    provided = ExchangeProvider.country_code == proposal.offer.country_code
    query = select(Exchange).join(ExchangeProvider).where(Exchange.need_id == proposal.need_id, provided)
    exchange = db.scalar(query.order_by(Exchange.id.desc()).limit(1))
    if exchange is None:
        raise NotFound
    return exchange


def page(db: Db, viewer: Person, exchange_id: int) -> Progress:
    """What everybody who is signed in may know of an exchange. Raises NotFound."""
    return _with_progress(db, [access.exchange_for(db, viewer, exchange_id)])[0]


def _with_progress(db: Db, exchanges: list[Exchange]) -> list[Progress]:
    ids = [exchange.id for exchange in exchanges]
    counted = db.execute(_counted(), {"exchanges": ids}) if ids else ()
    counts = {exchange_id: (done, planned) for exchange_id, planned, done in counted}
    return [Progress(exchange, *counts.get(exchange.id, (0, 0))) for exchange in exchanges]


@prepared
def _counted() -> Select[int, int, int]:
    """How many sessions are planned in `exchanges`, and how many of these are over."""
    over = or_(Session.state == ENDED, Session.starts_at <= NOW)
    return (
        select(PlannedSession.exchange_id, func.count(), func.count().filter(over))
        .join(PlannedSession.session)
        .where(PlannedSession.exchange_id.in_(bindparam("exchanges", expanding=True, type_=Integer())))
        .where(Session.state.not_in((CANCELLED, DRAFT)))
        .group_by(PlannedSession.exchange_id)
    )
