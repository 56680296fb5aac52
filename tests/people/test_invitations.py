"""Invitations to join: who may invite to where, the link, taking it up, sending again, withdrawing."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from peerhub.base import clock
from peerhub.base.database import Database
from peerhub.base.mail.delivery import deliver
from peerhub.people.access import roles_of
from peerhub.people.actions.invitations import MOST_A_DAY
from peerhub.people.models import ADMINISTRATOR, FOCAL_POINT, SECRETARIAT, AccountInvitation, Person, Role
from tests.cast import PASSWORD, Cast, email_of
from tests.conftest import NOW
from tests.people.arrange import ADDRESS, appointed, invitation, invited, mailed_path, mails, person, verbs
from tests.support.forms import submit

NEW = "/invitations-to-join/new"


def send(browser: FlaskClient, **fields: Any) -> Any:
    """Fill in the form of an invitation."""
    given = {"email": ADDRESS, "country": "JM", "office": "Archives", "language": "en", "role": ""} | fields
    return submit(browser, NEW, **given)


def join(browser: FlaskClient, path: str, **fields: Any) -> Any:
    """Take up an invitation."""
    given = {
        "name": "Archives, Jamaica",
        "working_languages": ["en", "fr"],
        "language": "fr",
        "zone": "America/Jamaica",
    }
    return submit(browser, path, **(given | fields))


def test_a_focal_point_invites_to_the_own_team(browse: Any, cast: Cast, database: Database) -> None:
    answer = send(browse(cast.focal_point))
    assert (answer.status_code, answer.location) == (302, "/invitations-to-join")
    assert mails(database) == [("people/invitation", ADDRESS, "waiting")]
    with database.session() as db:
        made = db.query(AccountInvitation).one()
        assert (made.seat.country_code, made.seat.office, made.name) == ("JM", "Archives", "Archives")
        assert (made.invited_by_id, made.expires_at) == (cast.focal_point.id, NOW + timedelta(days=14))
    assert verbs(database) == [(cast.focal_point.id, "invitation.sent", f"invitation:{made.id}")]


def test_a_seat_that_is_there_is_taken_again(browse: Any, cast: Cast, database: Database) -> None:
    send(browse(cast.focal_point), office="Statistics office")
    with database.session() as db:
        assert db.query(AccountInvitation).one().seat_id == cast.seeker.seat_id


@pytest.mark.parametrize("country", ["CL", "", "XX"])
def test_a_focal_point_invites_nowhere_else(browse: Any, cast: Cast, database: Database, country: str) -> None:
    assert send(browse(cast.focal_point), country=country).status_code == 422
    assert mails(database) == []


def test_a_focal_point_gives_no_roles(browse: Any, cast: Cast, database: Database) -> None:
    assert send(browse(cast.focal_point), role=SECRETARIAT).status_code == 422
    assert mails(database) == []


@pytest.mark.parametrize(
    ("country", "role"), [("CL", ""), ("", SECRETARIAT), ("JM", FOCAL_POINT)], ids=["anywhere", "outside", "focal"]
)
def test_the_secretariat_invites_everywhere(
    browse: Any, cast: Cast, database: Database, country: str, role: str
) -> None:
    assert send(browse(cast.secretariat), country=country, role=role).status_code == 302
    with database.session() as db:
        made = db.query(AccountInvitation).one()
        assert (made.seat.country_code, made.role) == (country or None, role or None)


def test_only_an_administrator_makes_administrators(browse: Any, cast: Cast) -> None:
    assert send(browse(cast.secretariat), country="", role=ADMINISTRATOR).status_code == 422
    assert send(browse(cast.administrator), country="", role=ADMINISTRATOR).status_code == 302


def test_a_focal_point_needs_a_country(browse: Any, cast: Cast) -> None:
    answer = send(browse(cast.secretariat), country="", role=FOCAL_POINT)
    assert answer.status_code == 422
    assert "Choose the country that the person is focal point of." in answer.text


@pytest.mark.parametrize("role", ["seeker", "teammate", "provider_focal_point"])
def test_others_neither_see_nor_touch_an_invitation(browse: Any, cast: Cast, database: Database, role: str) -> None:
    invitation_id, _path = invited(database, cast.focal_point)
    browser = browse(getattr(cast, role))
    for deed in ("again", "withdraw"):
        path = f"/invitations-to-join/{invitation_id}/{deed}"
        assert submit(browser, path, form_path="/profile").status_code == 404
    assert ADDRESS not in browser.get("/invitations-to-join").text
    assert invitation(database, invitation_id).withdrawn_at is None


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        (email_of("seeker"), "There is an account with this address already."),
        ("", "Write the mail address of the person."),
        ("no address", "This is not a mail address."),
        ("a@b@c.example", "This is not a mail address."),
        ("a@b.example\r\nBcc: all@cast.example", "This is not a mail address."),
    ],
)
def test_wrong_addresses_are_refused(browse: Any, cast: Cast, database: Database, email: str, sentence: str) -> None:
    answer = send(browse(cast.focal_point), email=email)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert mails(database) == []


def test_an_address_has_one_open_invitation(browse: Any, cast: Cast, database: Database) -> None:
    invited(database, cast.focal_point)
    answer = send(browse(cast.focal_point))
    assert answer.status_code == 422
    assert "has an open invitation already" in answer.text


def test_an_expired_invitation_does_not_stand_in_the_way(browse: Any, cast: Cast, database: Database) -> None:
    invited(database, cast.focal_point)
    with clock.held(NOW + timedelta(days=15)):
        assert send(browse(cast.focal_point)).status_code == 302


def test_the_list_says_until_when(browse: Any, cast: Cast, database: Database) -> None:
    assert "Nobody is asked to join at present." in browse(cast.focal_point).get("/invitations-to-join").text
    invited(database, cast.focal_point, role=None)
    for viewer in (cast.focal_point, cast.secretariat):
        assert ADDRESS in browse(viewer).get("/invitations-to-join").text


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
    assert verbs(database)[-1] == (joined.id, "invitation.accepted", f"invitation:{invitation_id}")


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
        (f"my {ADDRESS.upper()}", "must not contain your mail address"),
        ("a New.Office in town", "must not contain your mail address"),
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
    with clock.held(NOW + timedelta(days=13, hours=23)):
        assert client.get(path).status_code == 200
    with clock.held(NOW + timedelta(days=14)):
        assert client.get(path).status_code == 404


def test_withdrawing_makes_link_and_mail_worthless(
    client: FlaskClient, browse: Any, cast: Cast, database: Database
) -> None:
    invitation_id, path = invited(database, cast.focal_point)
    url = f"/invitations-to-join/{invitation_id}/withdraw"
    assert submit(browse(cast.focal_point), url, form_path="/invitations-to-join").status_code == 302
    assert client.get(path).status_code == 404
    assert mails(database) == [("people/invitation", ADDRESS, "dropped")]
    assert verbs(database)[-1] == (cast.focal_point.id, "invitation.withdrawn", f"invitation:{invitation_id}")


def test_sending_again_waits_eight_hours(client: FlaskClient, browse: Any, cast: Cast, database: Database) -> None:
    invitation_id, path = invited(database, cast.focal_point)
    url = f"/invitations-to-join/{invitation_id}/again"
    answer = submit(browse(cast.focal_point), url, form_path="/invitations-to-join")
    assert answer.status_code == 422
    assert "less than eight hours ago" in answer.text
    with clock.held(NOW + timedelta(days=13)):
        assert submit(browse(cast.focal_point), url, form_path="/invitations-to-join").status_code == 302
        assert mailed_path(database) == path
    with clock.held(NOW + timedelta(days=20)):
        assert client.get(path).status_code == 200
    assert len(mails(database)) == 2


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
        ({"name": "  "}, "Write the name that others will read"),
        ({"working_languages": []}, "Choose at least one language."),
        ({"name": "The Secretariat"}, None),
        ({"name": "SECRETARIAT"}, "belongs to those who run the programme"),
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


def test_the_mail_carries_the_link(app: Any, cast: Cast, database: Database) -> None:
    _id, path = invited(database, cast.focal_point)
    with app.app_context():
        assert deliver(database, NOW) == 1
    written = next((database.settings.var / "mail").glob("*.eml")).read_text(encoding="utf-8")
    assert path.rpartition("/")[2][:20] in written.replace("=\n", "")


def test_an_inviter_cannot_flood(browse: Any, cast: Cast, database: Database) -> None:
    browser = browse(cast.focal_point)
    for _round in range(3):
        send(browser)
        with database.transaction() as db:
            db.query(AccountInvitation).update({"withdrawn_at": NOW})
    answer = send(browser)
    assert answer.status_code == 422
    assert "invited three times today" in answer.text
    with database.transaction() as db:
        seat_id = cast.seeker.seat_id
        for number in range(MOST_A_DAY - 3):
            db.add(
                AccountInvitation(
                    email=f"{number}@cast.example", name="", seat_id=seat_id, language="en", role=None,
                    invited_by_id=cast.focal_point.id, created_at=NOW, expires_at=NOW,
                )
            )  # fmt: skip
    answer = send(browser, email="one.more@cast.example")
    assert answer.status_code == 422
    assert "You have sent 50 invitations today." in answer.text
