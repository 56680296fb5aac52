"""One leaves a seat while another sits down: what was held through it is not stranded between them."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select

from peerhub.accounts.actions import invitations as invitation_actions
from peerhub.accounts.actions.invitations import NewInvitation
from peerhub.accounts.queries import invitations
from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.exchanges.models import TeamMember
from peerhub.people.actions import closing
from peerhub.people.actions.profile import Details
from peerhub.people.models import Person
from peerhub.wiring.jobs import SEEDS
from tests.cast import NOW, Cast, seat_the_cast
from tests.exchanges.arrange import opened
from tests.support.postgres import Postgres, site_on

pytestmark = pytest.mark.postgres


def invite(db: Db, cast: Cast) -> str:
    """The token of an invitation to the statistics office."""
    invitation = invitation_actions.invite(
        db, cast.secretariat, NewInvitation("new@cast.example", "Statistics office", "JM", "Statistics office")
    )
    return invitations.join_path(db, cast.secretariat, invitation).partition("?")[0].rpartition("/")[2]


def arrange(app: Flask, postgres: Database) -> tuple[Cast, int, str]:
    """An exchange of the statistics office, and an invitation to sit there."""
    with app.app_context(), clock.fixed_at(NOW), postgres.transaction() as db:
        for seed in SEEDS:
            seed(db)
        seat_the_cast(db)
        cast = Cast.find(db)
        return cast, opened(db, cast).id, invite(db, cast)


def test_closing_and_joining_at_once_pass_the_seat_on(app: Flask, postgres_server: Postgres) -> None:
    """On PostgreSQL: SQLite lets one write at a time anyway."""
    postgres = site_on(postgres_server, "seat_race")
    cast, exchange_id, token = arrange(app, postgres)
    looked, joined = Event(), Event()

    def close() -> None:
        with app.app_context(), postgres.transaction() as db:
            closing.close_account(db, db.get_one(Person, cast.secretariat.id), cast.seeker.id)
            looked.set()
            joined.wait(1)  # for whoever does not wait for us

    def join() -> None:
        looked.wait(5)
        with app.app_context(), postgres.transaction() as db:
            invitation_actions.accept(db, token, Details("Statistics, new", "en", ["en"], "America/Jamaica"), None)
        joined.set()

    with clock.fixed_at(NOW), ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(close), pool.submit(join)]:
            done.result(20)
    with postgres.session() as db:
        team = select(TeamMember.person_id).where(TeamMember.exchange_id == exchange_id)
        emails = set(db.scalars(select(Person.email).where(Person.id.in_(team))))
    postgres.close()
    postgres_server.drop("seat_race")
    assert "new@cast.example" in emails
    assert cast.seeker.email not in emails
