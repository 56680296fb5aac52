"""Joining by an invitation: the account that opens, its link, its password and its role."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.people.access import roles_of
from peerhub.people.models import ADMINISTRATOR, FOCAL_POINT, SECRETARIAT, Person, Role
from tests.accounts.arrange import ADDRESS, appointed, invitation, invited, join, mailed_path, person, send, verbs
from tests.cast import NOW, PASSWORD, Cast
from tests.support.forms import submit


def test_joining_opens_the_account(client: FlaskClient, cast: Cast, database: Database) -> None:
    invitation_id, path = invited(database, cast.focal_point)
    answer = join(client, path, another_language="pt", new_password=PASSWORD)
    assert (answer.status_code, answer.location) == (302, "/")
    assert client.get("/profile").status_code == 200
    joined = person(database, ADDRESS)
    assert joined
    assert (joined.name, joined.country_code, joined.office) == ("Archives, Jamaica", "JM", "Archives")
    assert (joined.language, joined.working_languages, joined.zone) == ("fr", ["en", "fr", "pt"], "America/Jamaica")
    assert invitation(database, invitation_id).accepted_at == NOW
    assert verbs(database)[-1] == (joined.id, "account_invitation.accepted", f"account_invitation:{invitation_id}")


def test_whoever_invited_is_told(client: FlaskClient, browse: Any, cast: Cast, database: Database) -> None:
    _id, path = invited(database, cast.focal_point)
    join(client, path)
    assert "Archives, Jamaica has joined." in browse(cast.focal_point).get("/notices").text


def test_without_a_password_one_signs_in_by_mail_only(
    client: FlaskClient, app: Any, cast: Cast, database: Database
) -> None:
    _id, path = invited(database, cast.focal_point)
    join(client, path)
    joined = person(database, ADDRESS)
    assert joined
    assert joined.password_hash is None
    stranger = app.test_client()
    for tried in ("", PASSWORD):
        assert submit(stranger, "/sign-in", email=ADDRESS, password=tried).status_code == 422


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("eleven char", "Use 12 to 200 characters."),
        ("x" * 201, "Use 12 to 200 characters."),
        (f"my {ADDRESS.upper()}", "must not contain your email address"),
        ("a New.Office in town", "must not contain your email address"),
    ],
)
def test_weak_passwords_are_refused(
    client: FlaskClient, cast: Cast, database: Database, password: str, sentence: str
) -> None:
    _id, path = invited(database, cast.focal_point)
    answer = join(client, path, new_password=password)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert password not in answer.text
    assert person(database, ADDRESS) is None


def test_a_link_is_good_once(client: FlaskClient, app: Any, cast: Cast, database: Database) -> None:
    _id, path = invited(database, cast.focal_point)
    join(client, path)
    again = app.test_client()
    answer = again.get(path)
    assert answer.status_code == 404
    assert "This invitation no longer works" in answer.text
    assert submit(again, path, form_path="/sign-in").status_code == 404


def test_a_link_is_good_for_fourteen_days(client: FlaskClient, cast: Cast, database: Database) -> None:
    _id, path = invited(database, cast.focal_point)
    with clock.fixed_at(NOW + timedelta(days=13, hours=23)):
        assert client.get(path).status_code == 200
    with clock.fixed_at(NOW + timedelta(days=14)):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(("role", "status"), [(ADMINISTRATOR, 302), (SECRETARIAT, 302), (None, 422)])
def test_who_will_run_the_programme_may_be_named_after_it(
    client: FlaskClient, cast: Cast, database: Database, role: str | None, status: int
) -> None:
    _id, path = invited(database, cast.administrator, None, "Secretariat", role)
    assert join(client, path, name="Secretariat").status_code == status


def test_a_role_comes_with_joining(client: FlaskClient, cast: Cast, database: Database) -> None:
    _id, path = invited(database, cast.secretariat, role=FOCAL_POINT)
    join(client, path)
    with database.session() as db:
        joined = db.query(Person).filter_by(email=ADDRESS).one()
        assert [(role.role, role.country_code) for role in roles_of(db, joined)] == [(FOCAL_POINT, "JM")]


@pytest.mark.parametrize("how", ["dismissed", "closed"])
def test_no_role_from_somebody_who_lost_the_right(
    client: FlaskClient, cast: Cast, database: Database, how: str
) -> None:
    appointed(database, cast.teammate, SECRETARIAT)
    _id, path = invited(database, cast.teammate, None, role=SECRETARIAT)
    with database.transaction() as db:
        if how == "closed":
            db.get_one(Person, cast.teammate.id).closed_at = NOW
        else:
            db.query(Role).filter_by(person_id=cast.teammate.id).delete()
    assert join(client, path).status_code == 302
    with database.session() as db:
        assert roles_of(db, db.query(Person).filter_by(email=ADDRESS).one()) == []


def test_somebody_who_left_can_come_back(client: FlaskClient, browse: Any, cast: Cast, database: Database) -> None:
    send(browse(cast.focal_point), email=cast.closed_account.email)
    assert join(client, mailed_path(database), name="Archives, Jamaica").status_code == 302
    back = person(database, cast.closed_account.email)
    assert back
    assert (back.id, back.closed_at, back.office) == (cast.closed_account.id, None, "Archives")


def test_the_zone_of_the_browser_is_offered(client: FlaskClient, cast: Cast, database: Database) -> None:
    _id, path = invited(database, cast.secretariat, "FR")
    client.set_cookie("zone", "Pacific/Tahiti")
    assert '<option selected value="Pacific/Tahiti"' in client.get(path).text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"zone": "Atlantis/Capital"}, "There is no such time zone."),
        pytest.param({"zone": "right/Europe/Paris"}, "There is no such time zone.", id="odd-zones"),
        ({"name": "  "}, "Write the name others will see"),
        ({"working_languages": []}, "Choose at least one language."),
        ({"name": "The Secretariat"}, None),
        ({"name": "SECRETARIAT"}, "is reserved for those who run the programme"),
        ({"name": "Pаris office"}, "mixes letters of different alphabets"),
    ],
)
def test_what_is_wrong_is_said(
    client: FlaskClient, cast: Cast, database: Database, fields: dict[str, Any], sentence: str | None
) -> None:
    _id, path = invited(database, cast.focal_point)
    answer = join(client, path, **fields)
    assert answer.status_code == (422 if sentence else 302)
    assert (sentence or "") in answer.text
