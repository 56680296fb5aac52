"""Reminders and endings: at the right time, once, and never too late."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.base.mail.models import DROPPED, OutgoingMail
from peerhub.notices.actions import choices
from peerhub.notices.rules import NEVER, QUIET, SESSIONS
from peerhub.people.models import Person
from peerhub.sessions import jobs
from peerhub.sessions.actions import changes, rsvp
from peerhub.sessions.models import Reminder, Session
from tests.cast import Cast
from tests.sessions.arrange import STARTS, WALL, plan, scheduled

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def number(app: Flask, database: Database, cast: Cast) -> Iterator[int]:
    """A session in fourteen days; the seeker comes, the provider has not answered."""
    with app.app_context():
        with database.transaction() as db:
            session = scheduled(db, cast)
            rsvp.respond(db, db.get_one(Person, cast.seeker.id), session.id, "accepted")
        yield session.id


def reminded(database: Database) -> list[tuple[str, int]]:
    with database.session() as db:
        mails = db.scalars(
            select(OutgoingMail).where(OutgoingMail.kind == "sessions/reminder").order_by(OutgoingMail.id)
        )
        return [(mail.recipient, int(mail.dedupe_key.split(":")[-2])) for mail in mails]


def run(job: Any, at: datetime) -> int:
    with clock.fixed_at(at):
        return int(job(at))


def test_nothing_is_due_before_its_time(database: Database, number: int) -> None:
    assert run(jobs.remind, STARTS - 7 * DAY - HOUR) == 0
    assert reminded(database) == []


def test_a_week_and_a_day_before_also_ask_the_unanswered_an_hour_before_only_those_who_come(
    database: Database, cast: Cast, number: int
) -> None:
    everybody = {cast.facilitator.email, cast.seeker.email, cast.provider.email}
    for before, minutes in ((7 * DAY, 10_080), (DAY, 1440)):
        assert run(jobs.remind, STARTS - before) == 1
        assert {who for who, each in reminded(database) if each == minutes} == everybody
    assert run(jobs.remind, STARTS - HOUR) == 1
    assert {who for who, each in reminded(database) if each == 60} == {cast.facilitator.email, cast.seeker.email}
    assert run(jobs.remind, STARTS - HOUR) == 0


def test_who_declined_is_left_in_peace(database: Database, cast: Cast, number: int) -> None:
    with database.transaction() as db:
        rsvp.respond(db, db.get_one(Person, cast.seeker.id), number, "declined")
    run(jobs.remind, STARTS - 7 * DAY)
    assert cast.seeker.email not in {who for who, _minutes in reminded(database)}


@pytest.mark.parametrize("answer", ["declined", "tentative"])
def test_a_reminder_that_waits_is_dropped_for_who_declines_meanwhile(
    database: Database, cast: Cast, number: int, answer: str
) -> None:
    run(jobs.remind, STARTS - 7 * DAY)
    with clock.fixed_at(STARTS - 7 * DAY + HOUR), database.transaction() as db:
        rsvp.respond(db, db.get_one(Person, cast.seeker.id), number, answer)
    with database.session() as db:
        mails = db.scalars(select(OutgoingMail).where(OutgoingMail.kind == "sessions/reminder"))
        dropped = {mail.recipient for mail in mails if mail.state == DROPPED}
    assert dropped == ({cast.seeker.email} if answer == "declined" else set())


def test_who_never_wants_such_emails_gets_no_reminder_but_what_changes(
    database: Database, cast: Cast, number: int
) -> None:
    with database.transaction() as db:
        choices.choose(db, db.get_one(Person, cast.seeker.id), {SESSIONS: NEVER}, QUIET)
    run(jobs.remind, STARTS - 7 * DAY)
    assert cast.provider.email in {who for who, _minutes in reminded(database)}
    assert cast.seeker.email not in {who for who, _minutes in reminded(database)}
    with database.transaction() as db:
        changes.change(db, db.get_one(Person, cast.facilitator.id), number, plan(cast, wall_start=WALL + DAY))
    run(jobs.mail, STARTS)
    with database.session() as db:
        kinds = set(db.scalars(select(OutgoingMail.kind).where(OutgoingMail.recipient == cast.seeker.email)))
    assert kinds & {"sessions/moved", "sessions/invitation"}


def test_a_clock_that_jumps_reminds_of_nothing_past(database: Database, number: int) -> None:
    assert run(jobs.remind, STARTS - 4 * DAY) == 0
    assert run(jobs.remind, STARTS + HOUR) == 0
    assert reminded(database) == []


def test_a_new_time_voids_the_old_reminders(database: Database, cast: Cast, number: int) -> None:
    with database.transaction() as db:
        facilitator = db.get_one(Person, cast.facilitator.id)
        changes.change(db, facilitator, number, plan(cast, wall_start=WALL + 7 * DAY))
    assert run(jobs.remind, STARTS - 7 * DAY) == 0
    assert run(jobs.remind, STARTS) == 1


def test_going_back_to_an_earlier_time_does_not_remind_twice(database: Database, cast: Cast, number: int) -> None:
    run(jobs.remind, STARTS - 7 * DAY)
    with clock.fixed_at(STARTS - 6 * DAY), database.transaction() as db:
        facilitator = db.get_one(Person, cast.facilitator.id)
        for wall in (WALL + DAY, WALL):
            changes.change(db, facilitator, number, plan(cast, wall_start=wall))
    with database.session() as db:
        kept = {(each.minutes_before, each.claimed_at is None) for each in db.scalars(select(Reminder))}
    assert kept == {(10_080, False), (1440, True), (60, True)}


def test_a_late_guest_is_not_reminded_of_what_was_due_before(database: Database, cast: Cast, number: int) -> None:
    with clock.fixed_at(STARTS - 7 * DAY + HOUR), database.transaction() as db:
        facilitator = db.get_one(Person, cast.facilitator.id)
        people = frozenset({cast.seeker.id, cast.provider.id, cast.teammate.id})
        changes.change(db, facilitator, number, plan(cast, people=people))
    run(jobs.remind, STARTS - 7 * DAY + 2 * HOUR)
    assert cast.teammate.email not in {who for who, _minutes in reminded(database)}


def test_a_session_ends_by_itself_once(database: Database, number: int) -> None:
    assert run(jobs.end, STARTS + timedelta(minutes=89)) == 0
    assert run(jobs.end, STARTS + timedelta(minutes=90)) == 1
    assert run(jobs.end, STARTS + timedelta(minutes=91)) == 0
    with database.session() as db:
        assert db.get_one(Session, number).state == "ended"
        assert db.scalars(select(Reminder)).all() == []


def test_a_cancelled_session_neither_reminds_nor_ends(database: Database, cast: Cast, number: int) -> None:
    with database.transaction() as db:
        changes.cancel(db, db.get_one(Person, cast.facilitator.id), number, "No quorum.")
    assert run(jobs.remind, STARTS - 7 * DAY) == 0
    assert run(jobs.end, STARTS + DAY) == 0


CHILD = """
import sys
from datetime import datetime
from peerhub import create_app
from peerhub.base import clock
from peerhub.base.settings_loading import load
from peerhub.sessions import jobs
url, at = sys.argv[1], datetime.fromisoformat(sys.argv[2])
app = create_app(load({"PEERHUB_ENV": "test", "PEERHUB_DATABASE_URL": url, "PEERHUB_SECRET_KEY": "tests only, " * 4}))
with app.app_context(), clock.fixed_at(at):
    print("ready", flush=True)
    sys.stdin.readline()
    print(jobs.remind(at), flush=True)
"""


def test_two_processes_at_once_send_one_mail_each(database: Database, cast: Cast, number: int) -> None:
    at = STARTS - 7 * DAY
    url = database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", CHILD, url, at.isoformat()]
    children = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for child in children:
        assert child.stdout
        assert child.stdout.readline() == "ready\n"
    done = [child.communicate("go\n")[0].strip() for child in children]
    assert sorted(done) == ["0", "1"]
    assert sorted(who for who, _minutes in reminded(database)) == sorted(
        [cast.facilitator.email, cast.seeker.email, cast.provider.email]
    )


def test_a_process_that_dies_half_way_leaves_the_reminder_due(
    database: Database, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_anything: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("peerhub.base.mail.outbox.queue_all", killed)
        with pytest.raises(KeyboardInterrupt):
            run(jobs.remind, STARTS - 7 * DAY)
    assert reminded(database) == []
    assert run(jobs.remind, STARTS - 7 * DAY) == 1
    assert len(reminded(database)) == 3
