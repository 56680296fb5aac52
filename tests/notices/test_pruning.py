"""Sent mails and read notices are deleted when they have served."""

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select

from peerhub.base.database.engine import Database
from peerhub.base.mail import outbox
from peerhub.base.mail.models import FAILED, SENT, WAITING, OutgoingMail
from peerhub.base.mail.outbox import Mail, Receiver
from peerhub.notices import jobs
from peerhub.notices.models import Notice
from tests.cast import NOW, Cast

DAY = timedelta(days=1)


def test_sent_mails_go_after_ninety_days_and_no_others(app: Flask, database: Database) -> None:
    states = {
        "old": (SENT, NOW - 91 * DAY),
        "young": (SENT, NOW - 89 * DAY),
        "no": (FAILED, None),
        "yet": (WAITING, None),
    }
    with database.transaction() as db:
        for key in states:
            outbox.queue(
                db,
                Receiver("a@cast.example", "An office", "en", "UTC"),
                Mail("accounts/sign_in_link", key, {"path": "/"}),
            )
        for mail in db.scalars(select(OutgoingMail)):
            mail.state, mail.sent_at = states[mail.dedupe_key]
            mail.created_at = NOW - 400 * DAY
    with app.app_context():
        jobs.prune(NOW)
    with database.session() as db:
        assert set(db.scalars(select(OutgoingMail.dedupe_key))) == {"young", "no", "yet"}


def test_notices_go_a_year_after_they_were_read(app: Flask, database: Database, cast: Cast) -> None:
    read: dict[str, datetime | None] = {"old": NOW - 366 * DAY, "young": NOW - 364 * DAY, "unread": None}
    with database.transaction() as db:
        for path, at in read.items():
            made = NOW - 500 * DAY
            db.add(Notice(person_id=cast.seeker.id, kind="x", data={}, path=path, created_at=made, read_at=at))
    with app.app_context():
        jobs.prune(NOW)
    with database.session() as db:
        assert set(db.scalars(select(Notice.path))) == {"young", "unread"}
