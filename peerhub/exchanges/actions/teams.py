"""Verbs about the people of an exchange. Whoever is in its team is in its room; those who lead facilitate the room and
schedule the sessions: focal points, whoever stated the need or the offer, and the facilitator."""

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.errors import Invalid, NotFound
from peerhub.base.facts import announce
from peerhub.base.i18n.translate import _
from peerhub.base.security import audit
from peerhub.exchanges import access
from peerhub.exchanges.facts import ExchangeMemberAdded
from peerhub.exchanges.models import GUIDE, Exchange, TeamMember
from peerhub.people.access import is_focal_point
from peerhub.people.models import Person
from peerhub.rooms.actions import members
from peerhub.rooms.models.rooms import FACILITATOR, MEMBER


def add_person(db: Db, actor: Person, exchange_id: int, person_id: int) -> Exchange:
    """Add a colleague to the actor's own team. Raises NotFound, NotAllowed, Invalid."""
    exchange = access.exchange_to_work_on(db, actor, exchange_id)
    person = _open_person(db, person_id)
    if person.country_code not in access.may_add(db, actor, exchange):
        raise Invalid({"person_id": _("Choose someone from your own country’s team.")})
    side = access.side_of_country(exchange, person.country_code)
    _put_in_team(db, actor, exchange, person, str(side))
    return exchange


def remove_person(db: Db, actor: Person, exchange_id: int, person_id: int) -> Exchange:
    """Remove somebody from the actor's own team, or the actor. Raises NotFound, NotAllowed."""
    exchange = access.exchange_to_work_on(db, actor, exchange_id)
    member = db.get(TeamMember, (exchange.id, person_id))
    own = access.part_of(db, actor, exchange)
    if member is None or own not in {member.side, GUIDE}:
        raise NotFound
    _take_out(db, exchange, member)
    audit.record(db, actor.id, "exchange.person_removed", f"exchange:{exchange.id}", person=person_id)
    return exchange


def remove_from_all(db: Db, person_id: int, *, seat_waits: bool = False) -> None:
    """Remove somebody who has left from all teams. When the seat waits for a successor, they stay and others lead meanwhile."""
    for member in db.scalars(select(TeamMember).where(TeamMember.person_id == person_id)).all():
        exchange = db.get_one(Exchange, member.exchange_id)
        if seat_waits:
            _keep_led(db, exchange, member.side)
        else:
            _take_out(db, exchange, member)


def hand_over(db: Db, from_id: int, to_id: int) -> None:
    """Give a leaver's parts in exchanges to the successor. The rooms pass theirs on by themselves."""
    for member in db.scalars(select(TeamMember).where(TeamMember.person_id == from_id)).all():
        if db.get(TeamMember, (member.exchange_id, to_id)) is None:
            part = {"exchange_id": member.exchange_id, "side": member.side, "added_at": member.added_at}
            db.add(TeamMember(person_id=to_id, **part))
        db.delete(member)
    db.flush()


def _take_out(db: Db, exchange: Exchange, member: TeamMember) -> None:
    """End a person's part in the exchange and its room."""
    db.delete(member)
    db.flush()
    if exchange.room_id is not None:
        members.remove(db, exchange.room_id, member.person_id)
    _keep_led(db, exchange, member.side)


def _keep_led(db: Db, exchange: Exchange, side: str) -> None:
    """When nobody of a side leads any more, let the person lead who has been in it longest."""
    if exchange.room_id is None:
        return
    team = select(TeamMember).join(TeamMember.person).where(TeamMember.exchange_id == exchange.id)
    open_ones = team.where(TeamMember.side == side, Person.closed_at.is_(None))
    left = db.scalars(
        open_ones.options(contains_eager(TeamMember.person)).order_by(TeamMember.added_at, TeamMember.person_id)
    ).all()
    if left and not any(access.leads(db, member.person, exchange) for member in left):
        members.add(db, exchange.room_id, left[0].person_id, FACILITATOR)


def add_facilitator(db: Db, actor: Person, exchange_id: int, person_id: int) -> Exchange:
    """Let somebody help both teams. For the secretariat. Raises NotFound, NotAllowed, Invalid."""
    exchange = access.exchange_for(db, actor, exchange_id)
    access.must_add_facilitators(db, actor)
    person = _open_person(db, person_id)
    if access.side_of_country(exchange, person.country_code):
        raise Invalid({"person_id": _("A facilitator cannot be from either country. Choose someone else.")})
    _put_in_team(db, actor, exchange, person, GUIDE)
    return exchange


def put_in_team(db: Db, actor: Person, exchange: Exchange, person: Person, side: str, *, leads: bool = False) -> bool:
    """Put a person on a side and into the room; False when they were in the exchange before."""
    if db.get(TeamMember, (exchange.id, person.id)):
        return False
    db.add(TeamMember(exchange_id=exchange.id, person_id=person.id, side=side, added_at=clock.now()))
    db.flush()
    audit.record(db, actor.id, "exchange.person_added", f"exchange:{exchange.id}", person=person.id, side=side)
    if exchange.room_id:
        leads = leads or side == GUIDE or is_focal_point(db, person, person.country_code)
        members.add(db, exchange.room_id, person.id, FACILITATOR if leads else MEMBER)
    return True


def _put_in_team(db: Db, actor: Person, exchange: Exchange, person: Person, side: str) -> None:
    if not put_in_team(db, actor, exchange, person, side):
        raise Invalid({"person_id": _("This person is already in the exchange.")})
    announce(db, ExchangeMemberAdded(exchange.id, person.id))


def _open_person(db: Db, person_id: int) -> Person:
    person = db.get(Person, person_id)
    if person is None or person.closed_at is not None:
        raise Invalid({"person_id": _("Choose a person from the list.")})
    return person
