"""Signing in by a link: once, for 20 minutes, by a button; the same answer for everybody."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from peerhub.accounts import jobs
from peerhub.accounts.models import SignInLink
from peerhub.base import clock
from peerhub.base.database.dialects import is_postgres
from peerhub.base.database.engine import Database
from peerhub.base.mail.models import SENT, OutgoingMail
from peerhub.people.models import Person
from tests.accounts.arrange import mailed_path, mails
from tests.cast import NOW, Cast, email_of
from tests.support.forms import submit


def ask(client: FlaskClient, email: str) -> Any:
    """Ask for a link."""
    return submit(client, "/sign-in/link", email=email)


def page_about(email: str, text: str) -> str:
    """A page without the address and without tokens, which change by the second."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", text.replace(email, "…"))


def test_a_link_signs_in_once(client: FlaskClient, app: Any, database: Database, cast: Cast) -> None:
    ask(client, cast.seeker.email)
    path = mailed_path(database)
    answer = submit(client, path)
    assert (answer.status_code, answer.location) == (302, "/")
    assert client.get("/profile").status_code == 200
    again = app.test_client()
    assert again.get(path).status_code == 404
    assert submit(again, path, form_path="/sign-in").status_code == 404
    assert again.get("/profile").status_code == 302


def test_looking_at_a_link_changes_nothing(client: FlaskClient, database: Database, cast: Cast) -> None:
    ask(client, cast.seeker.email)
    path = mailed_path(database)
    for _look in range(3):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert client.get("/profile").status_code == 302
    assert submit(client, path).status_code == 302


def test_an_old_link_is_not_that_of_somebody_else_who_got_its_number(
    app: Any, client: FlaskClient, database: Database, cast: Cast
) -> None:
    ask(client, cast.seeker.email)
    old = mailed_path(database)
    with database.transaction() as db:
        db.execute(update(OutgoingMail).values(state=SENT, sent_at=NOW))
    later = NOW + timedelta(days=8, microseconds=7)
    with clock.fixed_at(later):
        with app.app_context():
            jobs.prune(later)
        ask(client, cast.provider.email)
        with database.session() as db:
            link = db.scalars(select(SignInLink)).one()
            assert link.person_id == cast.provider.id
            assert link.id == 1 or is_postgres(db)  # which gives no number twice
        assert [receiver for _kind, receiver, _state in mails(database)] == [cast.seeker.email, cast.provider.email]
        assert app.test_client().get(old).status_code == 404
        assert submit(client, old, form_path="/sign-in").status_code == 404
        assert submit(client, mailed_path(database)).status_code == 302


@pytest.mark.parametrize(("minutes", "status"), [(19, 302), (21, 404)])
def test_a_link_is_good_for_twenty_minutes(
    client: FlaskClient, database: Database, cast: Cast, minutes: int, status: int
) -> None:
    ask(client, cast.seeker.email)
    path = mailed_path(database)
    with clock.fixed_at(NOW + timedelta(minutes=minutes)):
        assert submit(client, path, form_path="/sign-in").status_code == status


@pytest.mark.parametrize("email", [email_of("closed_account"), "nobody@cast.example"], ids=["closed", "unknown"])
def test_the_answer_is_the_same_for_everybody(client: FlaskClient, database: Database, email: str) -> None:
    known = page_about(email_of("seeker"), ask(client, email_of("seeker")).text)
    answer = ask(client, email)
    assert (answer.status_code, page_about(email, answer.text)) == (200, known)
    assert [receiver for _kind, receiver, _state in mails(database)] == [email_of("seeker")]


def test_an_empty_address_is_asked_for(client: FlaskClient) -> None:
    answer = ask(client, " ")
    assert answer.status_code == 422
    assert "Write the email address of your account." in answer.text


def test_three_links_an_hour(client: FlaskClient, database: Database, cast: Cast) -> None:
    answers = [ask(client, cast.seeker.email).status_code for _try in range(5)]
    assert answers == [200] * 5
    assert len(mails(database)) == 3
    ask(client, cast.provider.email)
    with clock.fixed_at(NOW + timedelta(hours=1, seconds=1)):
        ask(client, cast.seeker.email)
    assert [receiver for _kind, receiver, _state in mails(database)] == [
        *[cast.seeker.email] * 3,
        cast.provider.email,
        cast.seeker.email,
    ]


def test_signing_out_everywhere_ends_links_on_their_way(
    client: FlaskClient, browse: Any, database: Database, cast: Cast
) -> None:
    ask(client, cast.seeker.email)
    path = mailed_path(database)
    submit(browse(cast.seeker), "/profile/sign-out-everywhere", form_path="/profile")
    assert submit(client, path, form_path="/sign-in").status_code == 404


def test_a_closed_account_has_no_links(client: FlaskClient, database: Database, cast: Cast) -> None:
    ask(client, cast.seeker.email)
    path = mailed_path(database)
    with database.transaction() as db:
        db.get_one(Person, cast.seeker.id).closed_at = NOW
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("token", ["", "1", "WzEsMV0.forged", "x" * 2000])
def test_a_forged_token_is_worth_nothing(client: FlaskClient, token: str) -> None:
    assert client.get(f"/sign-in/link/{token or '-'}").status_code == 404


def test_the_mail_speaks_the_language_of_its_receiver(client: FlaskClient, database: Database, cast: Cast) -> None:
    ask(client, cast.arabic_reader.email)
    assert mails(database) == [("accounts/sign_in_link", cast.arabic_reader.email, "waiting")]
