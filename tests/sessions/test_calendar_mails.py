"""Real mails of sessions, read by a calendar that is not ours: whatever order they come in, it ends where the database is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.notices import jobs as notices_jobs
from peerhub.people.models import Person
from peerhub.sessions import jobs
from peerhub.sessions.actions import changes, drafts, invitations, plans
from peerhub.sessions.models import Invitee, Session
from tests.cast import NOW, Cast
from tests.sessions.arrange import WALL, make_facilitator, plan


def properties(written: str) -> dict[str, str]:
    """The properties of the one event, read by ten lines of our own; names keep their parameters' values apart."""
    found: dict[str, str] = {}
    for line in written.replace("\r\n ", "").split("\r\n"):
        name, _colon, value = line.partition(":")
        found.setdefault(name.partition(";")[0], line if name.startswith(("ATTENDEE", "ORGANIZER")) else value)
    return found


@dataclass
class FakeCalendar:
    """What an attendee's calendar keeps: the newest message of a session wins, by SEQUENCE and then DTSTAMP (RFC 5546)."""

    owner: str
    seen: dict[str, tuple[int, str]] = field(default_factory=dict)
    entries: dict[str, dict[str, str] | None] = field(default_factory=dict)

    def take(self, mail: EmailMessage) -> None:
        """Apply one mail as a mail program does: by its text/calendar part."""
        (part,) = [each for each in mail.walk() if each.get_content_type() == "text/calendar"]
        body = part.get_payload(decode=True)
        assert isinstance(body, bytes)
        event = properties(body.decode())
        assert part.get_param("method") == event["METHOD"]
        assert f"mailto:{self.owner}" in event["ATTENDEE"]
        assert event["ORGANIZER"].endswith(str(mail["From"].addresses[0].addr_spec))
        version = int(event["SEQUENCE"]), event["DTSTAMP"]
        if version < self.seen.get(event["UID"], (-1, "")):
            return
        self.seen[event["UID"]] = version
        self.entries[event["UID"]] = None if event["METHOD"] == "CANCEL" else event


@pytest.fixture
def read_mails(app: Flask, var: Path) -> Callable[[], list[EmailMessage]]:
    def read() -> list[EmailMessage]:
        with app.app_context():
            notices_jobs.deliver(clock.now())
        files = sorted((var / "mail").glob("*.eml"), key=lambda path: (path.stat().st_mtime_ns, path.name))
        return [message_from_bytes(path.read_bytes(), policy=default) for path in files]

    return read


def act(app: Flask, database: Database, cast: Cast, verb: Callable[[Db, Person], Any]) -> Any:
    """One verb of the facilitator in one transaction, with the facilitator of that transaction."""
    with app.app_context(), database.transaction() as db:
        return verb(db, db.get_one(Person, cast.facilitator.id))


def test_any_order_and_any_number_of_times_ends_in_the_databases_state(
    app: Flask, database: Database, cast: Cast, read_mails: Callable[[], list[EmailMessage]]
) -> None:
    everybody = frozenset({cast.seeker.id, cast.provider.id, cast.teammate.id})
    later = WALL + timedelta(days=2)

    def do(verb: Callable[[Db, Person], Any], minutes: int) -> Any:
        with clock.fixed_at(NOW + timedelta(minutes=minutes)):
            done = act(app, database, cast, verb)
            read_mails()
            return done

    def begin(db: Db, who: Person) -> int:
        make_facilitator(db, who)
        made = drafts.create(db, who, plan(cast, people=everybody))
        return invitations.send(db, who, made.id).id

    number = do(begin, 0)
    do(lambda db, who: changes.change(db, who, number, plan(cast, people=everybody, title="New words")), 0)
    do(lambda db, who: changes.withdraw(db, who, number, cast.teammate.id), 1)
    fewer = frozenset({cast.seeker.id})
    do(lambda db, who: changes.change(db, who, number, plan(cast, people=fewer, wall_start=later)), 2)
    back = frozenset({cast.seeker.id, cast.teammate.id})
    do(lambda db, who: changes.change(db, who, number, plan(cast, people=back, wall_start=later)), 3)
    second = do(begin, 4)
    do(lambda db, who: changes.cancel(db, who, second, "No quorum."), 5)

    for person in (cast.seeker, cast.provider, cast.teammate):
        own = [mail for mail in read_mails() if mail["To"].addresses[0].addr_spec == person.email]
        with database.session() as db:
            truth = true_state(db, person)
        assert [kept_state(shuffled(own, person, seed)) for seed in range(20)] == [truth] * 20, person.name


def shuffled(mails: list[EmailMessage], person: Person, seed: int) -> FakeCalendar:
    """The person's calendar after each mail came twice, in some order."""
    order, kept = mails * 2, FakeCalendar(person.email)
    Random(seed).shuffle(order)  # noqa: S311  (an order, not a secret)
    for mail in order:
        kept.take(mail)
    return kept


def kept_state(kept: FakeCalendar) -> dict[str, tuple[str, str]]:
    return {uid: (event["SUMMARY"], event["DTSTART"]) for uid, event in kept.entries.items() if event}


def true_state(db: Db, person: Person) -> dict[str, tuple[str, str]]:
    mine = db.query(Invitee).filter_by(person_id=person.id, withdrawn_at=None)
    running = [db.get_one(Session, each.session_id) for each in mine]
    return {
        each.uid: (each.title, each.starts_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"))
        for each in running
        if each.state == "scheduled"
    }


@pytest.fixture
def number(app: Flask, database: Database, cast: Cast) -> int:
    def begin(db: Db, who: Person) -> int:
        make_facilitator(db, who)
        made = drafts.create(
            db,
            who,
            plan(
                cast,
                countries={"JM": "seeks", "CL": "provides", "JO": "seeks"},
                people=frozenset({cast.seeker.id, cast.provider.id, cast.arabic_reader.id}),
            ),
        )
        return invitations.send(db, who, made.id).id

    return int(act(app, database, cast, begin))


def body_of(mails: list[EmailMessage], person: Person, kind: str = "plain") -> str:
    mail = [each for each in mails if each["To"].addresses[0].addr_spec == person.email][-1]
    part = mail.get_body((kind,))
    assert part
    return str(part.get_content())


def test_an_invitation_tells_the_readers_own_time_first_then_utc(
    number: int, cast: Cast, read_mails: Callable[[], list[EmailMessage]]
) -> None:
    mails = read_mails()
    text = body_of(mails, cast.seeker)
    assert text.index("08:00 to 09:30") < text.index("In UTC: Tuesday 8 December, 13:00")
    assert "Jamaica (UTC−5)" in text
    assert "http://localhost/invitations/" in text
    assert "?answer=accepted" in text
    assert f"http://localhost/sessions/{number}" in text
    assert "bring one question" in text
    assert "shares its experience" in body_of(mails, cast.provider)
    assert "\n\n\n" not in text
    assert "Metadata that makes local music findable" in body_of(mails, cast.seeker, "html")
    subject = next(str(mail["Subject"]) for mail in mails if mail["To"].addresses[0].addr_spec == cast.seeker.email)
    assert "\n" not in subject
    assert "08:00" in subject


def test_every_kind_of_mail_can_be_written(
    app: Flask, database: Database, number: int, cast: Cast, read_mails: Callable[[], list[EmailMessage]]
) -> None:
    read_mails()
    people = frozenset({cast.seeker.id, cast.arabic_reader.id})
    countries = {"JM": "seeks", "JO": "seeks"}
    moved = plan(cast, people=people, countries=countries, wall_start=WALL + timedelta(days=1))
    act(app, database, cast, lambda db, who: changes.change(db, who, number, moved))
    assert "new time" in body_of(read_mails(), cast.seeker)
    assert "Chile" not in body_of(read_mails(), cast.seeker).split("Agenda")[0]
    assert "withdrawn" in body_of(read_mails(), cast.provider)
    reworded = plan(cast, people=people, countries=countries, wall_start=WALL + timedelta(days=1), title="Other")
    with clock.fixed_at(NOW + timedelta(minutes=1)):
        act(app, database, cast, lambda db, who: changes.change(db, who, number, reworded))
        assert "The time is the same." in body_of(read_mails(), cast.seeker)
    with clock.fixed_at(NOW + timedelta(days=8, minutes=1)):
        with app.app_context():
            assert jobs.remind(clock.now()) == 1
        reminder = body_of(read_mails(), cast.seeker)
        assert "coming up" in reminder
        assert "You have not answered yet." in reminder
        act(app, database, cast, lambda db, who: changes.cancel(db, who, number, "The ministry is closed."))
        cancelled = body_of(read_mails(), cast.seeker)
    assert "The ministry is closed." in cancelled


def _change(number: int, to: plans.Plan, db: Db, who: Person) -> Session:
    return changes.change(db, who, number, to)


def test_a_move_that_is_reworded_before_it_was_told_is_told_once_with_the_time_people_knew(
    app: Flask, database: Database, number: int, cast: Cast, read_mails: Callable[[], list[EmailMessage]]
) -> None:
    read_mails()
    everybody: dict[str, Any] = {
        "people": frozenset({cast.seeker.id, cast.provider.id, cast.arabic_reader.id}),
        "countries": {"JM": "seeks", "CL": "provides", "JO": "seeks"},
    }
    for days, title in ((1, "Once"), (2, "Once"), (2, "Twice")):
        changed = plan(cast, wall_start=WALL + timedelta(days=days), title=title, **everybody)
        act(app, database, cast, partial(_change, number, changed))
    told = body_of(read_mails(), cast.seeker)
    assert "This session has a new time." in told
    assert "Twice" in told
    assert "It was planned for Tuesday 8 December, 08:00." in told
    assert "Thursday 10 December" in told
