"""Opening an exchange, and what its teams do in it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.base.errors import Invalid, NotAllowed, NotFound
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.security.audit import AuditEntry
from peerhub.exchanges import access
from peerhub.exchanges.actions import planning, teams, work
from peerhub.exchanges.models import (
    CLOSED,
    EXCHANGE,
    FOLLOW_UP,
    GUIDE,
    PREPARE,
    PROVIDER,
    SEEKER,
    ChecklistTick,
    Exchange,
    PlannedSession,
    TeamMember,
)
from peerhub.exchanges.queries import exchanges
from peerhub.matching.actions import proposals, statements
from peerhub.matching.models import ENDED, OPEN, Proposal
from peerhub.notices.models import Notice
from peerhub.rooms.models.rooms import FACILITATOR, Membership, Room
from tests.cast import NOW, Cast
from tests.exchanges.arrange import brought_to, opened, planned
from tests.matching.arrange import invited, offer, state

ITEM = "preparation.diagnose"


def sides(db: Db, exchange: Exchange) -> dict[int, str]:
    rows = db.scalars(select(TeamMember).where(TeamMember.exchange_id == exchange.id))
    return {member.person_id: member.side for member in rows}


def test_acceptance_opens_an_exchange_with_teams_and_a_private_room(db: Db, cast: Cast) -> None:
    exchange = opened(db, cast)
    assert (exchange.seeker_code, exchange.phase, exchange.started_on) == ("JM", PREPARE, NOW.date())
    assert [each.country_code for each in exchange.providers] == ["CL"]
    assert sides(db, exchange) == {
        cast.seeker.id: SEEKER,
        cast.focal_point.id: SEEKER,
        cast.provider.id: PROVIDER,
        cast.provider_focal_point.id: PROVIDER,
    }
    room = db.get_one(Room, exchange.room_id)
    assert (room.kind, room.private) == ("exchange", True)
    roles = db.execute(select(Membership.person_id, Membership.role).where(Membership.room_id == room.id)).all()
    assert {(person, role) for person, role in roles} == {(person, FACILITATOR) for person in sides(db, exchange)}
    assert (room.title, room.purpose) == ("Jamaica · Chile", exchange.subject)
    assert room.subject_path == f"/exchanges/{exchange.id}"
    told = set(db.scalars(select(Notice.person_id).where(Notice.kind == "exchanges/opened")))
    assert told == set(sides(db, exchange))
    mails = db.scalars(select(OutgoingMail.recipient).where(OutgoingMail.kind == "exchanges/opened")).all()
    assert len(mails) == 4


def test_a_further_provider_joins_the_same_exchange(db: Db, cast: Cast) -> None:
    first = invited(db, cast.seeker, cast.provider)
    other = offer(db, cast.outsider, zone="America/Bogota")
    second = proposals.propose(db, cast.seeker, first.need_id, other.id, "You too?")
    proposals.accept(db, cast.provider, first.id)
    proposals.accept(db, cast.outsider, second.id)
    exchange = db.scalars(select(Exchange)).one()
    assert [each.country_code for each in exchange.providers] == ["CL", "MN"]
    assert sides(db, exchange)[cast.outsider.id] == PROVIDER
    assert exchanges.of_proposal(db, cast.outsider, second.id).id == exchange.id
    assert db.get_one(Room, exchange.room_id).title == "Jamaica · Chile · Mongolia"


def test_after_closing_a_need_that_is_opened_again_gets_a_new_exchange(db: Db, cast: Cast) -> None:
    exchange = brought_to(db, cast, CLOSED)
    statements.set_need_state(db, cast.seeker, exchange.need_id or 0, OPEN)
    offer_id = db.scalars(select(Proposal.offer_id)).one()
    assert db.scalars(select(Proposal.state)).one() == ENDED
    again = proposals.propose(db, cast.seeker, exchange.need_id or 0, offer_id, "Once more?")
    proposals.accept(db, cast.provider, again.id)
    assert exchanges.of_proposal(db, cast.seeker, again.id).id != exchange.id


def test_who_sees_and_who_works(db: Db, cast: Cast) -> None:
    exchange = opened(db, cast)
    seen = {name for name, person in vars(cast).items() if access.may_see_workspace(db, person, exchange)}
    assert seen == {"seeker", "focal_point", "provider", "provider_focal_point", "secretariat", "administrator"}
    working = {name for name, person in vars(cast).items() if access.may_work(db, person, exchange)}
    assert working == {"seeker", "focal_point", "provider", "provider_focal_point"}
    for person in (cast.teammate, cast.outsider, cast.secretariat):
        with pytest.raises(NotAllowed):
            work.write_goal(db, person, exchange.id, "x", "y")
        with pytest.raises(NotAllowed):
            work.tick_item(db, person, exchange.id, ITEM, True)
        with pytest.raises(NotAllowed):
            work.move(db, person, exchange.id, EXCHANGE)
        with pytest.raises(NotAllowed):
            teams.add_person(db, person, exchange.id, cast.teammate.id)
    with pytest.raises(NotFound):
        work.tick_item(db, cast.seeker, 999, ITEM, True)


def test_goal_and_subject_are_written_by_both_teams(db: Db, cast: Cast) -> None:
    exchange = opened(db, cast)
    work.write_goal(db, cast.provider, exchange.id, "Exposure of local titles", "A first report by June")
    assert (exchange.subject, exchange.goal) == ("Exposure of local titles", "A first report by June")
    assert db.get_one(Room, exchange.room_id).purpose == "Exposure of local titles"


def test_ticks_are_kept_once_and_taken_back(db: Db, cast: Cast) -> None:
    exchange = opened(db, cast)
    work.tick_item(db, cast.seeker, exchange.id, ITEM, True)
    work.tick_item(db, cast.provider, exchange.id, ITEM, True)
    assert db.scalars(select(ChecklistTick.done_by_id)).all() == [cast.seeker.id]
    work.tick_item(db, cast.provider, exchange.id, ITEM, False)
    work.tick_item(db, cast.provider, exchange.id, ITEM, False)
    assert db.scalars(select(ChecklistTick)).all() == []
    for code in ("none", "implementation.formats"):
        with pytest.raises(NotFound):
            work.tick_item(db, cast.seeker, exchange.id, code, True)


def test_only_the_seeking_team_says_when_it_has_learned_enough(db: Db, cast: Cast) -> None:
    exchange = opened(db, cast)
    work.move(db, cast.provider, exchange.id, EXCHANGE)
    with pytest.raises(NotAllowed):
        work.move(db, cast.provider, exchange.id, FOLLOW_UP)
    with pytest.raises(Invalid):
        work.move(db, cast.seeker, exchange.id, CLOSED, "Too early")
    work.move(db, cast.seeker, exchange.id, FOLLOW_UP)
    with pytest.raises(Invalid) as refusal:
        work.move(db, cast.seeker, exchange.id, CLOSED)
    assert list(refusal.value.problems) == ["lessons"]
    work.move(db, cast.focal_point, exchange.id, CLOSED, "We measure what is shown.")
    assert (exchange.phase, exchange.closed_on, exchange.lessons) == (CLOSED, NOW.date(), "We measure what is shown.")
    told = select(Notice.data).where(Notice.kind == "exchanges/phase", Notice.person_id == cast.provider.id)
    phases = [data["phase"] for data in db.scalars(told.order_by(Notice.id))]
    assert phases == [FOLLOW_UP, CLOSED]  # whoever moved it to the exchange knows
    log = select(AuditEntry.verb).where(AuditEntry.subject == f"exchange:{exchange.id}").order_by(AuditEntry.id)
    assert [verb for verb in db.scalars(log) if verb != "exchange.person_added"] == [
        "exchange.opened",
        "exchange.moved_to_exchange",
        "exchange.moved_to_follow_up",
        "exchange.moved_to_closed",
    ]
    with pytest.raises(NotFound):
        work.move(db, cast.seeker, exchange.id, "none")


def test_an_exchange_does_not_start_without_both_teams(db: Db, cast: Cast) -> None:
    exchange = opened(db, cast)
    for person in (cast.provider, cast.provider_focal_point):
        db.delete(db.get_one(TeamMember, (exchange.id, person.id)))
    with pytest.raises(Invalid):
        work.move(db, cast.seeker, exchange.id, EXCHANGE)


def test_a_closed_exchange_stays_as_it_is(db: Db, cast: Cast) -> None:
    exchange = brought_to(db, cast, CLOSED)
    with pytest.raises(NotAllowed):
        work.write_goal(db, cast.seeker, exchange.id, "x", "y")
    with pytest.raises(NotAllowed):
        teams.add_person(db, cast.seeker, exchange.id, cast.teammate.id)


def test_each_team_adds_its_own_colleagues(db: Db, cast: Cast) -> None:
    exchange = opened(db, cast)
    teams.add_person(db, cast.seeker, exchange.id, cast.teammate.id)
    assert sides(db, exchange)[cast.teammate.id] == SEEKER
    assert db.get(Membership, (exchange.room_id, cast.teammate.id)) is not None
    for person in (cast.teammate, cast.outsider, cast.closed_account):
        with pytest.raises(Invalid):
            teams.add_person(db, cast.seeker, exchange.id, person.id)
    with pytest.raises(Invalid):
        teams.add_person(db, cast.provider, exchange.id, cast.teammate.id)
    with pytest.raises(NotFound):
        teams.remove_person(db, cast.provider, exchange.id, cast.teammate.id)
    teams.remove_person(db, cast.seeker, exchange.id, cast.teammate.id)
    assert cast.teammate.id not in sides(db, exchange)
    assert db.get(Membership, (exchange.room_id, cast.teammate.id)) is None


def test_the_secretariat_names_a_facilitator_of_neither_country(db: Db, cast: Cast) -> None:
    exchange = opened(db, cast)
    with pytest.raises(NotAllowed):
        teams.add_facilitator(db, cast.seeker, exchange.id, cast.facilitator.id)
    with pytest.raises(Invalid):
        teams.add_facilitator(db, cast.secretariat, exchange.id, cast.teammate.id)
    teams.add_facilitator(db, cast.secretariat, exchange.id, cast.facilitator.id)
    assert sides(db, exchange)[cast.facilitator.id] == GUIDE
    work.move(db, cast.facilitator, exchange.id, EXCHANGE)
    teams.add_person(db, cast.facilitator, exchange.id, cast.teammate.id)
    assert sides(db, exchange)[cast.teammate.id] == SEEKER


def test_sessions_of_an_exchange_are_counted(db: Db, cast: Cast) -> None:
    exchange = opened(db, cast)
    past, coming = planned(db, cast.seeker, starts_at=NOW - timedelta(days=1)), planned(db, cast.seeker)
    for session in (past, coming, coming):
        planning.plan_session(db, cast.seeker, exchange.id, session.id)
    assert len(db.scalars(select(PlannedSession)).all()) == 2
    (mine,) = exchanges.own(db, cast.provider)
    assert (mine.exchange.id, mine.sessions_done, mine.sessions_planned) == (exchange.id, 1, 2)
    with pytest.raises(Invalid):
        planning.plan_session(db, cast.provider, exchange.id, coming.id)
    other = opened(db, cast)
    with pytest.raises(Invalid):
        planning.plan_session(db, cast.seeker, other.id, coming.id)


def test_reads_for_other_pages(db: Db, cast: Cast) -> None:
    assert exchanges.own(db, cast.seeker) == []
    exchange = opened(db, cast)
    seeking, providing = exchanges.of_country(db, cast.outsider, "JM")
    assert ([each.id for each in seeking], providing) == ([exchange.id], [])
    seeking, providing = exchanges.of_country(db, cast.outsider, "CL")
    assert (seeking, [each.id for each in providing]) == ([], [exchange.id])
    assert [each.id for each in exchanges.of_need(db, cast.seeker, exchange.need_id or 0)] == [exchange.id]
    assert exchanges.own(db, cast.teammate) == []
    waiting = state(db, cast.seeker)
    assert exchanges.of_need(db, cast.seeker, waiting.id) == []
