"""An account is closed where nobody else sits: what was held through the seat waits for whoever sits there next."""

from typing import Any

import pytest
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database import Database, Db, day
from peerhub.base.errors import NotFound
from peerhub.commitments import actions as commitments
from peerhub.commitments.actions import Promise
from peerhub.commitments.models import Commitment
from peerhub.exchanges import access as exchanges
from peerhub.exchanges.models import TeamMember
from peerhub.people.access import focal_points, is_focal_point, roles_of
from peerhub.people.actions import closing, invitations, seats
from peerhub.people.actions.invitations import Invited
from peerhub.people.actions.profile import Details
from peerhub.people.models import Person
from peerhub.people.queries import join_path
from peerhub.rooms import access as rooms
from peerhub.rooms import actions as writing
from peerhub.rooms.models import Membership, Room
from peerhub.sessions.models import Invitee
from tests.cast import Cast
from tests.conftest import NOW
from tests.exchanges.arrange import opened
from tests.sessions.arrange import mails, scheduled


@pytest.fixture
def seated(db: Db) -> Cast:
    """The cast, as the transaction of the test holds them."""
    return Cast.find(db)


def join(db: Db, cast: Cast, email: str, country: str = "JM", office: str = "Statistics office") -> Person:
    """Somebody is invited to that office, and takes the invitation up."""
    wanted = Invited(email, f"{office}, new", country, office)
    invitation = invitations.invite(db, cast.secretariat, wanted)
    token = join_path(db, cast.secretariat, invitation).partition("?")[0].rpartition("/")[2]
    return invitations.accept(db, token, Details(f"{office} ({email})", "en", ["en"], "America/Jamaica"), None)


def close(db: Db, cast: Cast, person: Person) -> None:
    """The secretariat closes an account, some time before what follows."""
    with clock.held(NOW):
        closing.close_account(db, cast.secretariat, person.id)


@pytest.fixture(params=["invited", "handed over"])
def seat_somebody(request: pytest.FixtureRequest, db: Db, seated: Cast) -> Any:
    """Somebody sits down in the statistics office: a new colleague, or one from another office."""

    def invited() -> Person:
        return join(db, seated, "new@cast.example")

    def handed_over() -> Person:
        assert seated.seeker.seat_id
        seats.hand_over(db, seated.focal_point, seated.seeker.seat_id, seated.teammate.id)
        return seated.teammate

    return {"invited": invited, "handed over": handed_over}[request.param]


def test_handed_over_seat_after_its_account_was_closed(db: Db, seated: Cast, seat_somebody: Any) -> None:
    exchange, session = opened(db, seated), scheduled(db, seated)
    promise = commitments.promise(db, seated.seeker, Promise("Count the catalogue", "", day(NOW.replace(month=12))))
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
    writing.add_member(db, exchange.room_id or 0, seated.focal_point.id)
    for person in (seated.seeker, seated.teammate):
        close(db, seated, person)
    assert exchanges.leads(db, seated.focal_point, exchange)


def test_the_part_of_focal_point_waits_with_its_seat(db: Db, seated: Cast) -> None:
    office = seated.focal_point.office
    close(db, seated, seated.focal_point)
    assert focal_points(db, "JM") == []
    successor = join(db, seated, "new@cast.example", office=office)
    assert is_focal_point(db, successor, "JM")
    assert roles_of(db, seated.focal_point) == []


def test_who_comes_back_to_the_same_seat_finds_everything(db: Db, seated: Cast) -> None:
    exchange, session = opened(db, seated), scheduled(db, seated)
    close(db, seated, seated.seeker)
    with clock.held(NOW.replace(hour=20)):
        back = join(db, seated, seated.seeker.email)
    assert back.id == seated.seeker.id
    assert exchanges.leads(db, back, exchange)
    assert rooms.room_for(db, back, exchange.room_id or 0)
    mine = db.get_one(Invitee, (session.id, back.id))
    assert (mine.withdrawn_at, mine.response) == (None, "needs_action")
    assert rooms.room_for(db, back, session.room_id or 0)


@pytest.mark.parametrize(("country", "office"), [("JM", "Archives"), ("CL", "Archives")])
def test_who_comes_back_elsewhere_brings_nothing_along(db: Db, seated: Cast, country: str, office: str) -> None:
    exchange, session = opened(db, seated), scheduled(db, seated)
    close(db, seated, seated.seeker)
    back = join(db, seated, seated.seeker.email, country, office)
    assert back.id == seated.seeker.id
    assert exchanges.part_of(db, back, exchange) != "seeker"
    with pytest.raises(NotFound):
        rooms.room_for(db, back, exchange.room_id or 0)
    assert db.get_one(Invitee, (session.id, back.id)).withdrawn_at is not None


def test_the_role_stays_behind_when_a_focal_point_comes_back_elsewhere(db: Db, seated: Cast) -> None:
    close(db, seated, seated.focal_point)
    back = join(db, seated, seated.focal_point.email, "CL", "Archives")
    assert not is_focal_point(db, back, "JM")
    assert roles_of(db, back) == []


def test_a_colleague_who_joins_takes_nothing_over(db: Db, seated: Cast) -> None:
    exchange = opened(db, seated)
    colleague = join(db, seated, "new@cast.example")
    assert exchanges.part_of(db, colleague, exchange) is None
    assert exchanges.part_of(db, seated.seeker, exchange) == "seeker"


def test_nobody_signs_in_or_is_named_while_the_seat_waits(
    browse: Any, cast: Cast, database: Database, app: Any
) -> None:
    with app.app_context(), database.transaction() as db:
        seated = Cast.find(db)
        exchange = opened(db, seated)
        close(db, seated, seated.seeker)
        path = f"/exchanges/{exchange.id}"
    shown = browse(cast.provider).get(path)
    assert shown.status_code == 200
    team = shown.text[shown.text.index('id="people"') :] if 'id="people"' in shown.text else shown.text
    assert f'href="/people/{cast.seeker.id}"' not in team
    assert browse(cast.seeker).get(path).status_code == 302
