"""The loaded demonstration holds every rule of the site, and is worth looking at."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.base.database.model import Model
from peerhub.base.jobs import scheduler
from peerhub.base.mail.models import SENT, OutgoingMail
from peerhub.base.mail.transport import mail_folder
from peerhub.commitments.models import OPEN, Commitment
from peerhub.demo import accounts, sessions
from peerhub.demo.commands import demo
from peerhub.demo.load import load
from peerhub.demo.play import Scenario, read
from peerhub.exchanges.models import CLOSED, EXCHANGE, ChecklistTick, Exchange, PlannedSession, TeamMember
from peerhub.matching.models import Need, Offer, Proposal
from peerhub.notices.models import Notice
from peerhub.people.models import Person
from peerhub.people.queries import people
from peerhub.reference.models import Country
from peerhub.reference.queries import countries as country_queries
from peerhub.rooms.models.log import ReadMark, RoomEvent
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread
from peerhub.sessions.models import ACCEPTED, CANCELLED, ENDED, NEEDS_ACTION, SCHEDULED, Invitee, Session
from peerhub.surveys import store
from peerhub.surveys.models import Publication, Survey
from peerhub.surveys.queries import waiting
from peerhub.wiring.jobs import JOBS
from tests.cast import NOW
from tests.support.databases import Databases
from tests.support.forms import submit

TRUE_PAIRS = {("SS", "TZ"), ("SS", "KE"), ("SS", "UG"), ("UG", "ZA"), ("PA", "CL"), ("PA", "CO")}


@pytest.fixture(scope="module")
def database(site: Flask, databases: Databases) -> Iterator[Database]:
    """The site's database with the demonstration in it, loaded once for this module, which only reads."""
    database: Database = site.extensions["peerhub.database"]
    url = databases.fresh()
    database.close()
    database.connect(url)
    said: list[str] = []
    with clock.fixed_at(NOW):
        with site.app_context():
            assert load(database, said.append)
        assert len(said) > 5
        yield database
    database.close()
    databases.drop(url)


@pytest.fixture
def db(database: Database) -> Iterator[Db]:
    """A look at it."""
    with database.session() as db:
        yield db


@pytest.fixture
def jamaica(db: Db) -> Person:
    """The office whose first page is full."""
    found = people.by_email(db, "statistics.jm@demo.peerhub.example")
    assert found is not None
    return found


def count(db: Db, model: type[Model], *where: object) -> int:
    return db.scalar(select(func.count()).select_from(model).where(*where)) or 0  # type: ignore[arg-type]


def test_a_second_load_changes_nothing(site: Flask, database: Database, db: Db) -> None:
    def rows() -> dict[str, int | None]:
        return {
            table.name: db.scalar(select(func.count()).select_from(table)) for table in Model.metadata.sorted_tables
        }

    before = rows()
    assert not load(database, pytest.fail)
    result = site.test_cli_runner().invoke(demo, ["load"])
    assert "already loaded" in result.output
    db.rollback()
    assert rows() == before


def test_rooms_have_gapless_logs_and_threads_gapless_numbers(db: Db) -> None:
    for room in db.scalars(select(Room)):
        seqs = list(db.scalars(select(RoomEvent.seq).where(RoomEvent.room_id == room.id).order_by(RoomEvent.seq)))
        assert seqs == list(range(1, room.last_seq + 1))
    for thread in db.scalars(select(Thread)):
        written = db.execute(
            select(Message.number, Message.created_at).where(Message.thread_id == thread.id).order_by(Message.number)
        ).all()
        assert [number for number, _at in written] == list(range(1, thread.last_number + 1))
        times = [at for _number, at in written]
        assert times == sorted(times)
        assert thread.last_message_at == times[-1] <= NOW
    assert count(db, Thread) == 24
    beyond = select(ReadMark).join(Thread, Thread.id == ReadMark.thread_id).where(ReadMark.number > Thread.last_number)
    assert db.scalars(beyond).all() == []


def test_the_log_runs_forward_in_time(db: Db) -> None:
    for room in db.scalars(select(Room)):
        times = list(db.scalars(select(RoomEvent.at).where(RoomEvent.room_id == room.id).order_by(RoomEvent.seq)))
        assert times == sorted(times)


def test_sessions_stand_where_they_would_today(db: Db) -> None:
    sessions = db.scalars(select(Session)).all()
    assert {session.state for session in sessions} == {SCHEDULED, ENDED, CANCELLED}
    for session in sessions:
        past = session.ends_at <= NOW
        assert session.state in {ENDED if past else SCHEDULED, CANCELLED}
        assert session.sequence == (session.state == CANCELLED)
        assert session.room_id
        assert session.created_at < session.starts_at
        if past:
            assert session.notes_published_at
            assert count(db, Invitee, Invitee.session_id == session.id, Invitee.attended.is_(True)) >= 3
    assert sum(session.state == CANCELLED for session in sessions) == 1


def test_surveys_were_answered_by_nobody_in_particular(db: Db) -> None:
    def survey(title: str) -> Survey:
        return db.scalars(select(Survey).where(Survey.subject_title == title)).one()

    closed, running = survey("Getting figures out of streaming services"), survey("Catalogue identifiers, session 3")
    assert (closed.closed_at is not None, db.get_one(Publication, closed.id).answered) == (True, 7)
    numbers = store.answer_counts(db, [running.store_key])
    assert (running.is_open(NOW), numbers, db.get(Publication, running.id)) == (True, {running.store_key: 3}, None)


def test_the_six_true_pairs_are_documented_and_the_examples_marked(db: Db) -> None:
    past = db.scalars(select(Exchange).where(Exchange.phase == CLOSED)).all()
    assert {(each.seeker_code, each.providers[0].country_code) for each in past} == TRUE_PAIRS
    assert all(each.source and not each.example and each.room_id is None for each in past)
    assert all(count(db, TeamMember, TeamMember.exchange_id == each.id) >= 3 for each in past)
    assert all(bool(need.source) != need.example for need in db.scalars(select(Need)))
    assert all(bool(offer.source) != offer.example for offer in db.scalars(select(Offer)))
    assert all(each.example for each in db.scalars(select(Exchange).where(Exchange.phase != CLOSED)))
    assert count(db, Proposal) == 2


def test_the_first_page_of_jamaica_is_full(db: Db, jamaica: Person) -> None:
    mine = select(Invitee.response).join(Session).where(Invitee.person_id == jamaica.id, Session.state == SCHEDULED)
    assert {ACCEPTED, NEEDS_ACTION} <= set(db.scalars(mine))
    number = func.coalesce(ReadMark.number, 0)
    unread = select(Thread).outerjoin(ReadMark, (ReadMark.thread_id == Thread.id) & (ReadMark.person_id == jamaica.id))
    assert 3 <= len(db.scalars(unread.where(number < Thread.last_number)).all()) < 15
    assert [survey.title for survey in waiting.waiting(db, jamaica)] == ["Catalogue identifiers, session 3"]
    running = db.scalars(select(Exchange).where(Exchange.phase == EXCHANGE)).one()
    assert running.room_id
    assert db.get(TeamMember, (running.id, jamaica.id))
    assert count(db, ChecklistTick, ChecklistTick.exchange_id == running.id) == 10
    assert count(db, PlannedSession, PlannedSession.exchange_id == running.id) == 3
    assert count(db, Commitment, Commitment.person_id == jamaica.id, Commitment.state == OPEN) == 2
    assert count(db, Notice, Notice.person_id == jamaica.id, Notice.read_at.is_(None)) >= 3
    assert count(db, Notice, Notice.person_id == jamaica.id, Notice.read_at.is_not(None)) >= 3


def test_nothing_is_late_when_the_site_starts(site: Flask, database: Database, db: Db) -> None:
    assert set(scheduler.tick(site, JOBS).values()) == {0}
    assert set(db.scalars(select(OutgoingMail.state))) <= {SENT, "dropped"}


def test_the_newer_mails_can_be_read(site: Flask, database: Database) -> None:
    assert len(list(mail_folder(database.settings).glob("*.eml"))) > 50
    page = site.test_client().get("/demo/mail?to=statistics.jm@demo.peerhub.example").get_data(as_text=True)
    assert "Metadata standards that make local music findable" in page


def test_an_account_signs_in_with_the_printed_password(site: Flask, database: Database, jamaica: Person) -> None:
    browser = site.test_client()
    submit(browser, "/sign-in", email=jamaica.email, password=accounts.PASSWORD)
    assert "Metadata standards" in browser.get("/sessions").get_data(as_text=True)


def test_times_are_told_as_they_were(db: Db) -> None:
    def latest(model: type[Message] | type[Session] | type[Notice]) -> datetime | None:
        return db.scalar(select(func.max(model.created_at)))

    assert all((at := latest(model)) and at <= NOW for model in (Message, Session, Notice))


@pytest.mark.parametrize("days", range(0, 60, 4))
def test_weekends(db: Db, days: int) -> None:
    """Whenever the demonstration is loaded, most of the countries invited to the closing session work on its day."""
    (closing,) = (row for row in read("sessions")["sessions"] if row["kind"] == "closing")
    day = sessions.start_of(Scenario(db, NOW + timedelta(days=days)), closing).date()
    codes = [each["code"] for each in closing["countries"]]
    countries = list(db.scalars(select(Country).where(Country.code.in_(codes))))
    off = country_queries.days_off(db, countries, day, day)
    working = [each.code for each in countries if day.weekday() not in each.weekend and day not in off[each.code]]
    assert 2 * len(working) > len(codes)
