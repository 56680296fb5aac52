"""What gathered emails say is next and owed: its links lead where somebody who never signs in can act."""

import re
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from peerhub.base.database.engine import Database, Db
from peerhub.base.mail.models import OutgoingMail
from peerhub.commitments import reactions
from peerhub.commitments.actions import commitments
from peerhub.commitments.actions.commitments import NewCommitment
from peerhub.commitments.facts import CommitmentDue
from peerhub.dashboards.queries import digest
from peerhub.notices.actions import choices, emails
from peerhub.notices.rules import COMMITMENTS, DAILY, QUIET
from peerhub.sessions.actions import rsvp
from peerhub.surveys.actions import answering
from tests.cast import NOW, Cast
from tests.sessions.arrange import draft, invitee, scheduled
from tests.surveys.arrange import HONEST, SUBJECT, ask, ask_by_name

SOON = NOW.date() + timedelta(days=2)


def owed(db: Db, cast: Cast, kind: str) -> list[dict[str, Any]]:
    """What the seeker owes of one kind."""
    return [each for each in digest.of_week(db, db.merge(cast.seeker))["owed"] if each["kind"] == kind]


def promise(db: Db, cast: Cast) -> int:
    """A commitment of the seeker that is due in two days; its id."""
    return commitments.make(db, db.merge(cast.seeker), NewCommitment("Write to the archive", "", SOON)).id


def test_every_link_that_asks_for_an_act_opens_for_a_stranger(
    app: Flask, browse: Any, cast: Cast, database: Database
) -> None:
    with app.app_context(), database.transaction() as db:
        scheduled(db, cast)
        ask_by_name(db, [cast.seeker], cast.facilitator)
        promise(db, cast)
        of_week = digest.of_week(db, db.merge(cast.seeker))
    assert {each["kind"] for each in of_week["owed"]} == {"session", "survey", "commitment"}
    paths = [each["path"] for each in [*of_week["next"], *of_week["owed"]]]
    assert len(paths) == 4
    stranger = app.test_client()
    for path in paths:
        assert stranger.get(path).status_code == 200, path
    assert stranger.get("/commitments/1").status_code == 302  # which asks to sign in


def test_an_invitation_is_owed_until_it_is_answered(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    (asked,) = owed(db, cast, "session")
    assert (asked["text"], asked["at"]) == (session.title, session.starts_at.isoformat())
    rsvp.respond(db, db.merge(cast.seeker), session.id, "accepted", session.sequence, None)
    assert owed(db, cast, "session") == []
    (coming,) = digest.of_week(db, db.merge(cast.seeker))["next"]
    assert coming["path"].startswith("/invitations/")


def test_who_was_not_written_to_yet_is_led_to_the_session(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    invitee(db, session, cast.seeker).sent_sequence = None
    db.flush()
    assert [each["path"] for each in owed(db, cast, "session")] == [f"/sessions/{session.id}"]


def test_a_draft_is_owed_by_nobody(db: Db, cast: Cast) -> None:
    draft(db, cast)
    assert owed(db, cast, "session") == []


def test_anonymous_surveys_are_not_named_before_or_after_the_answer(db: Db, cast: Cast) -> None:
    survey = ask(db, [cast.seeker])
    assert owed(db, cast, "survey") == []
    answering.answer(db, db.merge(cast.seeker), survey.id, HONEST)
    assert owed(db, cast, "survey") == []
    ask_by_name(db, [cast.seeker], cast.facilitator, type(SUBJECT)("session", 8, "By name", "/sessions/8"))
    assert [each["text"] for each in owed(db, cast, "survey")] == ["By name"]


def test_the_line_of_a_commitment_leads_to_its_own_link_too(db: Db, cast: Cast, app: Flask) -> None:
    choices.choose(db, db.merge(cast.seeker), {COMMITMENTS: DAILY}, QUIET)
    commitment_id = promise(db, cast)
    reactions.notify_due(db, CommitmentDue(commitment_id))
    while emails.send_next(db, NOW + timedelta(days=7), digest.CONTENT):
        pass
    mail = db.scalars(select(OutgoingMail).where(OutgoingMail.kind == emails.KIND)).one()
    (line,) = mail.data["lines"]
    assert re.match(r"/commitments/by-email/.", line["path"])


def test_a_gathered_email_can_be_looked_at_after_it_left(
    app: Flask, browse: Any, cast: Cast, database: Database
) -> None:
    with app.app_context(), database.transaction() as db:
        choices.choose(db, db.merge(cast.seeker), {COMMITMENTS: DAILY}, QUIET)
        scheduled(db, cast)
        reactions.notify_due(db, CommitmentDue(promise(db, cast)))
        while emails.send_next(db, NOW + timedelta(days=7), digest.CONTENT):
            pass
        mail_id = db.scalars(select(OutgoingMail.id).where(OutgoingMail.kind == emails.KIND)).one()
    shown = browse(cast.secretariat).get(f"/outbox/{mail_id}/html")
    assert shown.status_code == 200
    assert "link-not-shown" in shown.text
    assert "/invitations/" not in shown.text
    assert "/by-email/" not in shown.text
