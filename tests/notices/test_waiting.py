"""Emails of their own that wait in the outbox, such as for the end of the quiet hours: they leave only as long as they are wanted."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from peerhub.base.database.engine import Database, Db
from peerhub.base.mail import delivery, outbox
from peerhub.base.mail.models import DROPPED, SENDING, SENT, WAITING, OutgoingMail
from peerhub.base.mail.outbox import Mail
from peerhub.base.subject import Subject
from peerhub.notices import access
from peerhub.notices.actions import choices, emails
from peerhub.notices.actions.notices import Email, notify
from peerhub.notices.rules import COMMITMENTS, EXCHANGES, NEVER, PEOPLE, QUIET, SESSIONS
from peerhub.people.actions import closing
from peerhub.people.models import Person
from tests.cast import NOW, Cast
from tests.notices.test_emails import LATER, WEEK, tell

WEEK_LATER = NOW + WEEK
OWN = ("exchanges/phase", "commitments/question", "sessions/invitation", "sessions/reminder", "accounts/sign_in_link")


@pytest.fixture
def waiting(db: Db, cast: Cast) -> Person:
    """Somebody for whom an email of each kind waits; one waits for somebody else too."""
    for person in (db.get_one(Person, cast.seeker.id), db.get_one(Person, cast.provider.id)):
        for kind in OWN:
            outbox.queue(db, person.receiver, Mail(kind, f"{kind}:{person.id}", {"path": "/"}))
    return db.get_one(Person, cast.seeker.id)


def states(database: Database) -> list[str]:
    """Of all emails."""
    with database.session() as db:
        return list(db.scalars(select(OutgoingMail.state)))


def kinds(db: Db, person: Person, state: str = WAITING) -> set[str]:
    """Of the emails to somebody in that state."""
    own = select(OutgoingMail.kind).where(OutgoingMail.recipient == person.email, OutgoingMail.state == state)
    return set(db.scalars(own))


def test_who_wants_none_any_more_gets_none_that_waits(db: Db, cast: Cast, waiting: Person) -> None:
    choices.choose(db, waiting, {COMMITMENTS: NEVER}, QUIET)
    assert kinds(db, waiting, DROPPED) == {"commitments/question"}
    choices.stop_from_email(db, access.stop_path(db, waiting.id, [EXCHANGES]).rpartition("/")[2])
    assert kinds(db, waiting, DROPPED) == {"commitments/question", "exchanges/phase"}
    assert kinds(db, cast.provider) == set(OWN)


def test_what_cannot_be_stopped_leaves_all_the_same(db: Db, waiting: Person) -> None:
    choices.choose(db, waiting, {SESSIONS: NEVER, PEOPLE: NEVER}, QUIET)
    assert kinds(db, waiting, DROPPED) == {"sessions/reminder"}


def test_a_gathered_email_of_another_topic_stays(db: Db, cast: Cast) -> None:
    tell(db, cast.seeker)
    while emails.send_next(db, LATER):
        pass
    choices.choose(db, db.get_one(Person, cast.seeker.id), {PEOPLE: NEVER}, QUIET)
    assert kinds(db, cast.seeker) == {emails.KIND}


def test_a_closed_account_gets_none_that_waits(db: Db, cast: Cast, waiting: Person) -> None:
    tell(db, waiting, "exchanges/opened", email=Email())
    closing.close_account(db, db.get_one(Person, cast.secretariat.id), waiting.id)
    assert kinds(db, waiting) == set()
    assert kinds(db, waiting, DROPPED) >= set(OWN)
    assert kinds(db, cast.provider) == set(OWN)


def test_a_database_that_goes_away_while_an_email_is_looked_at_fails_no_email(
    app: Flask, cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        with database.transaction() as db:
            about = Subject("person", cast.provider.id, "", f"/people/{cast.provider.id}")
            notify(db, [cast.seeker.id], "people/joined", about, {"name": "An office"})
            while emails.send_next(db, WEEK_LATER):
                pass

        def away(*_rest: Any) -> None:
            raise OperationalError("SELECT", {}, Exception("gone"))

        with monkeypatch.context() as patch:
            patch.setattr(emails, "_told", away)
            with pytest.raises(OperationalError):
                delivery.deliver(database, WEEK_LATER)
        assert states(database) == [SENDING]
        assert delivery.deliver(database, WEEK_LATER + timedelta(hours=1)) == 1
        assert states(database) == [SENT]
