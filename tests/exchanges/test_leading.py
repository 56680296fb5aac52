"""Who leads an exchange: they facilitate its room and schedule its sessions, and no others."""

from typing import Any

import pytest
from flask import Flask

from peerhub.base.database.engine import Database, Db
from peerhub.base.errors import Invalid, NotAllowed
from peerhub.exchanges import access, views
from peerhub.exchanges.actions import planning, teams
from peerhub.exchanges.models import Exchange, TeamMember
from peerhub.exchanges.queries import exchanges, workspace
from peerhub.matching.actions import proposals
from peerhub.people.actions import closing
from peerhub.people.models import Person
from peerhub.rooms.access import may_moderate
from peerhub.rooms.models.rooms import Membership, Room
from peerhub.sessions import access as sessions
from peerhub.sessions.actions import changes, drafts, invitations
from peerhub.sessions.models import Invitee, Session
from tests.cast import Cast
from tests.exchanges.arrange import opened
from tests.matching.arrange import invited
from tests.sessions.arrange import plan
from tests.support.forms import submit


def drafted(db: Db, person: Person, exchange: Exchange) -> Session:
    first = views.first_plan(exchange, person, workspace.members(db, person, exchange))
    return planning.draft_session(db, person, exchange.id, first)


def test_focal_points_and_those_who_stated_need_and_offer_lead(db: Db, cast: Cast) -> None:
    exchange = opened(db, cast)
    teams.add_person(db, cast.seeker, exchange.id, cast.teammate.id)
    leading = {name for name, person in vars(cast).items() if access.may_plan(db, person, exchange)}
    assert leading == {"seeker", "focal_point", "provider", "provider_focal_point"}
    room = db.get_one(Room, exchange.room_id)
    assert may_moderate(db, cast.seeker, room)
    assert not may_moderate(db, cast.teammate, room)
    assert access.may_work(db, cast.teammate, exchange)
    with pytest.raises(NotAllowed, match="schedule the sessions"):
        drafted(db, cast.teammate, exchange)
    teams.add_facilitator(db, cast.secretariat, exchange.id, cast.facilitator.id)
    assert access.may_plan(db, cast.facilitator, exchange)


def test_whoever_stated_the_offer_leads_when_a_colleague_accepts(db: Db, cast: Cast) -> None:
    """The focal point answers for the country; the official whose work it is leads beside them."""
    proposal = invited(db, cast.seeker, cast.provider)
    proposals.accept(db, cast.provider_focal_point, proposal.id)
    exchange = exchanges.of_proposal(db, cast.seeker, proposal.id)
    assert access.leads(db, cast.provider, exchange)
    assert access.leads(db, cast.provider_focal_point, exchange)


def test_leading_an_exchange_gives_no_right_to_other_sessions(db: Db, cast: Cast) -> None:
    exchange = opened(db, cast)
    session = drafted(db, cast.seeker, exchange)
    assert db.get_one(Invitee, (session.id, cast.seeker.id)).role == "facilitator"
    invitations.send(db, cast.seeker, session.id)  # who leads it facilitates the session's own room, too
    for person in (cast.seeker, cast.provider, cast.focal_point):
        assert not sessions.may_schedule(db, person)
        with pytest.raises(NotAllowed):
            drafts.create(db, person, plan(cast))
    assert cast.seeker.id not in {person.id for person in sessions.possible_leaders(db)}
    of_this_one = {person.id for person in sessions.possible_leaders(db, session)}
    assert cast.seeker.id in of_this_one
    assert cast.provider.id not in of_this_one


def test_whoever_leads_changes_the_session_and_names_no_stranger(db: Db, cast: Cast) -> None:
    session = drafted(db, cast.seeker, opened(db, cast))
    changed = plan(cast, title="First talk", facilitators=frozenset({cast.seeker.id}))
    assert changes.change(db, cast.seeker, session.id, changed).title == "First talk"
    stranger = plan(cast, facilitators=frozenset({cast.outsider.id}))
    with pytest.raises(Invalid) as refusal:
        changes.change(db, cast.seeker, session.id, stranger)
    assert list(refusal.value.problems) == ["facilitators"]


def test_a_side_whose_last_lead_goes_is_led_by_whoever_was_there_longest(db: Db, cast: Cast) -> None:
    exchange = opened(db, cast)
    teams.add_person(db, cast.seeker, exchange.id, cast.teammate.id)
    teams.remove_person(db, cast.seeker, exchange.id, cast.focal_point.id)
    assert not access.leads(db, cast.teammate, exchange)
    teams.remove_person(db, cast.seeker, exchange.id, cast.seeker.id)
    assert access.leads(db, cast.teammate, exchange)


def test_a_closed_account_leaves_its_teams_and_rooms(db: Db, cast: Cast) -> None:
    exchange = opened(db, cast)
    db.get_one(Person, cast.seeker.id).seat = None  # handed over before; with the seat the parts would wait
    db.flush()
    closing.close_account(db, cast.secretariat, cast.seeker.id)
    assert db.get(TeamMember, (exchange.id, cast.seeker.id)) is None
    assert db.get(Membership, (exchange.room_id, cast.seeker.id)) is None
    assert db.get(TeamMember, (exchange.id, cast.focal_point.id)) is not None


def test_the_page_offers_sessions_to_those_who_lead(app: Flask, browse: Any, database: Database, cast: Cast) -> None:
    with app.app_context(), database.transaction() as db:
        exchange = opened(db, cast)
        teams.add_person(db, db.get_one(Person, cast.seeker.id), exchange.id, cast.teammate.id)
        path, room = f"/exchanges/{exchange.id}", f"/rooms/{exchange.room_id}"
    assert "Prepare a session" in browse(cast.seeker).get(path).text
    shown = browse(cast.teammate).get(path).text
    assert "Prepare a session" not in shown
    assert "schedule the sessions of this exchange." in shown
    assert submit(browse(cast.teammate), f"{path}/sessions/new", form_path=path).status_code == 403
    in_room = browse(cast.teammate).get(room).text
    assert f'href="{path}"' in in_room
    assert "Room of an exchange" in in_room
    made = submit(browse(cast.seeker), f"{path}/sessions/new", form_path=path).location.removesuffix("/edit")
    assert browse(cast.seeker).get(f"{made}/edit").status_code == 200
    assert submit(browse(cast.seeker), f"{made}/send", form_path=made).status_code == 302
    assert "Copy to a new session" not in browse(cast.seeker).get(made).text
    assert browse(cast.seeker).get("/sessions/new").status_code == 403
