"""What is inside an exchange, for its members and the secretariat."""

from dataclasses import dataclass

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload

from peerhub.base.database.engine import Db
from peerhub.exchanges import access
from peerhub.exchanges.models import CLOSED, ChecklistTick, Exchange, PlannedSession, TeamMember
from peerhub.exchanges.rules import checklist_of
from peerhub.people.models import Person, Seat
from peerhub.reference.models import ToolkitItem
from peerhub.reference.queries import lists
from peerhub.rooms.access import open_room_facilitators
from peerhub.sessions.models import CANCELLED, DRAFT, Session


@dataclass(frozen=True)
class ChecklistLine:
    """One line of the checklist, and who did it."""

    item: ToolkitItem
    tick: ChecklistTick | None


@dataclass(frozen=True)
class Workspace:
    """Everything inside an exchange, for its members and the secretariat."""

    team: list[TeamMember]
    steps: list[ChecklistLine]
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


def page(db: Db, viewer: Person, exchange: Exchange) -> Workspace | None:
    """What is inside; None for those who are not in it."""
    if not access.may_see_workspace(db, viewer, exchange):
        return None
    team = _team(db, exchange)
    member_ids = {member.person_id for member in team}
    return Workspace(
        team=team,
        steps=_checklist(db, exchange),
        sessions=_sessions(db, viewer, exchange),
        own_sessions=_own_sessions(db, viewer, exchange),
        colleagues=[person for person in _colleagues(db, viewer, exchange) if person.id not in member_ids],
        facilitators=[person for person in _facilitators(db, viewer, exchange) if person.id not in member_ids],
    )


def members(db: Db, viewer: Person, exchange: Exchange) -> list[TeamMember]:
    """The people of an exchange, for those who are in it; none for others."""
    return _team(db, exchange) if access.may_see_workspace(db, viewer, exchange) else []


def _checklist(db: Db, exchange: Exchange) -> list[ChecklistLine]:
    """The checklist of the current phase with its ticks. The caller checks who asks."""
    items = lists.toolkit_list(db, checklist_of(exchange.phase))
    ticked = select(ChecklistTick).where(ChecklistTick.exchange_id == exchange.id)
    ticks = {tick.item_code: tick for tick in db.scalars(ticked.options(joinedload(ChecklistTick.done_by)))}
    return [ChecklistLine(item, ticks.get(item.code)) for item in items]


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
    query = planned.where(PlannedSession.exchange_id == exchange.id, shown)
    return list(db.scalars(query.order_by(Session.starts_at, Session.id)))


def _own_sessions(db: Db, viewer: Person, exchange: Exchange) -> list[Session]:
    """Sessions that the viewer has scheduled and that belong to no exchange yet."""
    if not access.may_plan(db, viewer, exchange):
        return []
    is_planned = exists().where(PlannedSession.session_id == Session.id)
    own = select(Session).where(Session.created_by_id == viewer.id, ~is_planned, Session.state != CANCELLED)
    return list(db.scalars(own.order_by(Session.starts_at.desc()).limit(50)))


def _colleagues(db: Db, viewer: Person, exchange: Exchange) -> list[Person]:
    codes = access.may_add(db, viewer, exchange)
    if not codes:
        return []
    seated = select(Person).join(Person.seat).where(Seat.country_code.in_(codes), Person.closed_at.is_(None))
    return list(db.scalars(seated.order_by(Seat.country_code, Seat.office, Person.id)))


def _facilitators(db: Db, viewer: Person, exchange: Exchange) -> list[Person]:
    """Whom the secretariat can name: those outside all teams, and those who facilitate an open room."""
    if not access.may_add_facilitators(db, viewer) or exchange.phase == CLOSED:
        return []
    outside = select(Person.id).join(Person.seat).where(Seat.country_code.is_(None))
    possible = or_(Person.id.in_(open_room_facilitators()), Person.id.in_(outside))
    people = db.scalars(select(Person).where(possible, Person.closed_at.is_(None)).order_by(Person.name, Person.id))
    return [person for person in people if not access.side_of_country(exchange, person.country_code)]
