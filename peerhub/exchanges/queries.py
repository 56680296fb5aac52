"""Reads about exchanges."""

from dataclasses import dataclass, field

from sqlalchemy import case, exists, func, or_, select
from sqlalchemy.orm import joinedload

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.errors import NotFound
from peerhub.exchanges import access
from peerhub.exchanges.models import (
    CLOSED,
    EXCHANGE,
    ChecklistTick,
    Exchange,
    ExchangeProvider,
    PlannedSession,
    TeamMember,
)
from peerhub.exchanges.rules import list_of
from peerhub.matching.access import proposal_for
from peerhub.people.models import Person, Seat
from peerhub.reference.models import ToolkitItem
from peerhub.reference.queries import toolkit_list
from peerhub.rooms.access import hosts
from peerhub.sessions.models import CANCELLED, DRAFT, ENDED, Session


@dataclass(frozen=True)
class Step:
    """One line of the checklist, and who did it."""

    item: ToolkitItem
    tick: ChecklistTick | None


@dataclass(frozen=True)
class Progress:
    """An exchange in short: how many of its sessions took place."""

    exchange: Exchange
    sessions_done: int = 0
    sessions_planned: int = 0


@dataclass(frozen=True)
class Workspace:
    """Everything inside an exchange, for its members and the secretariat."""

    team: list[TeamMember]
    steps: list[Step]
    sessions: list[Session]
    own_sessions: list[Session]
    colleagues: list[Person]
    facilitators: list[Person]

    @property
    def done(self) -> int:
        """How many lines of the checklist are ticked."""
        return sum(step.tick is not None for step in self.steps)

    def side(self, name: str) -> list[TeamMember]:
        """The people of one side."""
        return [member for member in self.team if member.side == name]


@dataclass(frozen=True)
class Listing:
    """Exchanges by what they are to the viewer."""

    mine: list[Progress] = field(default_factory=list)
    running: list[Progress] = field(default_factory=list)
    past: list[Progress] = field(default_factory=list)


def listing(db: Db, viewer: Person) -> Listing:
    """The viewer's own exchanges first, then all that run, then those that are over, newest first."""
    ordered = select(Exchange).order_by(Exchange.started_on.desc().nulls_last(), Exchange.id.desc())
    found = _with_progress(db, list(db.scalars(ordered)))
    own = set(db.scalars(select(TeamMember.exchange_id).where(TeamMember.person_id == viewer.id)))
    mine = [each for each in found if each.exchange.id in own and each.exchange.phase != CLOSED]
    others = [each for each in found if each not in mine]
    return Listing(
        mine,
        [each for each in others if each.exchange.phase != CLOSED],
        [each for each in others if each.exchange.phase == CLOSED],
    )


def my_exchanges(db: Db, viewer: Person, limit: int = 3) -> list[Progress]:
    """The viewer's open exchanges with their sessions counted: those in which knowledge is exchanged now first, then those that
    changed last."""
    own = select(TeamMember.exchange_id).where(TeamMember.person_id == viewer.id)
    mine = select(Exchange).where(Exchange.id.in_(own), Exchange.phase != CLOSED)
    running = case((Exchange.phase == EXCHANGE, 0), else_=1)
    found = db.scalars(mine.order_by(running, Exchange.phase_changed_at.desc(), Exchange.id.desc()).limit(limit))
    return _with_progress(db, list(found))


def of_country(db: Db, viewer: Person, country_code: str) -> tuple[list[Exchange], list[Exchange]]:
    """The exchanges of a country, for its page: as the seeker, and as a provider; newest first."""
    provided = exists().where(
        ExchangeProvider.exchange_id == Exchange.id, ExchangeProvider.country_code == country_code
    )
    found = db.scalars(
        select(Exchange)
        .where(or_(Exchange.seeker_code == country_code, provided))
        .order_by(Exchange.started_on.desc().nulls_last(), Exchange.id.desc())
    ).all()
    seeking = [each for each in found if each.seeker_code == country_code]
    return seeking, [each for each in found if each.seeker_code != country_code]


def of_need(db: Db, viewer: Person, need_id: int) -> list[Exchange]:
    """The exchanges that a need led to."""
    return list(db.scalars(select(Exchange).where(Exchange.need_id == need_id).order_by(Exchange.id)))


def of_proposal(db: Db, viewer: Person, proposal_id: int) -> Exchange:
    """The exchange that an accepted invitation opened. Raises NotFound, also for those who may not see the invitation."""
    proposal = proposal_for(db, viewer, proposal_id)
    provided = ExchangeProvider.country_code == proposal.offer.country_code
    found = select(Exchange).join(ExchangeProvider).where(Exchange.need_id == proposal.need_id, provided)
    exchange = db.scalar(found.order_by(Exchange.id.desc()).limit(1))
    if exchange is None:
        raise NotFound
    return exchange


def exchange(db: Db, viewer: Person, exchange_id: int) -> Progress:
    """What everybody who is signed in may know of an exchange. Raises NotFound."""
    return _with_progress(db, [access.exchange_for(db, viewer, exchange_id)])[0]


def exchange_to_work_on(db: Db, actor: Person, exchange_id: int) -> Exchange:
    """The exchange, for its members. Raises NotFound or NotAllowed."""
    return access.exchange_to_work_on(db, actor, exchange_id)


def workspace(db: Db, viewer: Person, exchange: Exchange) -> Workspace | None:
    """What is inside; None for those who are not in it."""
    if not access.sees_inside(db, viewer, exchange):
        return None
    team = _team(db, exchange)
    there = {member.person_id for member in team}
    return Workspace(
        team=team,
        steps=_steps(db, exchange),
        sessions=_sessions(db, viewer, exchange),
        own_sessions=_own_sessions(db, viewer, exchange),
        colleagues=[each for each in _colleagues(db, viewer, exchange) if each.id not in there],
        facilitators=[each for each in _facilitators(db, viewer, exchange) if each.id not in there],
    )


def exchange_to_plan(db: Db, actor: Person, exchange_id: int) -> Exchange:
    """The exchange, for those who schedule its sessions. Raises NotFound or NotAllowed."""
    return access.exchange_to_plan(db, actor, exchange_id)


def members(db: Db, viewer: Person, exchange: Exchange) -> list[TeamMember]:
    """The people of an exchange, for those who are in it; none for others."""
    return _team(db, exchange) if access.sees_inside(db, viewer, exchange) else []


def _steps(db: Db, exchange: Exchange) -> list[Step]:
    """The checklist of the current phase with its ticks. The caller checks who asks."""
    items = toolkit_list(db, list_of(exchange.phase))
    ticked = select(ChecklistTick).where(ChecklistTick.exchange_id == exchange.id)
    ticks = {tick.item_code: tick for tick in db.scalars(ticked.options(joinedload(ChecklistTick.done_by)))}
    return [Step(item, ticks.get(item.code)) for item in items]


def _with_progress(db: Db, exchanges: list[Exchange]) -> list[Progress]:
    over = or_(Session.state == ENDED, Session.starts_at <= clock.now())
    counted = (
        select(PlannedSession.exchange_id, func.count(), func.count().filter(over))
        .join(PlannedSession.session)
        .where(PlannedSession.exchange_id.in_([each.id for each in exchanges]))
        .where(Session.state.not_in((CANCELLED, DRAFT)))
        .group_by(PlannedSession.exchange_id)
    )
    counts = {exchange_id: (done, planned) for exchange_id, planned, done in db.execute(counted)}
    return [Progress(each, *counts.get(each.id, (0, 0))) for each in exchanges]


def _team(db: Db, exchange: Exchange) -> list[TeamMember]:
    members = select(TeamMember).join(TeamMember.person).where(TeamMember.exchange_id == exchange.id)
    open_ones = members.where(Person.closed_at.is_(None)).options(joinedload(TeamMember.person))
    return list(db.scalars(open_ones.order_by(Person.seat_id, Person.id)))


def _sessions(db: Db, viewer: Person, exchange: Exchange) -> list[Session]:
    """The sessions of an exchange; drafts are seen by those who prepare them."""
    planned = select(Session).join(PlannedSession, PlannedSession.session_id == Session.id)
    shown = or_(
        Session.state.not_in((CANCELLED, DRAFT)), (Session.state == DRAFT) & (Session.created_by_id == viewer.id)
    )
    wanted = planned.where(PlannedSession.exchange_id == exchange.id, shown)
    return list(db.scalars(wanted.order_by(Session.starts_at, Session.id)))


def _own_sessions(db: Db, viewer: Person, exchange: Exchange) -> list[Session]:
    """Sessions that the viewer has scheduled and that belong to no exchange yet."""
    if not access.may_plan(db, viewer, exchange):
        return []
    taken = exists().where(PlannedSession.session_id == Session.id)
    own = select(Session).where(Session.created_by_id == viewer.id, ~taken, Session.state != CANCELLED)
    return list(db.scalars(own.order_by(Session.starts_at.desc()).limit(50)))


def _colleagues(db: Db, viewer: Person, exchange: Exchange) -> list[Person]:
    codes = access.may_add(db, viewer, exchange)
    if not codes:
        return []
    seated = select(Person).join(Person.seat).where(Seat.country_code.in_(codes), Person.closed_at.is_(None))
    return list(db.scalars(seated.order_by(Seat.country_code, Seat.office, Person.id)))


def _facilitators(db: Db, viewer: Person, exchange: Exchange) -> list[Person]:
    """Whom the secretariat can name: those outside all teams, and those who facilitate an open room."""
    if not access.may_name_facilitators(db, viewer) or exchange.phase == CLOSED:
        return []
    outside = select(Person.id).join(Person.seat).where(Seat.country_code.is_(None))
    wanted = or_(Person.id.in_(hosts()), Person.id.in_(outside))
    found = db.scalars(select(Person).where(wanted, Person.closed_at.is_(None)).order_by(Person.name, Person.id))
    return [each for each in found if not access.side_of_country(exchange, each.country_code)]
