"""What an email about a commitment leads to: an answer without signing in."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db, settings_of
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.mail.render import render
from peerhub.base.security import tokens
from peerhub.commitments import access
from peerhub.commitments.actions import commitments, reminders
from peerhub.commitments.actions.commitments import NewCommitment
from peerhub.commitments.models import KEPT, OPEN, PARTLY, Commitment
from tests.cast import Cast
from tests.commitments.arrange import DUE


@pytest.fixture
def promised(database: Database, cast: Cast) -> int:
    """A commitment of the seeker's."""
    with database.transaction() as db:
        return commitments.make(db, cast.seeker, NewCommitment("Ask for figures", "the regulator", DUE)).id


def mailed(db: Db, commitment_id: int) -> str:
    """The address in an email about it."""
    return access.mailed_path(db, db.get_one(Commitment, commitment_id))


def state(database: Database, commitment_id: int) -> tuple[str, str]:
    """What is kept of the answer."""
    with database.session() as db:
        commitment = db.get_one(Commitment, commitment_id)
        return commitment.state, commitment.note


def test_both_emails_lead_there(database: Database, promised: int) -> None:
    with database.transaction() as db:
        commitment = db.get_one(Commitment, promised)
        for days, act in ((-3, reminders.remind_next), (1, reminders.ask_next)):
            act(db, clock.now().replace(year=DUE.year, month=DUE.month, day=DUE.day + days))
        paths = [mail.data["path"] for mail in db.scalars(select(OutgoingMail).order_by(OutgoingMail.id))]
        assert paths == [access.mailed_path(db, commitment)] * 2


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_their_subjects_say_which_plan(app: Flask, database: Database, promised: int, language: str) -> None:
    with app.test_request_context(), database.transaction() as db:
        db.get_one(Commitment, promised).text = "Share the figures\nof three years, " + "by region and sector, " * 20
        for days, act in ((-3, reminders.remind_next), (1, reminders.ask_next)):
            act(db, clock.now().replace(year=DUE.year, month=DUE.month, day=DUE.day + days))
        for mail in db.scalars(select(OutgoingMail)):
            mail.language = language
            subject = str(render(settings_of(db), mail)["Subject"])
            assert "Share the figures of three years, by region and" in subject
            assert "…" in subject
            assert len(subject) < 120
            assert "\n" not in subject


def test_looking_changes_nothing_and_an_answer_counts_once(
    client: Any, database: Database, browse: Any, cast: Cast, promised: int
) -> None:
    with database.session() as db:
        path = mailed(db, promised)
    assert "Did you do what you planned?" in client.get(path).text
    assert state(database, promised) == (OPEN, "")
    assert client.post(path, data={"note": "x"}).status_code == 422
    assert client.post(path, data={"state": "withdrawn"}).status_code == 422
    assert state(database, promised) == (OPEN, "")
    said = {"state": PARTLY, "note": "The regulator helped.", "obstacle_code": ""}
    for _ in range(2):
        sent = client.post(path, data=said)
        assert (sent.status_code, sent.headers["Location"]) == (302, path)
    assert state(database, promised) == (PARTLY, "The regulator helped.")
    shown = client.get(path).text
    assert "Partly done" in shown
    assert "The regulator helped." not in shown  # emails are forwarded
    assert client.post(path, data=said | {"state": KEPT}).status_code == 409
    assert state(database, promised) == (PARTLY, "The regulator helped.")
    assert "The regulator helped." in browse(cast.seeker).get(f"/commitments/{promised}").text


def test_whoever_handed_it_over_or_left_has_no_link(client: Any, database: Database, cast: Cast, promised: int) -> None:
    with database.session() as db:
        path = mailed(db, promised)
    with database.transaction() as db:
        commitments.hand_over(db, cast.seeker.id, cast.teammate.id, cast.seeker.country_code)
        successors = mailed(db, promised)
    assert client.get(path).status_code == client.post(path, data={"state": KEPT}).status_code == 404
    assert client.get(successors).status_code == 200
    with database.transaction() as db:
        db.get_one(Commitment, promised).person.closed_at = clock.now()
    assert client.get(successors).status_code == 404
    for token in ("x.y", tokens.sign(database.settings, access.MAILED, promised)):
        assert client.get(f"/commitments/by-email/{token}").status_code == 404


def test_it_speaks_the_readers_language(client: Any, database: Database, cast: Cast, promised: int) -> None:
    with database.transaction() as db:
        db.get_one(Commitment, promised).person.language = "fr"
        path = mailed(db, promised)
    assert '<html lang="fr"' in client.get(path).text
