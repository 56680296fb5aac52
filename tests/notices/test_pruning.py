"""Sent mails and read notices are deleted when they have served."""

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select

from peerhub.base.database.engine import Database
from peerhub.base.mail import outbox
from peerhub.base.mail.models import DROPPED, EXPIRED, FAILED, SENT, WAITING, OutgoingMail
from peerhub.base.mail.outbox import Mail, Receiver
from peerhub.notices import jobs
from peerhub.notices.models import Notice
from tests.cast import NOW, Cast

DAY = timedelta(days=1)


def test_mails_go_ninety_days_after_they_ended_and_no_others(app: Flask, database: Database) -> None:
    states = {
        "old": (SENT, NOW - 91 * DAY, 400),
        "young": (SENT, NOW - 89 * DAY, 400),
        "replaced": (DROPPED, None, 91),
        "late": (EXPIRED, None, 91),
        "replaced lately": (DROPPED, None, 89),
        "no": (FAILED, None, 400),
        "yet": (WAITING, None, 400),
    }
    with database.transaction() as db:
        for key in states:
            outbox.queue(
                db,
                Receiver("a@cast.example", "An office", "en", "UTC"),
                Mail("accounts/sign_in_link", key, {"path": "/"}),
            )
        for mail in db.scalars(select(OutgoingMail)):
            mail.state, mail.sent_at, days = states[mail.dedupe_key]
            mail.created_at, mail.not_before = NOW - 400 * DAY, NOW - days * DAY
    with app.app_context():
        jobs.prune(NOW)
    with database.session() as db:
        assert set(db.scalars(select(OutgoingMail.dedupe_key))) == {"young", "replaced lately", "no", "yet"}


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
