"""`peerhub user invite`: how the first people get in."""

from typing import Any

import pytest
from flask import Flask

from peerhub.accounts.commands import user
from peerhub.accounts.models import AccountInvitation
from peerhub.base.database.engine import Database
from tests.accounts.arrange import mails, verbs
from tests.cast import Cast, email_of


def run(app: Flask, *arguments: str) -> Any:
    """Call the command."""
    return app.test_cli_runner().invoke(user, ["invite", *arguments])


def test_it_prints_a_link_that_works(app: Flask, database: Database) -> None:
    answer = run(app, "first@cast.example", "--office", "Administration", "--role", "administrator")
    assert answer.exit_code == 0
    link = answer.output.strip()
    assert link.startswith("http://localhost/invitations-to-join/")
    assert app.test_client().get(link.removeprefix("http://localhost")).status_code == 200
    assert mails(database) == [("accounts/invitation", "first@cast.example", "waiting")]
    assert verbs(database) == [(None, "account_invitation.sent", "account_invitation:1")]


def test_it_seats_in_a_country(app: Flask, database: Database) -> None:
    assert (
        run(
            app, "first@cast.example", "--office", "Archives", "--country", "jm", "--name", "Archives, Jamaica"
        ).exit_code
        == 0
    )
    with database.session() as db:
        made = db.query(AccountInvitation).one()
        assert (made.seat.country_code, made.name, made.role) == ("JM", "Archives, Jamaica", None)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nonsense", "--office", "Archives", "--role", "administrator"), "This is not an email address."),
        ((email_of("seeker"), "--office", "Archives"), "There is already an account with this email address."),
        (("first@cast.example", "--office", "Archives", "--country", "ZZ"), "There is no country “ZZ”."),
        (("first@cast.example", "--office", "Archives", "--language", "xx"), "Emails can be in en, fr, es, ar."),
        (("first@cast.example", "--office", "Archives", "--role", "focal_point"), "Choose the country"),
    ],
)
def test_what_is_wrong_is_said(
    app: Flask, cast: Cast, database: Database, arguments: tuple[str, ...], sentence: str
) -> None:
    answer = run(app, *arguments)
    assert answer.exit_code == 1
    assert sentence in answer.output
    assert mails(database) == []


def test_a_lost_link_is_printed_again_without_a_second_mail(app: Flask, database: Database) -> None:
    first = run(app, "first@cast.example", "--office", "Administration", "--role", "administrator")
    again = run(app, "First@cast.example", "--office", "Administration", "--role", "administrator")
    assert again.exit_code == 0
    assert first.output.strip() in again.output
    assert len(mails(database)) == 1
