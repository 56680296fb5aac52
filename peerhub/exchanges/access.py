"""Who sees what of an exchange and who may change it. A part (seeker, provider, facilitator) belongs to one exchange only."""

from collections.abc import Collection
from typing import cast

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.base.errors import NotAllowed, NotFound
from peerhub.base.i18n.translate import _
from peerhub.exchanges.models import GUIDE, PROVIDER, SEEKER, Exchange, TeamMember
from peerhub.exchanges.rules import Part, Readiness, is_open, next_phases
from peerhub.people.access import is_secretariat
from peerhub.people.models import Person
from peerhub.rooms.models.rooms import FACILITATOR, Membership


def exchange_for(db: Db, viewer: Person, exchange_id: int) -> Exchange:
    """The exchange: whoever is signed in may know that it exists, between whom and about what. Raises NotFound."""
    exchange = db.get(Exchange, exchange_id)
    if exchange is None:
        raise NotFound
    return exchange


def part_of(db: Db, viewer: Person, exchange: Exchange) -> Part | None:
    """The person's part in the exchange: seeker, provider, facilitator, or none."""
    member = db.get(TeamMember, (exchange.id, viewer.id))
    return cast(Part, member.side) if member else None


def parts_of(db: Db, viewer: Person, exchange: Exchange) -> Collection[Part]:
    """The person's part as a collection, empty without one, for the rules."""
    part = part_of(db, viewer, exchange)
    return {part} if part else set()


def may_see_workspace(db: Db, viewer: Person, exchange: Exchange) -> bool:
    """Whether the person sees goal, checklists, people and sessions: its members, and the secretariat."""
    return part_of(db, viewer, exchange) is not None or is_secretariat(db, viewer)


def may_work(db: Db, viewer: Person, exchange: Exchange) -> bool:
    """Whether the person may write the goal, tick and add people: its members, until it is closed."""
    return is_open(exchange.phase) and part_of(db, viewer, exchange) is not None


def exchange_to_work_on(db: Db, actor: Person, exchange_id: int) -> Exchange:
    """The exchange, for its members. Raises NotFound, or NotAllowed for others and once it is closed."""
    exchange = exchange_for(db, actor, exchange_id)
    if part_of(db, actor, exchange) is None:
        raise NotAllowed(_("Only the teams of this exchange can do this."))
    if not is_open(exchange.phase):
        raise NotAllowed(_("This exchange is closed and can no longer be changed."))
    return exchange


def leads(db: Db, viewer: Person, exchange: Exchange) -> bool:
    """Whether the person facilitates the exchange's room: focal points, whoever stated need or offer, and its facilitator."""
    member = db.get(Membership, (exchange.room_id, viewer.id)) if exchange.room_id else None
    return member is not None and member.role == FACILITATOR


def may_plan(db: Db, viewer: Person, exchange: Exchange) -> bool:
    """Whether the person may schedule sessions of this exchange: those who lead it, until it is closed."""
    return may_work(db, viewer, exchange) and leads(db, viewer, exchange)


def exchange_to_plan(db: Db, actor: Person, exchange_id: int) -> Exchange:
    """The exchange, for those who schedule its sessions. Raises NotFound, NotAllowed."""
    exchange = exchange_to_work_on(db, actor, exchange_id)
    if not leads(db, actor, exchange):
        raise NotAllowed(
            _(
                "Only focal points and the people who added the need or the offer can schedule the sessions of "
                "this exchange."
            )
        )
    return exchange


def must_add_facilitators(db: Db, actor: Person) -> None:
    """Raise NotAllowed for everybody but the secretariat."""
    if not may_add_facilitators(db, actor):
        raise NotAllowed(_("Only the secretariat can choose the facilitator of an exchange."))


def may_add_facilitators(db: Db, viewer: Person) -> bool:
    """Whether the person chooses who facilitates: the secretariat."""
    return is_secretariat(db, viewer)


def moves_of(db: Db, viewer: Person, exchange: Exchange) -> list[str]:
    """Where the person can take the exchange next."""
    return list(next_phases(exchange.phase, parts_of(db, viewer, exchange)))


def readiness(db: Db, exchange: Exchange) -> Readiness:
    """What the exchange has: a stated need, and people on both sides."""
    members = select(TeamMember.side).join(TeamMember.person).where(Person.closed_at.is_(None))
    sides = list(db.scalars(members.where(TeamMember.exchange_id == exchange.id)))
    stated = exchange.need_id is not None or bool(exchange.goal)
    return Readiness(stated, sides.count(SEEKER), sides.count(PROVIDER))


def side_of_country(exchange: Exchange, country_code: str | None) -> str | None:
    """On which side a country is: seeker, provider, or none."""
    if country_code == exchange.seeker_code:
        return SEEKER
    return PROVIDER if country_code in {provider.country_code for provider in exchange.providers} else None


def may_add(db: Db, viewer: Person, exchange: Exchange) -> list[str]:
    """The countries whose colleagues the person may add: their own side's, both for the facilitator."""
    if not is_open(exchange.phase):
        return []
    part = part_of(db, viewer, exchange)
    provided = [provider.country_code for provider in exchange.providers]
    if part == GUIDE:
        return [exchange.seeker_code, *provided]
    if part is None or side_of_country(exchange, viewer.country_code) != part:
        return []
    return [str(viewer.country_code)]
