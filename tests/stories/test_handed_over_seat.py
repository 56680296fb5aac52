"""A seat is handed over: what was held through it is the successor's at once, and the leaver's no more."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.base.database.model import day
from peerhub.base.errors import NotAllowed, NotFound
from peerhub.base.live import presence
from peerhub.base.mail.models import OutgoingMail
from peerhub.commitments.actions import commitments
from peerhub.commitments.actions.commitments import NewCommitment
from peerhub.commitments.models import Commitment
from peerhub.exchanges import access as exchanges
from peerhub.exchanges.actions import work
from peerhub.exchanges.models import Exchange
from peerhub.matching import access as matching
from peerhub.matching.actions import proposals
from peerhub.notices.models import Notice
from peerhub.people.access import is_focal_point
from peerhub.people.actions import closing, seats
from peerhub.people.models import Person
from peerhub.rooms import access as rooms
from peerhub.rooms.actions import members, messages, threads
from peerhub.rooms.actions import rooms as room_actions
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.rooms import Room
from peerhub.sessions import access as sessions
from peerhub.sessions.actions import drafts, rsvp
from peerhub.sessions.models import Invitee, Session
from peerhub.surveys.models import SurveyManager
from tests.cast import NOW, Cast
from tests.exchanges.arrange import opened
from tests.matching.arrange import invited
from tests.sessions.arrange import plan, scheduled
from tests.support.forms import submit
from tests.surveys.arrange import ask


@pytest.fixture
def seated(db: Db) -> Cast:
    """The cast, as the transaction of the test holds them."""
    return Cast.find(db)


def hand_over(db: Db, cast: Cast) -> None:
    """The statistics office goes to the colleague of the copyright office."""
    assert cast.seeker.seat_id
    seats.hand_over(db, cast.focal_point, cast.seeker.seat_id, cast.teammate.id)


def take_over(db: Db, cast: Cast) -> None:
    """The same by the other way: invited to the seat, and then the account of whoever sat there is closed."""
    cast.teammate.seat = cast.seeker.seat
    db.flush()
    closing.close_account(db, cast.focal_point, cast.seeker.id)


WAYS = pytest.mark.parametrize("pass_on", [hand_over, take_over], ids=["handed-over-seat", "closed account"])


@WAYS
def test_the_room_of_an_exchange(db: Db, seated: Cast, pass_on: Any) -> None:
    room = db.get_one(Room, opened(db, seated).room_id)
    assert rooms.room_for(db, seated.seeker, room.id)
    pass_on(db, seated)
    assert rooms.room_for(db, seated.teammate, room.id)
    assert rooms.may_moderate(db, seated.teammate, room)
    with pytest.raises(NotFound):
        rooms.room_for(db, seated.seeker, room.id)


@WAYS
def test_the_team_and_the_phase_of_an_exchange(db: Db, seated: Cast, pass_on: Any) -> None:
    exchange = opened(db, seated)
    pass_on(db, seated)
    assert exchanges.part_of(db, seated.teammate, exchange) == "seeker"
    assert exchanges.may_plan(db, seated.teammate, exchange)
    assert not exchanges.may_see_workspace(db, seated.seeker, exchange)
    with pytest.raises(NotAllowed):
        work.move(db, seated.seeker, exchange.id, "exchange")
    work.move(db, seated.teammate, exchange.id, "exchange")
    assert exchange.phase == "exchange"


def test_a_successor_who_is_in_the_team_already_leads_it(db: Db, seated: Cast) -> None:
    exchange = opened(db, seated)
    assert seated.focal_point.seat_id
    hand_over(db, seated)
    seats.hand_over(db, seated.secretariat, seated.focal_point.seat_id, seated.teammate.id)
    assert exchanges.leads(db, seated.teammate, exchange)
    assert exchanges.part_of(db, seated.focal_point, exchange) is None


@WAYS
def test_commitments(db: Db, seated: Cast, pass_on: Any) -> None:
    due = day(NOW.replace(month=12))
    made = commitments.make(db, seated.seeker, NewCommitment("Count the catalogue", "", due))
    kept = commitments.make(db, seated.seeker, NewCommitment("Write the law", "", due))
    commitments.answer(db, seated.seeker, kept.id, "kept", "Done.", None)
    pass_on(db, seated)
    db.expire_all()
    assert [each.id for each in db.scalars(select(Commitment).where(Commitment.person_id == seated.teammate.id))] == [
        made.id
    ]
    assert db.get_one(Commitment, kept.id).person_id == seated.seeker.id  # what was kept is theirs
    commitments.answer(db, seated.teammate, made.id, "partly", "Half of it.", None)
    with pytest.raises((NotFound, NotAllowed)):
        commitments.answer(db, seated.seeker, made.id, "kept", "Mine.", None)


@WAYS
def test_invitations_ahead(db: Db, seated: Cast, pass_on: Any) -> None:
    session = scheduled(db, seated)
    for mail in db.scalars(select(OutgoingMail)):
        mail.state = "sent"
    db.flush()
    pass_on(db, seated)
    mine = db.get_one(Invitee, (session.id, seated.teammate.id))
    assert (mine.role, mine.response, mine.withdrawn_at) == ("participant", "needs_action", None)
    assert db.get_one(Invitee, (session.id, seated.seeker.id)).withdrawn_at is not None
    assert rooms.room_for(db, seated.teammate, session.room_id or 0)
    with pytest.raises(NotFound):
        rooms.room_for(db, seated.seeker, session.room_id or 0)
    waiting = db.scalars(select(OutgoingMail).where(OutgoingMail.state == "waiting", OutgoingMail.stream.is_not(None)))
    told = {(mail.kind, mail.recipient) for mail in waiting if mail.kind.startswith("sessions/")}
    assert ("sessions/invitation", seated.teammate.email) in told
    assert told <= {("sessions/invitation", seated.teammate.email), ("sessions/withdrawn", seated.seeker.email)}


def test_an_answer_that_the_successor_gave_stays(db: Db, seated: Cast) -> None:
    session = scheduled(db, seated, people=frozenset({seated.seeker.id, seated.teammate.id, seated.provider.id}))
    rsvp.respond(db, seated.teammate, session.id, "accepted", session.sequence)
    hand_over(db, seated)
    assert db.get_one(Invitee, (session.id, seated.teammate.id)).response == "accepted"


def test_the_lead_of_a_session(db: Db, seated: Cast) -> None:
    exchange = opened(db, seated)
    session = db.get_one(Session, scheduled(db, seated, facilitators=frozenset({seated.facilitator.id})).id)
    session.created_by_id = seated.seeker.id
    db.get_one(Invitee, (session.id, seated.seeker.id)).role = "facilitator"
    prepared = drafts.prefilled(
        db, seated.seeker, plan(seated, facilitators=frozenset({seated.seeker.id})), {seated.seeker.id}
    )
    hand_over(db, seated)
    db.expire_all()
    for each in (session, prepared):
        assert sessions.leads(db, seated.teammate, each)
        assert not sessions.leads(db, seated.seeker, each)
    assert exchange.room_id


def test_what_is_over_stays_with_who_was_there(db: Db, seated: Cast) -> None:
    session = scheduled(db, seated)
    with clock.fixed_at(session.ends_at):
        hand_over(db, seated)
    assert db.get(Invitee, (session.id, seated.teammate.id)) is None
    assert db.get_one(Invitee, (session.id, seated.seeker.id)).withdrawn_at is None


def test_needs_and_the_exchanges_that_they_lead_to(db: Db, seated: Cast) -> None:
    proposal = invited(db, seated.seeker, seated.provider)
    hand_over(db, seated)
    db.expire_all()
    assert not matching.may_edit(db, seated.seeker, proposal.need)
    proposals.accept(db, seated.provider, proposal.id)
    exchange = db.scalars(select(Exchange).where(Exchange.need_id == proposal.need_id)).one()
    assert exchanges.leads(db, seated.teammate, exchange)
    assert exchanges.part_of(db, seated.seeker, exchange) is None


def test_a_refusal_is_told_to_who_sits_there_now(db: Db, seated: Cast) -> None:
    proposal = invited(db, seated.seeker, seated.provider)
    hand_over(db, seated)
    db.expire_all()
    proposals.decline(db, seated.provider, proposal.id, "We have no time this year.")
    told = set(db.scalars(select(Notice.person_id).where(Notice.kind == "matching/declined")))
    assert seated.teammate.id in told
    assert seated.seeker.id not in told


def test_the_part_of_focal_point(db: Db, seated: Cast) -> None:
    assert seated.focal_point.seat_id
    seats.hand_over(db, seated.focal_point, seated.focal_point.seat_id, seated.teammate.id)
    assert is_focal_point(db, seated.teammate, "JM")
    assert not is_focal_point(db, seated.focal_point, "JM")


def test_the_care_of_an_open_room(db: Db, seated: Cast) -> None:
    room = room_actions.create(db, kind="theme", title="Discoverability")
    members.add(db, room.id, seated.seeker.id, "facilitator")
    hand_over(db, seated)
    assert sessions.may_schedule(db, seated.teammate)
    assert not sessions.may_schedule(db, seated.seeker)


def test_what_the_leaver_wrote_stays_theirs(db: Db, seated: Cast) -> None:
    room = db.get_one(Room, opened(db, seated).room_id)
    threads.start(db, seated.seeker, room.id, threads.NewThread("Metadata", "discussion", messages.Draft("Mine")))
    hand_over(db, seated)
    assert {message.author_id for message in db.scalars(select(Message))} == {seated.seeker.id}


def test_open_sockets(app: Flask, browse: Any, cast: Cast, connect: Any, database: Database) -> None:
    with app.app_context(), database.transaction() as db:
        exchange = opened(db, Cast.find(db))
        channel = f"room:{exchange.room_id}"
    leaver, stays = connect(cast.seeker), connect(cast.provider)
    for line in (leaver, stays):
        assert line.emit("room:open", {"room": exchange.room_id}, callback=True)["ok"]
    assert presence.people_in(channel) == {cast.seeker.id, cast.provider.id}
    path = f"/seats/{cast.seeker.seat_id}/hand-over"
    assert submit(browse(cast.focal_point), path, person=str(cast.teammate.id)).status_code == 302
    assert presence.people_in(channel) == {cast.provider.id}
    assert not leaver.emit("room:open", {"room": exchange.room_id}, callback=True)["ok"]
    assert connect(cast.teammate).emit("room:open", {"room": exchange.room_id}, callback=True)["ok"]


def test_by_hand_over_on_the_page(browse: Any, app: Flask, cast: Cast, database: Database) -> None:
    with app.app_context(), database.transaction() as db:
        exchange = opened(db, Cast.find(db))
    path = f"/seats/{cast.seeker.seat_id}/hand-over"
    submit(browse(cast.focal_point), path, person=str(cast.teammate.id))
    assert browse(cast.seeker).get(f"/rooms/{exchange.room_id}").status_code == 404
    assert browse(cast.teammate).get(f"/rooms/{exchange.room_id}").status_code == 200
    assert "handed over to you" in browse(cast.teammate).get("/notices").text


def test_who_was_invited_to_the_seat_can_take_it_over(browse: Any, cast: Cast, database: Database) -> None:
    with database.transaction() as db:
        successor = db.get_one(Person, cast.teammate.id)
        successor.seat_id = cast.seeker.seat_id
    path = f"/seats/{cast.seeker.seat_id}/hand-over"
    assert submit(browse(cast.focal_point), path, person=str(cast.teammate.id)).status_code == 302
    with database.session() as db:
        assert db.get_one(Person, cast.seeker.id).seat_id is None
        assert db.get_one(Person, cast.teammate.id).seat_id == cast.seeker.seat_id


def test_surveys_that_were_looked_after(db: Db, seated: Cast) -> None:
    survey = ask(db, [seated.provider], [seated.seeker])
    hand_over(db, seated)
    assert db.get(SurveyManager, (survey.id, seated.teammate.id))
    assert db.get(SurveyManager, (survey.id, seated.seeker.id)) is None
