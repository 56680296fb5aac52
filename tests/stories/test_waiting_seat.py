"""An account is closed where nobody else sits: what was held through the seat waits for whoever sits there next."""

from datetime import timedelta
from itertools import count
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import select

from peerhub.accounts.actions import invitations as invitation_actions
from peerhub.accounts.actions.invitations import NewInvitation
from peerhub.accounts.queries import invitations
from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.base.database.model import day
from peerhub.base.errors import NotFound
from peerhub.commitments.actions import commitments
from peerhub.commitments.actions.commitments import NewCommitment
from peerhub.commitments.models import Commitment
from peerhub.exchanges import access as exchanges
from peerhub.exchanges.models import TeamMember
from peerhub.people.access import is_focal_point, roles_of
from peerhub.people.actions import closing, seats
from peerhub.people.actions.profile import Details
from peerhub.people.models import Person
from peerhub.rooms import access as rooms
from peerhub.rooms.actions import members
from peerhub.rooms.actions import rooms as room_actions
from peerhub.rooms.models.rooms import Membership, Room
from peerhub.sessions.access import leads
from peerhub.sessions.actions import changes, invitees, rsvp
from peerhub.sessions.models import Invitee
from tests.cast import NOW, Cast
from tests.exchanges.arrange import opened
from tests.sessions.arrange import draft, mails, plan, scheduled


@pytest.fixture
def seated(db: Db) -> Cast:
    """The cast, as the transaction of the test holds them."""
    return Cast.find(db)


def join(db: Db, cast: Cast, email: str, country: str = "JM", office: str = "Statistics office") -> Person:
    """Somebody is invited to that office, and takes the invitation up."""
    wanted = NewInvitation(email, f"{office}, new", country, office)
    invitation = invitation_actions.invite(db, cast.secretariat, wanted)
    token = invitations.join_path(db, cast.secretariat, invitation).partition("?")[0].rpartition("/")[2]
    return invitation_actions.accept(db, token, Details(f"{office} ({email})", "en", ["en"], "America/Jamaica"), None)


def close(db: Db, cast: Cast, person: Person) -> None:
    """The secretariat closes an account, some time before what follows."""
    with clock.fixed_at(NOW):
        closing.close_account(db, cast.secretariat, person.id)


@pytest.fixture(params=["invited", "handed over"])
def seat_somebody(request: pytest.FixtureRequest, db: Db, seated: Cast) -> Any:
    """Somebody sits down in the statistics office: a new colleague, or one from another office."""

    def is_invited() -> Person:
        return join(db, seated, "new@cast.example")

    def handed_over() -> Person:
        assert seated.seeker.seat_id
        seats.hand_over(db, seated.focal_point, seated.seeker.seat_id, seated.teammate.id)
        return seated.teammate

    return {"invited": is_invited, "handed over": handed_over}[request.param]


def test_handed_over_seat_after_its_account_was_closed(db: Db, seated: Cast, seat_somebody: Any) -> None:
    exchange, session = opened(db, seated), scheduled(db, seated)
    promise = commitments.make(db, seated.seeker, NewCommitment("Count the catalogue", "", day(NOW.replace(month=12))))
    close(db, seated, seated.seeker)
    assert db.get_one(Invitee, (session.id, seated.seeker.id)).withdrawn_at is not None
    assert exchanges.readiness(db, exchange).seekers == len(open_seekers(db, exchange.id))
    successor = seat_somebody()
    assert exchanges.part_of(db, successor, exchange) == "seeker"
    assert rooms.may_moderate(db, successor, db.get_one(Room, exchange.room_id))
    assert db.get_one(Invitee, (session.id, successor.id)).withdrawn_at is None
    assert ("sessions/invitation", successor.email) in {(each.kind, each.recipient) for each in mails(db)}
    assert db.get_one(Commitment, promise.id).person_id == successor.id
    assert db.get(TeamMember, (exchange.id, seated.seeker.id)) is None
    assert not db.scalars(select(Membership).where(Membership.person_id == seated.seeker.id)).all()


def open_seekers(db: Db, exchange_id: int) -> list[int]:
    """Who of the seeking side can still sign in."""
    there = select(Person.id).join(TeamMember, TeamMember.person_id == Person.id)
    there = there.where(TeamMember.exchange_id == exchange_id, TeamMember.side == "seeker")
    return list(db.scalars(there.where(Person.closed_at.is_(None))))


def test_others_lead_while_a_seat_waits(db: Db, seated: Cast) -> None:
    exchange = opened(db, seated)
    seats.hand_over(db, seated.focal_point, seated.focal_point.seat_id or 0, seated.teammate.id)
    db.add(TeamMember(exchange_id=exchange.id, person_id=seated.focal_point.id, side="seeker", added_at=NOW))
    members.add(db, exchange.room_id or 0, seated.focal_point.id)
    for person in (seated.seeker, seated.teammate):
        close(db, seated, person)
    assert exchanges.leads(db, seated.focal_point, exchange)


def test_the_part_of_focal_point_is_given_anew(db: Db, seated: Cast) -> None:
    office = seated.focal_point.office
    close(db, seated, seated.focal_point)
    assert roles_of(db, seated.focal_point) == []
    assert not is_focal_point(db, join(db, seated, "new@cast.example", office=office), "JM")


def test_drafts_wait_as_well(db: Db, seated: Cast, seat_somebody: Any) -> None:
    prepared = draft(db, seated)
    close(db, seated, seated.seeker)
    assert seated.seeker.id not in invitees.roles(db, prepared)
    successor = seat_somebody()
    assert successor.id in invitees.roles(db, prepared)
    assert not [each for each in mails(db) if each.recipient == successor.email and each.kind.startswith("sessions/")]
    changes.change(db, seated.facilitator, prepared.id, plan(seated, people=frozenset({successor.id})))
    assert successor.id in invitees.roles(db, prepared)


def test_who_comes_back_to_the_same_seat_finds_everything(db: Db, seated: Cast) -> None:
    exchange, session, prepared = opened(db, seated), scheduled(db, seated), draft(db, seated)
    rsvp.respond(db, seated.seeker, session.id, "accepted", session.sequence)
    close(db, seated, seated.seeker)
    with clock.fixed_at(NOW.replace(hour=20)):
        back = join(db, seated, seated.seeker.email)
    assert back.id == seated.seeker.id
    assert exchanges.leads(db, back, exchange)
    assert rooms.room_for(db, back, exchange.room_id or 0)
    mine = db.get_one(Invitee, (session.id, back.id))
    assert (mine.withdrawn_at, mine.response) == (None, "needs_action")
    assert rooms.room_for(db, back, session.room_id or 0)
    assert back.id in invitees.roles(db, prepared)


def test_invitations_wait_on_a_clock_that_moves(db: Db, seated: Cast) -> None:
    session = scheduled(db, seated)
    ticks = count()
    with patch.object(clock, "now", lambda: NOW + timedelta(microseconds=next(ticks))):
        closing.close_account(db, seated.secretariat, seated.seeker.id)
        successor = join(db, seated, "new@cast.example")
    assert db.get_one(Invitee, (session.id, successor.id)).withdrawn_at is None


@pytest.mark.parametrize(("country", "office"), [("JM", "Archives"), ("CL", "Archives")])
def test_who_comes_back_elsewhere_brings_nothing_along(db: Db, seated: Cast, country: str, office: str) -> None:
    exchange, session = opened(db, seated), scheduled(db, seated)
    close(db, seated, seated.seeker)
    own = room_actions.create(db, kind="session", title="Over", private=True)
    members.add(db, own.id, seated.seeker.id)
    prepared = draft(db, seated, facilitators=frozenset({seated.facilitator.id}))
    prepared.created_by_id = seated.seeker.id
    back = join(db, seated, seated.seeker.email, country, office)
    assert back.id == seated.seeker.id
    with pytest.raises(NotFound):
        rooms.room_for(db, back, own.id)
    assert not leads(db, back, prepared)
    assert prepared.created_by_id == seated.facilitator.id
    assert exchanges.part_of(db, back, exchange) != "seeker"
    with pytest.raises(NotFound):
        rooms.room_for(db, back, exchange.room_id or 0)
    assert db.get_one(Invitee, (session.id, back.id)).withdrawn_at is not None


def test_a_colleague_who_joins_takes_nothing_over(db: Db, seated: Cast) -> None:
    exchange = opened(db, seated)
    colleague = join(db, seated, "new@cast.example")
    assert exchanges.part_of(db, colleague, exchange) is None
    assert exchanges.part_of(db, seated.seeker, exchange) == "seeker"


def test_nobody_is_named_or_signs_in_while_the_seat_waits(
    browse: Any, cast: Cast, database: Database, app: Any
) -> None:
    with app.app_context(), database.transaction() as db:
        path = f"/exchanges/{opened(db, Cast.find(db)).id}"
    named = f'<b dir="auto">{cast.seeker.name}</b>'
    assert named in browse(cast.provider).get(path).text
    with app.app_context(), database.transaction() as db:
        seated = Cast.find(db)
        close(db, seated, seated.seeker)
    assert named not in browse(cast.provider).get(path).text
    assert browse(cast.seeker).get(path).status_code == 302
