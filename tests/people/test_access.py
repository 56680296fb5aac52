"""Who may: person × question × answer."""

import pytest

from peerhub.base.database.engine import Db
from peerhub.base.errors import Invalid, NotAllowed, NotFound
from peerhub.people import access
from peerhub.people.actions import roles
from peerhub.people.models import ADMINISTRATOR, FOCAL_POINT, SECRETARIAT
from tests.cast import Cast

ROLES = ["seeker", "focal_point", "provider_focal_point", "secretariat", "administrator"]


@pytest.mark.parametrize(
    ("question", "yes"),
    [
        (access.is_secretariat, {"secretariat", "administrator"}),
        (access.is_administrator, {"administrator"}),
        (lambda db, who: access.is_focal_point(db, who, "JM"), {"focal_point"}),
        (lambda db, who: access.is_focal_point(db, who, None), set()),
        (lambda db, who: access.may_manage_team(db, who, "JM"), {"focal_point", "secretariat", "administrator"}),
        (lambda db, who: access.may_manage_team(db, who, None), {"secretariat", "administrator"}),
        (lambda db, who: access.may_give_role(db, who, FOCAL_POINT), {"secretariat", "administrator"}),
        (lambda db, who: access.may_give_role(db, who, ADMINISTRATOR), {"administrator"}),
        (lambda db, who: access.sits_for(who, "JM"), {"seeker", "focal_point"}),
    ],
)
def test_questions(db: Db, cast: Cast, question: object, yes: set[str]) -> None:
    assert callable(question)
    assert {role for role in ROLES if question(db, getattr(cast, role))} == yes


def test_strangers_may_nothing(db: Db) -> None:
    assert not access.is_secretariat(db, None)
    assert not access.is_administrator(db, None)
    assert not access.is_focal_point(db, None, "JM")
    assert not access.may_manage_team(db, None, "JM")
    assert not access.sits_for(None, "JM")


def test_must_refuses(db: Db, cast: Cast) -> None:
    access.must_be_secretariat(db, cast.secretariat)
    access.must_manage_team(db, cast.focal_point, "JM")
    assert access.managed_teams(db, cast.focal_point) == ["JM"]
    for refused in (
        lambda: access.must_be_secretariat(db, cast.focal_point),
        lambda: access.must_manage_team(db, cast.focal_point, "CL"),
        lambda: access.managed_teams(db, cast.seeker),
    ):
        with pytest.raises(NotAllowed):
            refused()


@pytest.mark.parametrize("missing", ["person_for", "seat_for", "person_to_close"])
def test_what_is_not_there_is_not_found(db: Db, cast: Cast, missing: str) -> None:
    with pytest.raises(NotFound):
        getattr(access, missing)(db, cast.secretariat, 999_999)


def test_lists_leave_out_closed_accounts(db: Db, cast: Cast) -> None:
    roles.add(db, cast.closed_account.id, FOCAL_POINT, "JM")
    roles.add(db, cast.closed_account.id, SECRETARIAT)
    assert [each.id for each in access.focal_points(db, "JM")] == [cast.focal_point.id]
    assert [each.id for each in access.secretariat(db)] == [cast.secretariat.id, cast.administrator.id]
    assert [each.id for each in access.open_people(db, [cast.closed_account.id, cast.seeker.id])] == [cast.seeker.id]
    assert [each.id for each in access.team(db, "JM")] == [cast.teammate.id, cast.focal_point.id, cast.seeker.id]


def test_a_closed_administrator_does_not_count(db: Db, cast: Cast) -> None:
    roles.add(db, cast.closed_account.id, ADMINISTRATOR)
    (role,) = access.roles_of(db, cast.administrator)
    with pytest.raises(Invalid):
        roles.remove(db, cast.administrator, role.id)
    roles.add(db, cast.secretariat.id, ADMINISTRATOR)
    assert roles.remove(db, cast.administrator, role.id) == cast.administrator.id
