"""The mails and notices of surveys and commitments in every language, and the jobs that send them."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, render_template
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.base.i18n import reader
from peerhub.base.jobs.scheduler import tick
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.mail.render import render
from peerhub.commitments.actions import commitments
from peerhub.notices.models import Notice
from peerhub.surveys.models import Survey
from peerhub.wiring.jobs import JOBS
from tests.cast import NOW, Cast
from tests.surveys.arrange import ask


@pytest.fixture
def two_weeks(app: Flask, database: Database, cast: Cast) -> list[OutgoingMail]:
    """All mails of two weeks: one survey, one commitment, ticks every day."""
    jobs = {name: job for name, job in JOBS.items() if name.startswith(("surveys.", "commitments."))}
    assert len(jobs) == 7
    seen: dict[str, OutgoingMail] = {}
    with app.app_context(), database.transaction() as db:
        ask(db, [cast.seeker, cast.arabic_reader], [cast.facilitator])
        due = (NOW + timedelta(days=9)).date()
        commitments.make(db, cast.arabic_reader, commitments.NewCommitment("Ask for figures", "the regulator", due))
    for days in range(14):
        with clock.fixed_at(NOW + timedelta(days=days)):
            done = tick(app, jobs)
            assert -1 not in done.values(), done
        with database.session() as db:
            seen |= {mail.message_id: mail for mail in db.scalars(select(OutgoingMail).order_by(OutgoingMail.id))}
    return list(seen.values())


def test_each_mail_leaves_once(two_weeks: list[OutgoingMail], database: Database) -> None:
    kinds = [mail.kind for mail in two_weeks]
    assert {kind: kinds.count(kind) for kind in sorted(set(kinds))} == {
        "commitments/question": 1,
        "commitments/reminder": 1,
        "surveys/opened": 5,
        "surveys/reminder": 10,
    }
    with database.session() as db:
        assert db.scalars(select(Survey)).one().closed_at == NOW + timedelta(days=10)
        left = set(db.scalars(select(OutgoingMail.kind)))
        assert left == {"commitments/question", "commitments/reminder"}, "no mail waits for a survey that has closed"


def test_mails_can_be_read_and_their_link_answered(
    two_weeks: list[OutgoingMail], app: Flask, database: Database, client: Any
) -> None:
    for mail in two_weeks:
        with app.app_context():
            message = render(database.settings, mail)
        plain = message.get_body(("plain",))
        assert plain is not None
        text = plain.get_content()
        assert message["Subject"]
        assert f"http://localhost{mail.data['path']}" in text
        assert "%(" not in text
    invitation = next(mail for mail in two_weeks if mail.kind == "surveys/opened")
    assert "This survey is closed" in client.get(invitation.data["path"]).text


def test_notices_can_be_read(two_weeks: list[OutgoingMail], app: Flask, database: Database) -> None:
    assert two_weeks
    with database.session() as db:
        notices = db.scalars(select(Notice)).all()
    assert {notice.kind for notice in notices} == {
        "surveys/opened",
        "surveys/closed",
        "commitments/reminder",
        "commitments/question",
    }
    with app.test_request_context(), reader.in_language("en", "UTC"):
        lines = [render_template(f"notices/{notice.kind}.txt", data=notice.data) for notice in notices]
    assert any("Metadata for local music" in line for line in lines)
