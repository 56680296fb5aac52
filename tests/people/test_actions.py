"""Verbs about accounts, where no endpoint leads to a case, or two arrive at once."""

import pytest

from peerhub.accounts.actions import invitations as invitation_actions
from peerhub.accounts.actions.invitations import NewInvitation
from peerhub.accounts.models import AccountInvitation
from peerhub.accounts.queries import invitations
from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.base.errors import Invalid, NotAllowed, NotFound
from peerhub.people import access, login
from peerhub.people.actions import people, roles, seats
from peerhub.people.actions.people import NewPerson
from peerhub.people.actions.profile import Details
from peerhub.people.models import ADMINISTRATOR, FOCAL_POINT, SECRETARIAT, Person, Role
from tests.cast import NOW, Cast

DETAILS = Details("Archives, Jamaica", "en", ["en"], "UTC")


def test_an_address_has_one_account(db: Db, cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        people.create(db, NewPerson(cast.seeker.email.upper(), "Office", "JM", "Archives"))
    assert list(refusal.value.problems) == ["email"]


def test_a_role_is_held_once(db: Db, cast: Cast) -> None:
    roles.add(db, cast.secretariat.id, SECRETARIAT)
    assert [role.role for role in access.roles_of(db, cast.secretariat)] == [SECRETARIAT]


@pytest.mark.parametrize(("actor", "role"), [("focal_point", FOCAL_POINT), ("secretariat", ADMINISTRATOR)])
def test_nobody_invites_to_a_role_they_may_not_give(db: Db, cast: Cast, actor: str, role: str) -> None:
    with pytest.raises(NotAllowed):
        invitation_actions.invite(
            db, getattr(cast, actor), NewInvitation("new@cast.example", "Office", "JM", "Archives", role=role)
        )


@pytest.mark.parametrize(("actor", "country"), [("seeker", "JM"), ("focal_point", "CL"), ("focal_point", None)])
def test_nobody_invites_to_a_team_they_do_not_look_after(db: Db, cast: Cast, actor: str, country: str | None) -> None:
    with pytest.raises(NotAllowed):
        invitation_actions.invite(
            db, getattr(cast, actor), NewInvitation("new@cast.example", "Office", country, "Archives")
        )


def test_a_token_that_is_not_ours_joins_nobody(db: Db) -> None:
    with pytest.raises(NotFound):
        invitation_actions.accept(db, "forged", DETAILS, None)


def test_of_two_who_take_up_one_invitation_one_joins(db: Db, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    invitation = invitation_actions.invite(
        db, cast.focal_point, NewInvitation("new@cast.example", "Office", "JM", "Archives")
    )
    monkeypatch.setattr("peerhub.accounts.queries.invitations.by_token", lambda _db, _token: invitation)
    invitation_actions.accept(db, "first", DETAILS, None)
    with pytest.raises(NotFound):
        invitation_actions.accept(db, "second", DETAILS, None)


def test_of_accepting_and_withdrawing_one_wins(db: Db, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    invitation = invitation_actions.invite(
        db, cast.focal_point, NewInvitation("new@cast.example", "Office", "JM", "Archives")
    )
    monkeypatch.setattr("peerhub.accounts.queries.invitations.by_token", lambda _db, _token: invitation)
    db.query(AccountInvitation).update({"withdrawn_at": clock.now()})
    with pytest.raises(NotFound):
        invitation_actions.accept(db, "late", DETAILS, None)


def test_the_link_of_an_invitation_stays_the_same(db: Db, cast: Cast) -> None:
    invitation = invitation_actions.invite(
        db, cast.focal_point, NewInvitation("new@cast.example", "Office", "JM", "Archives")
    )
    assert invitations.join_path(db, None, invitation) == invitations.join_path(db, cast.focal_point, invitation)


def test_a_role_that_is_not_there_cannot_be_taken(db: Db, cast: Cast) -> None:
    with pytest.raises(NotFound):
        roles.remove(db, cast.administrator, 999_999)


def test_a_closed_account_cannot_be_seated(db: Db, cast: Cast) -> None:
    assert cast.seeker.seat_id
    with pytest.raises(Invalid):
        seats.hand_over(db, cast.focal_point, cast.seeker.seat_id, cast.closed_account.id)


def test_a_endpoint_that_asks_who_is_there_gets_an_answer(db: Db) -> None:
    with pytest.raises(RuntimeError):
        login.me(db)


def test_roles_are_read_anew_after_a_change(database: Database, cast: Cast) -> None:
    with database.transaction() as db:
        who = db.get_one(Person, cast.seeker.id)
        assert access.roles_of(db, who) == []
        roles.give(db, db.get_one(Person, cast.secretariat.id), who.id, FOCAL_POINT, "JM")
        assert access.is_focal_point(db, who, "JM")
        roles.remove(db, db.get_one(Person, cast.secretariat.id), db.query(Role).filter_by(person_id=who.id).one().id)
        assert not access.is_focal_point(db, who, "JM")


def test_what_a_closed_account_wrote_stays_with_its_seat(cast: Cast) -> None:
    assert (cast.closed_account.closed_at, cast.closed_account.office) == (NOW, "Former office")
