"""Invitations to join: who may invite to where, the link, taking it up, sending again, withdrawing."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from peerhub.accounts.actions.invitations import MOST_A_DAY
from peerhub.accounts.models import AccountInvitation
from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.base.mail.delivery import deliver
from peerhub.people.models import ADMINISTRATOR, FOCAL_POINT, SECRETARIAT
from tests.accounts.arrange import ADDRESS, invitation, invited, mailed_path, mails, send, verbs
from tests.cast import NOW, Cast, email_of
from tests.support.forms import submit


def test_a_focal_point_invites_to_the_own_team(browse: Any, cast: Cast, database: Database) -> None:
    browser = browse(cast.focal_point)
    assert "Send the invitation" in browser.get("/invitations-to-join/new").text
    answer = send(browser)
    assert (answer.status_code, answer.location) == (302, "/invitations-to-join")
    assert mails(database) == [("accounts/invitation", ADDRESS, "waiting")]
    with database.session() as db:
        made = db.query(AccountInvitation).one()
        assert (made.seat.country_code, made.seat.office, made.name) == ("JM", "Archives", "Archives")
        assert (made.invited_by_id, made.expires_at) == (cast.focal_point.id, NOW + timedelta(days=14))
    assert verbs(database) == [(cast.focal_point.id, "account_invitation.sent", f"account_invitation:{made.id}")]


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
    assert "Choose the country this person is focal point for." in answer.text


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
        (email_of("seeker"), "There is already an account with this email address."),
        ("", "Write the email address of the person."),
        ("no address", "This is not an email address."),
        ("a@b@c.example", "This is not an email address."),
        ("a@b.example\r\nBcc: all@cast.example", "This is not an email address."),
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
    assert "already has an open invitation" in answer.text


def test_an_expired_invitation_does_not_stand_in_the_way(browse: Any, cast: Cast, database: Database) -> None:
    invited(database, cast.focal_point)
    with clock.fixed_at(NOW + timedelta(days=15)):
        assert send(browse(cast.focal_point)).status_code == 302


def test_the_list_says_until_when(browse: Any, cast: Cast, database: Database) -> None:
    assert "There are no open invitations." in browse(cast.focal_point).get("/invitations-to-join").text
    invited(database, cast.focal_point, role=None)
    for viewer in (cast.focal_point, cast.secretariat):
        assert ADDRESS in browse(viewer).get("/invitations-to-join").text


def test_withdrawing_makes_link_and_mail_worthless(
    client: FlaskClient, browse: Any, cast: Cast, database: Database
) -> None:
    invitation_id, path = invited(database, cast.focal_point)
    url = f"/invitations-to-join/{invitation_id}/withdraw"
    assert submit(browse(cast.focal_point), url, form_path="/invitations-to-join").status_code == 302
    assert client.get(path).status_code == 404
    assert mails(database) == [("accounts/invitation", ADDRESS, "dropped")]
    assert verbs(database)[-1] == (
        cast.focal_point.id,
        "account_invitation.withdrawn",
        f"account_invitation:{invitation_id}",
    )


def test_sending_again_waits_eight_hours(client: FlaskClient, browse: Any, cast: Cast, database: Database) -> None:
    invitation_id, path = invited(database, cast.focal_point)
    url = f"/invitations-to-join/{invitation_id}/again"
    answer = submit(browse(cast.focal_point), url, form_path="/invitations-to-join")
    assert answer.status_code == 422
    assert "less than eight hours ago" in answer.text
    with clock.fixed_at(NOW + timedelta(days=13)):
        assert submit(browse(cast.focal_point), url, form_path="/invitations-to-join").status_code == 302
        assert mailed_path(database) == path
    with clock.fixed_at(NOW + timedelta(days=20)):
        assert client.get(path).status_code == 200
    assert len(mails(database)) == 2


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
    assert "maximum number of invitations today (50)." in answer.text
