"""Links for signing in that have served are deleted."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from peerhub.accounts import jobs
from peerhub.accounts.models import SignInLink
from peerhub.base.database.engine import Database
from tests.cast import NOW, Cast

DAY = timedelta(days=1)


def test_used_and_old_links_go_after_a_week(app: Flask, database: Database, cast: Cast) -> None:
    made = {
        "over": SignInLink(created_at=NOW - 8 * DAY, expires_at=NOW - 7 * DAY),
        "used": SignInLink(created_at=NOW - 8 * DAY, expires_at=NOW + DAY, used_at=NOW - 8 * DAY),
        "still good": SignInLink(created_at=NOW - 8 * DAY, expires_at=NOW + DAY),
        "young": SignInLink(created_at=NOW - 6 * DAY, expires_at=NOW - 5 * DAY, used_at=NOW - 6 * DAY),
    }
    with database.transaction() as db:
        for link in made.values():
            link.person_id = cast.seeker.id
            db.add(link)
        db.flush()
        kept = {made["still good"].id, made["young"].id}
    with app.app_context():
        assert jobs.prune(NOW) > 0
        assert jobs.prune(NOW) == 0
    with database.session() as db:
        assert set(db.scalars(select(SignInLink.id))) == kept
