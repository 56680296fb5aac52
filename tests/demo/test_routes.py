"""Endpoints of the demonstration."""

from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient

from peerhub.base.database.engine import Database
from peerhub.base.mail.transport import mail_folder
from peerhub.demo import accounts
from peerhub.demo.accounts import PASSWORD


def test_accounts_sign_in_with_one_button(client: FlaskClient) -> None:
    text = client.get("/demo/accounts").text
    assert text.count(f'name="password" value="{PASSWORD}"') == len(accounts.rows())
    first = next(row for row in accounts.rows() if row.get("first"))
    last = next(row for row in accounts.rows() if not row.get("first"))
    assert text.index(str(first["email"])) < text.index(str(last["email"]))


def test_the_foot_leads_to_the_demonstration(client: FlaskClient) -> None:
    text = client.get("/sign-in").text
    assert all(f'href="/demo/{place}"' in text for place in ("accounts", "mail", "clock"))


def keep(database: Database, name: str, to: str) -> None:
    """Put a mail into the folder."""
    folder = mail_folder(database.settings)
    folder.mkdir(parents=True, exist_ok=True)
    mail = EmailMessage()
    mail["To"], mail["Subject"], mail["Date"] = f"Office <{to}>", f"Subject {name}", datetime(2026, 11, 23, tzinfo=UTC)
    mail.set_content("In words.")
    mail.add_alternative("<p style='color:red'>In colour.</p><script>alert(1)</script>", subtype="html")
    (folder / f"{name}.eml").write_bytes(mail.as_bytes())


def test_mails_are_found_by_address_whatever_its_capitals(client: FlaskClient, database: Database) -> None:
    keep(database, "first", "One@cast.example")
    keep(database, "second", "two@cast.example")
    everything = client.get("/demo/mail").text
    assert "Subject first" in everything
    assert "Subject second" in everything
    found = client.get("/demo/mail?to=one@CAST.example").text
    assert "Subject first" in found
    assert "Subject second" not in found


def test_where_a_mail_server_sends_it_is_not_said_that_nothing_leaves(
    client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Nothing leaves this computer." in client.get("/demo/mail").text
    monkeypatch.setattr(database, "settings", replace(database.settings, smtp_host="mail.example"))
    shown = client.get("/demo/mail").text
    assert "Nothing leaves this computer." not in shown
    assert "Emails are now sent by a mail server." in shown
    assert "No email has been sent yet." not in shown


def test_a_mail_is_shown_as_a_mail_reader_does_without_its_scripts(client: FlaskClient, database: Database) -> None:
    keep(database, "first", "one@cast.example")
    shown = client.get("/demo/mail/first/html")
    assert "In colour." in shown.text
    assert shown.headers["Content-Security-Policy"] == "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    assert 'href="/demo/mail/first/html"' in client.get("/demo/mail/first").text
