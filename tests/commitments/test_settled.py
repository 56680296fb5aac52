"""An email that waits for the end of somebody's night is not sent once what it asks for is done."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.mail.models import DROPPED, WAITING, OutgoingMail
from peerhub.commitments import access
from peerhub.commitments.actions import commitments, reminders
from peerhub.commitments.actions.commitments import NewCommitment
from peerhub.commitments.models import KEPT, Commitment
from peerhub.notices.models import Notice
from peerhub.people.models import Person
from tests.cast import Cast
from tests.commitments.arrange import DUE

LATER = NewCommitment("Ask for figures", "", DUE + timedelta(days=30))


def night(person: Person, days: int) -> datetime:
    """Late in the evening, so many days after the day of the commitment."""
    return datetime(DUE.year, DUE.month, DUE.day, 22, tzinfo=ZoneInfo(person.zone)) + timedelta(days=days)


def asked(db: Db, person: Person) -> Commitment:
    """A commitment whose maker was asked about it at night."""
    made = commitments.make(db, person, NewCommitment("Ask for figures", "", DUE))
    commitments.make(db, person, NewCommitment("Another one", "", DUE))
    with clock.fixed_at(night(person, 1)):
        while reminders.ask_next(db, clock.now()):
            pass
    db.flush()
    return made


def mails(db: Db) -> list[tuple[str, str]]:
    """What each email is about, and its state."""
    rows = db.scalars(select(OutgoingMail).order_by(OutgoingMail.id).execution_options(populate_existing=True))
    return [(mail.data["text"], mail.state) for mail in rows]


def by_mail(db: Db, _person: Person, made: Commitment) -> None:
    token = access.mailed_path(db, made).rpartition("/")[2]
    commitments.answer_from_mail(db, token, KEPT, "", None)


SETTLED: dict[str, Callable[[Db, Person, Commitment], object]] = {
    "answered": lambda db, person, made: commitments.answer(db, person, made.id, KEPT, "", None),
    "answered by mail": by_mail,
    "withdrawn": lambda db, person, made: commitments.withdraw(db, person, made.id),
    "put off": lambda db, person, made: commitments.edit(db, person, made.id, LATER),
}


@pytest.mark.parametrize("act", SETTLED.values(), ids=SETTLED)
def test_what_is_settled_is_asked_no_more(db: Db, cast: Cast, act: Callable[[Db, Person, Commitment], object]) -> None:
    person = cast.seeker
    made = asked(db, person)
    assert [state for _text, state in mails(db)] == [WAITING, WAITING]
    with clock.fixed_at(night(person, 1) + timedelta(minutes=5)):
        act(db, person, made)
        db.flush()
    assert sorted(mails(db)) == [("Another one", WAITING), ("Ask for figures", DROPPED)]
    unread = select(Notice.path).where(Notice.read_at.is_(None))
    assert list(db.scalars(unread)) == [f"/commitments/{made.id + 1}"]


def test_what_is_open_again_is_asked_about_anew(db: Db, cast: Cast) -> None:
    made = asked(db, cast.seeker)
    with clock.fixed_at(night(cast.seeker, 1) + timedelta(minutes=5)):
        commitments.withdraw(db, cast.seeker, made.id)
        commitments.reopen(db, cast.seeker, made.id)
        db.flush()
        assert reminders.ask_next(db, clock.now())
    assert sorted(mails(db))[1:] == [("Ask for figures", DROPPED), ("Ask for figures", WAITING)]
