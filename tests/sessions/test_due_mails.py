"""Emails to many people: some at a time, each once, and always of the newest state."""

import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from peerhub.base.database.engine import Database, Db
from peerhub.base.mail.models import DROPPED, WAITING
from peerhub.notices.models import Notice
from peerhub.people.models import Person
from peerhub.rooms.models.rooms import Membership
from peerhub.sessions import jobs
from peerhub.sessions.actions import calendar_mails, changes, due_mails, rsvp
from peerhub.sessions.models import Invitee
from tests.cast import NOW, Cast
from tests.sessions.arrange import STARTS, WALL, Browse, deliver, mails, plan, scheduled
from tests.sessions.crowds import due, plan_with, recipients, sent_to, write_all

MANY = 70  # with the cast's three: four turns
DAY = timedelta(days=1)


def test_few_are_written_at_once(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    assert due(db, session.id) == 0
    assert len(mails(db, "invitation", WAITING)) == 3
    assert due_mails.sessions_due(db) == []


def test_many_are_written_in_turns_and_everybody_is_in_the_room_at_once(db: Db, cast: Cast) -> None:
    session, _ids = sent_to(db, cast, MANY)
    assert due(db, session.id) == MANY + 3 - due_mails.AT_ONCE
    assert due_mails.sessions_due(db) == [session.id]
    members = db.scalar(select(func.count()).where(Membership.room_id == session.room_id))
    assert members == MANY + 3
    write_all(db, session)
    assert due_mails.sessions_due(db) == []
    assert set(Counter(mail.recipient for mail in mails(db)).values()) == {1}
    assert len(mails(db, "invitation", WAITING)) == MANY + 3
    told = list(db.scalars(select(Notice.person_id).where(Notice.kind == "sessions/invited")))
    assert len(told) == len(set(told)) == MANY + 2  # not the facilitator


def test_who_has_no_email_yet_can_answer(db: Db, cast: Cast) -> None:
    session, ids = sent_to(db, cast, MANY)
    late = db.get_one(Person, ids[-1])
    assert rsvp.respond(db, late, session.id, "accepted").response == "accepted"
    write_all(db, session)
    (mail,) = [each for each in mails(db) if each.recipient == late.email]
    assert "PARTSTAT=ACCEPTED" in (mail.calendar_body or "").replace("\r\n ", "")


def test_a_move_while_invitations_are_written_reaches_each_once_with_the_newest_state(db: Db, cast: Cast) -> None:
    session, ids = sent_to(db, cast, MANY)
    deliver(db)
    reached = {mail.recipient for mail in mails(db)}
    changes.change(db, cast.facilitator, session.id, plan_with(cast, ids, wall_start=WALL + DAY))
    changes.change(db, cast.facilitator, session.id, plan_with(cast, ids, wall_start=WALL + DAY, title="Other words"))
    write_all(db, session)
    waiting = mails(db, state=WAITING)
    assert len(waiting) == MANY + 3
    assert all("SEQUENCE:1" in str(mail.calendar_body) and "Other words" in str(mail.calendar_body) for mail in waiting)
    assert {mail.recipient: mail.kind for mail in waiting} == {
        mail.recipient: "sessions/moved" if mail.recipient in reached else "sessions/invitation" for mail in waiting
    }
    assert {mail.data["before"] for mail in waiting if mail.kind == "sessions/moved"} == {STARTS.isoformat()}
    lines = db.execute(select(Notice.person_id, Notice.kind).where(Notice.person_id == ids[-1])).all()
    assert [line.kind for line in lines] == ["sessions/invited"]


def test_a_cancellation_while_invitations_are_written_reaches_those_who_were_invited(db: Db, cast: Cast) -> None:
    session, _ids = sent_to(db, cast, MANY)
    deliver(db)
    reached = {mail.recipient for mail in mails(db)}
    assert len(reached) == due_mails.AT_ONCE
    changes.cancel(db, cast.facilitator, session.id, "No quorum.")
    write_all(db, session)
    assert {mail.recipient for mail in mails(db, "cancelled", WAITING)} == reached
    assert len(mails(db)) == 2 * due_mails.AT_ONCE
    assert due(db, session.id) == 0


def test_what_waits_is_taken_back_at_once_and_who_knows_nothing_is_told_nothing(db: Db, cast: Cast) -> None:
    session, ids = sent_to(db, cast, MANY)
    aware = {mail.recipient for mail in mails(db, "invitation", WAITING)}
    assert len(aware) == due_mails.AT_ONCE
    changes.cancel(db, cast.facilitator, session.id, "No quorum.")
    assert mails(db, state=WAITING) == []  # none had left, so nobody needs an email
    assert due(db, session.id) == 0
    lines = select(Person.email, Notice.kind).join(Notice, Notice.person_id == Person.id)
    told = {(row.email, row.kind) for row in db.execute(lines)}
    assert {email for email, kind in told if kind == "sessions/cancelled"} == aware - {cast.facilitator.email}
    assert ids[-1] not in {row.person_id for row in db.execute(select(Notice.person_id))}


def test_a_change_takes_back_what_waits_at_once(db: Db, cast: Cast) -> None:
    session, ids = sent_to(db, cast, MANY)
    write_all(db, session)
    deliver(db)
    changes.change(db, cast.facilitator, session.id, plan_with(cast, ids, wall_start=WALL + DAY))
    write_all(db, session)
    assert len(mails(db, "moved", WAITING)) == MANY + 3
    changes.change(db, cast.facilitator, session.id, plan_with(cast, ids, wall_start=WALL + DAY, title="Other words"))
    assert all("Other words" in str(mail.calendar_body) for mail in mails(db, state=WAITING))
    gone = mails(db, state=DROPPED)
    assert gone
    assert all(mail.calendar_body is None and "invitation" not in mail.data for mail in gone)
    write_all(db, session)
    waiting = mails(db, state=WAITING)
    assert {mail.kind for mail in waiting} == {"sessions/moved"}
    assert {mail.data["before"] for mail in waiting} == {STARTS.isoformat()}
    assert len(waiting) == MANY + 3


def test_who_leaves_before_their_invitation_is_written_gets_no_email(db: Db, cast: Cast) -> None:
    session, ids = sent_to(db, cast, MANY)
    late = db.get_one(Person, ids[-1])
    changes.withdraw(db, cast.facilitator, session.id, late.id)
    write_all(db, session)
    assert [mail for mail in mails(db) if mail.recipient == late.email] == []
    assert db.get(Membership, (session.room_id, late.id)) is None
    assert db.scalars(select(Notice).where(Notice.person_id == late.id)).all() == []


def test_who_leaves_and_comes_back_before_it_is_written_is_invited_once(db: Db, cast: Cast) -> None:
    session, ids = sent_to(db, cast, MANY)
    late = db.get_one(Person, ids[-1])
    changes.change(db, cast.facilitator, session.id, plan_with(cast, ids[:-1]))
    changes.change(db, cast.facilitator, session.id, plan_with(cast, ids))
    write_all(db, session)
    assert [(mail.kind, mail.state) for mail in mails(db) if mail.recipient == late.email] == [
        ("sessions/invitation", WAITING)
    ]


def test_a_team_that_is_taken_out_leaves_the_room_at_once(db: Db, cast: Cast) -> None:
    session, ids = sent_to(db, cast, MANY)
    write_all(db, session)
    deliver(db)
    changes.change(db, cast.facilitator, session.id, plan(cast))
    assert set(db.scalars(select(Membership.person_id).where(Membership.room_id == session.room_id))) == {
        cast.facilitator.id, cast.seeker.id, cast.provider.id,
    }  # fmt: skip
    write_all(db, session)
    assert len(mails(db, "withdrawn", WAITING)) == len(ids)


def test_closed_accounts_are_left_out(db: Db, cast: Cast) -> None:
    session, ids = sent_to(db, cast, MANY)
    db.execute(update(Person).where(Person.id == ids[-1]).values(closed_at=NOW))
    write_all(db, session)
    assert len(mails(db)) == MANY + 2
    assert due(db, session.id) == 0


@pytest.fixture
def many(app: Flask, database: Database, cast: Cast) -> int:
    """The id of a session with many people, of whom the first have their emails."""
    with app.app_context(), database.transaction() as db:
        return sent_to(db, cast, MANY)[0].id


def test_a_job_writes_the_rest(app: Flask, database: Database, many: int) -> None:
    with app.app_context():
        assert jobs.mail(NOW) == 1
        assert jobs.mail(NOW) == 0
    assert len({who for _kind, who in recipients(database, WAITING)}) == len(recipients(database, WAITING)) == MANY + 3


def test_a_process_that_dies_between_two_people_leaves_nobody_out(
    app: Flask, database: Database, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = calendar_mails.send_invitation_or_change

    def killed(db: Db, *rest: Any) -> None:
        written(db, *rest)
        raise KeyboardInterrupt

    with app.app_context():
        with monkeypatch.context() as patched:
            patched.setattr("peerhub.sessions.actions.calendar_mails.send_invitation_or_change", killed)
            with pytest.raises(KeyboardInterrupt):
                jobs.mail(NOW)
        assert len(recipients(database, WAITING, DROPPED)) == due_mails.AT_ONCE
        jobs.mail(NOW)
    assert Counter(recipients(database, WAITING, DROPPED)).most_common(1)[0][1] == 1
    assert len(recipients(database, WAITING)) == MANY + 3


def test_two_that_write_at_once_write_each_email_once(app: Flask, database: Database, many: int) -> None:
    def write() -> None:
        with app.app_context():
            jobs.mail(NOW)

    both = [threading.Thread(target=write) for _each in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len({who for _kind, who in recipients(database, WAITING, DROPPED)}) == MANY + 3
    assert len(recipients(database, WAITING, DROPPED)) == MANY + 3


def test_a_turn_makes_the_same_number_of_queries_for_few_and_many(
    app: Flask, database: Database, many: int, count_queries: Any
) -> None:
    counts = []
    with app.app_context():
        for leave in (None, None, 1):
            with database.transaction() as db:
                if leave:  # one person in the last turn
                    last = select(func.max(Invitee.person_id)).where(Invitee.session_id == many).scalar_subquery()
                    others = Invitee.session_id == many, Invitee.person_id != last
                    db.execute(update(Invitee).where(*others).values(mail_due=None))
            with database.transaction() as db, count_queries() as seen:
                due_mails.write_next(db, many)
            counts.append(len(seen))
    assert len(set(counts)) == 1, counts


def test_sending_to_many_makes_as_many_queries_as_to_few(db: Db, cast: Cast, count_queries: Any) -> None:
    counts = []
    for number in (25, 200):
        with count_queries() as seen:
            session, _ids = sent_to(db, cast, number, f"Team of {number}")
        counts.append(len(seen))
        write_all(db, session)
    assert counts[1] <= counts[0]  # the first reads the roles of the cast, too


def test_the_page_says_how_far_it_is_to_those_who_run_the_session(
    app: Flask, database: Database, browse: Browse, cast: Cast, many: int
) -> None:
    path, said = f"/sessions/{many}", f"Sending emails: 0 of {MANY + 3}."
    assert said in browse(cast.facilitator).get(path).text
    assert "Sending emails" not in browse(cast.seeker).get(path).text
    assert browse(cast.seeker).get(f"{path}/sending").status_code == 403
    alone = browse(cast.facilitator).get(f"{path}/sending").text
    assert said in alone
    assert 'http-equiv="refresh"' in alone
    with app.app_context(), database.transaction() as db:
        deliver(db)
    assert f"Sending emails: {due_mails.AT_ONCE} of {MANY + 3}." in browse(cast.facilitator).get(path).text
    with app.app_context():
        jobs.mail(NOW)
        with database.transaction() as db:
            deliver(db)
    assert "Sending emails" not in browse(cast.facilitator).get(path).text
    alone = browse(cast.facilitator).get(f"{path}/sending").text
    assert "All emails have been handed to the mail server." in alone
    assert 'http-equiv="refresh"' not in alone
