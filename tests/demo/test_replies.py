"""Whoever tries the demonstration answers its emails as their readers would."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.base.mail import delivery
from peerhub.base.settings_loading import load
from peerhub.sessions.models import InviteeNote
from tests.cast import Cast
from tests.incoming.arrange import receives
from tests.sessions.arrange import response_of, scheduled
from tests.support.forms import submit


@pytest.fixture
def path(app: Flask, database: Database, cast: Cast, client: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where an invitation is shown."""
    receives(monkeypatch, database)
    with app.app_context():
        with database.transaction() as db:
            scheduled(db, cast)
        delivery.deliver(database, clock.now())
    listed = str(client.get(f"/demo/mail?to={cast.seeker.email}").text)
    return "/demo/mail/" + listed.partition('href="/demo/mail/')[2].partition('"')[0]


def test_the_calendar_and_a_reply_answer(database: Database, cast: Cast, client: Any, path: str) -> None:
    shown = client.get(path).text
    assert "Answer with the calendar" in shown
    assert submit(client, f"{path}/reply", form_path=path, answer="tentative").status_code == 302
    assert response_of(database, 1, cast.seeker) == "tentative"
    submit(client, f"{path}/reply", form_path=path, text="I bring our figures.")
    with database.session() as db:
        note = db.scalars(select(InviteeNote)).one()
        assert (note.person_id, note.text) == (cast.seeker.id, "I bring our figures.")
    submit(client, f"{path}/reply", form_path=path, text=" ")
    assert "Write your reply first." in client.get(path).text


def test_only_the_demonstration_receives_unasked() -> None:
    assert load({"PEERHUB_ENV": "demo", "PEERHUB_SECRET_KEY": "x"}).mail_replies == "replies@peerhub.example"
    assert load({"PEERHUB_ENV": "test", "PEERHUB_SECRET_KEY": "x"}).mail_replies == ""
