"""Doors of the demonstration."""

from flask.testing import FlaskClient

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
