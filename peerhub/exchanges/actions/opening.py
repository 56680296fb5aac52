"""Opening an exchange out of an accepted proposal: countries, teams, room."""

from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.database.model import day
from peerhub.base.facts import announce
from peerhub.base.security import audit
from peerhub.exchanges.actions import room, teams
from peerhub.exchanges.facts import ExchangeOpened
from peerhub.exchanges.models import CLOSED, PREPARE, PROVIDER, SEEKER, Exchange, ExchangeProvider
from peerhub.matching.access import speaks_for
from peerhub.matching.models import Need, Offer, Proposal
from peerhub.people.access import focal_points, open_people
from peerhub.people.models import Person
from peerhub.rooms.actions import rooms


def open_exchange(db: Db, actor: Person, proposal: Proposal) -> Exchange:
    """The exchange of the need, opened now or joined by a further provider, with both teams in its private room.

    The action that led here has locked the need, so that two providers who answer at once share one exchange.
    """
    exchange = _running(db, proposal.need) or _opened(db, proposal.need, proposal.offer)
    _add_provider(db, exchange, proposal.offer)
    _add_teams(db, actor, exchange, proposal)
    audit.record(db, actor.id, "exchange.opened", f"exchange:{exchange.id}", proposal=proposal.id)
    announce(db, ExchangeOpened(exchange.id))
    return exchange


def _running(db: Db, need: Need) -> Exchange | None:
    return db.scalar(select(Exchange).where(Exchange.need_id == need.id, Exchange.phase != CLOSED))


def _opened(db: Db, need: Need, offer: Offer) -> Exchange:
    now = clock.now()
    made = rooms.create(db, kind="exchange", title=need.country.name, theme_code=need.theme_code, private=True)
    exchange = Exchange(
        seeker_code=need.country_code,
        theme_code=need.theme_code,
        need_id=need.id,
        subject=need.challenge,
        phase=PREPARE,
        phase_changed_at=now,
        started_on=day(now),
        room_id=made.id,
        example=need.example or offer.example,
        created_at=now,
    )
    db.add(exchange)
    db.flush()
    return exchange


def _add_provider(db: Db, exchange: Exchange, offer: Offer) -> None:
    if db.get(ExchangeProvider, (exchange.id, offer.country_code)) is None:
        db.add(ExchangeProvider(exchange_id=exchange.id, country_code=offer.country_code))
        db.flush()
        db.expire(exchange, ["providers"])
    room.describe(db, exchange)


def _add_teams(db: Db, actor: Person, exchange: Exchange, proposal: Proposal) -> None:
    """Those who took part so far, and the focal points of both countries; others are added by them."""
    for side, stated, other_id in (
        (SEEKER, proposal.need, proposal.proposed_by_id),
        (PROVIDER, proposal.offer, actor.id),
    ):
        people = (*open_people(db, {stated.created_by_id, other_id}), *focal_points(db, stated.country_code))
        for person in (member for member in people if speaks_for(db, member, stated.country_code)):
            teams.put_in_team(db, actor, exchange, person, side, leads=person.id == stated.created_by_id)
