"""Promising, changing, taking back, answering, and being reminded."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.errors import Conflict, Invalid, NotAllowed, NotFound
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.subject import Subject
from peerhub.commitments import access
from peerhub.commitments.actions import commitments as commitment_actions
from peerhub.commitments.actions import reminders
from peerhub.commitments.actions.commitments import NewCommitment
from peerhub.commitments.models import KEPT, NOT_YET, PARTLY, WITHDRAWN, Commitment
from peerhub.commitments.queries import commitments
from peerhub.commitments.rules import MOST_OPEN
from peerhub.notices.models import Notice
from peerhub.people.models import Person
from tests.cast import NOW, Cast
from tests.commitments.arrange import DUE

SUBJECT = Subject("session", 7, "Metadata for local music", "/sessions/7")


def make(db: Db, actor: Person, text: str = "Ask for figures", due_on: date = DUE) -> Commitment:
    return commitment_actions.make(db, actor, NewCommitment(text, "", due_on), SUBJECT)


def at(due: date, days: int) -> datetime:
    return datetime(due.year, due.month, due.day, 9, tzinfo=NOW.tzinfo) + timedelta(days=days)


def test_the_same_promise_sent_twice_is_one(db: Db, cast: Cast) -> None:
    assert make(db, cast.seeker).id == make(db, cast.seeker).id
    assert make(db, cast.seeker, "Another").country_code == "JM"
    assert db.scalar(select(func.count()).select_from(Commitment)) == 2


def test_a_promise_needs_words_and_a_day_to_come(db: Db, cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        make(db, cast.seeker, " ", NOW.date() - timedelta(days=1))
    assert set(refused.value.problems) == {"text", "due_on"}
    assert make(db, cast.seeker, due_on=NOW.date())


def test_own_team_and_strangers(db: Db, cast: Cast) -> None:
    promised = make(db, cast.seeker)
    assert access.commitment_for(db, cast.teammate, promised.id) is promised
    for verb in (
        lambda who: commitment_actions.withdraw(db, who, promised.id),
        lambda who: commitment_actions.reopen(db, who, promised.id),
        lambda who: commitment_actions.edit(db, who, promised.id, NewCommitment("x", "", DUE)),
        lambda who: commitment_actions.answer(db, who, promised.id, KEPT, "", None),
    ):
        with pytest.raises(NotAllowed):
            verb(cast.teammate)
        with pytest.raises(NotFound):
            verb(cast.outsider)
        with pytest.raises(NotFound):
            verb(cast.secretariat)
    assert commitments.team(db, cast.teammate) == [promised]
    assert commitments.team(db, cast.secretariat) == []
    assert commitments.about(db, cast.teammate, "session", 7) == [promised]
    assert commitments.about(db, cast.outsider, "session", 7) == []


def test_without_a_country_nobody_else_reads_it(db: Db, cast: Cast) -> None:
    promised = make(db, cast.facilitator)
    with pytest.raises(NotFound):
        access.commitment_for(db, cast.secretariat, promised.id)


def test_taking_back_and_up_again(db: Db, cast: Cast) -> None:
    promised = make(db, cast.seeker)
    commitment_actions.withdraw(db, cast.seeker, promised.id)
    commitment_actions.withdraw(db, cast.seeker, promised.id)
    assert commitments.team(db, cast.teammate) == []
    with pytest.raises(Conflict):
        commitment_actions.answer(db, cast.seeker, promised.id, KEPT, "", None)
    with pytest.raises(Conflict):
        commitment_actions.edit(db, cast.seeker, promised.id, NewCommitment("x", "", DUE))
    commitment_actions.reopen(db, cast.seeker, promised.id)
    assert commitments.mine(db, cast.seeker) == [promised]


def test_saying_what_came_of_it(db: Db, cast: Cast) -> None:
    promised = make(db, cast.seeker)
    obstacle = commitments.obstacles(db)[0]
    with pytest.raises(Invalid):
        commitment_actions.answer(db, cast.seeker, promised.id, "withdrawn", "", None)
    with pytest.raises(Invalid):
        commitment_actions.answer(db, cast.seeker, promised.id, KEPT, "", "no such thing")
    commitment_actions.answer(db, cast.seeker, promised.id, NOT_YET, "Elections", obstacle.code)
    commitment_actions.answer(db, cast.seeker, promised.id, PARTLY, "Half", "")
    assert (promised.state, promised.note, promised.obstacle_code) == (PARTLY, "Half", None)
    with pytest.raises(Conflict):
        commitment_actions.withdraw(db, cast.seeker, promised.id)


def test_one_reminder_before_and_one_question_after(db: Db, cast: Cast) -> None:
    make(db, cast.seeker)
    told = [
        (days, reminders.remind_next(db, at(DUE, days)), reminders.ask_next(db, at(DUE, days)))
        for days in (-4, -3, -2, 0, 1, 2)
    ]
    assert told == [
        (-4, False, False),
        (-3, True, False),
        (-2, False, False),
        (0, False, False),
        (1, False, True),
        (2, False, False),
    ]
    kinds = db.scalars(select(OutgoingMail.kind).order_by(OutgoingMail.id)).all()
    assert kinds == ["commitments/reminder", "commitments/question"]
    assert db.scalars(select(Notice.kind).order_by(Notice.id)).all() == kinds


def test_an_edit_is_checked_also_when_the_day_stays(db: Db, cast: Cast) -> None:
    promised = make(db, cast.seeker)
    with pytest.raises(Invalid):
        commitment_actions.edit(db, cast.seeker, promised.id, NewCommitment("\u200b", "", promised.due_on))
    promised.due_on = NOW.date() - timedelta(days=1)
    commitment_actions.edit(db, cast.seeker, promised.id, NewCommitment("Said better", "", promised.due_on))
    assert promised.text == "Said better"


def test_no_reminder_of_the_past_and_none_at_once(db: Db, cast: Cast) -> None:
    make(db, cast.seeker)
    assert not reminders.remind_next(db, at(DUE, 1)), "the day is over"
    assert not reminders.ask_next(db, at(DUE, 40)), "too long ago"
    soon = make(db, cast.seeker, "Soon", NOW.date() + timedelta(days=2))
    assert not reminders.remind_next(db, NOW)
    assert reminders.ask_next(db, at(soon.due_on, 1))


def test_another_day_is_reminded_of_anew(db: Db, cast: Cast) -> None:
    promised = make(db, cast.seeker)
    assert reminders.remind_next(db, at(DUE, -3))
    later = DUE + timedelta(days=30)
    commitment_actions.edit(db, cast.seeker, promised.id, NewCommitment("Ask again", "the regulator", later))
    assert not reminders.remind_next(db, at(DUE, -2))
    assert reminders.remind_next(db, at(later, -3))
    with pytest.raises(Invalid):
        commitment_actions.edit(db, cast.seeker, promised.id, NewCommitment("Ask", "", NOW.date() - timedelta(days=1)))


def test_answered_withdrawn_and_closed_accounts_are_left_alone(db: Db, cast: Cast) -> None:
    commitment_actions.answer(db, cast.seeker, make(db, cast.seeker, "Kept").id, KEPT, "", None)
    commitment_actions.withdraw(db, cast.seeker, make(db, cast.seeker, "Withdrawn").id)
    make(db, cast.closed_account, "Left")
    while reminders.remind_next(db, at(DUE, -1)) or reminders.ask_next(db, at(DUE, 2)):
        pass
    assert db.scalar(select(func.count()).select_from(OutgoingMail)) == 0


def test_the_rate_is_everybodys_and_starts_at_five(db: Db, cast: Cast) -> None:
    states = (KEPT, KEPT, PARTLY, NOT_YET, KEPT)
    for number, state in enumerate(states):
        assert commitments.done_rate(db) is None
        who = (cast.seeker, cast.provider)[number % 2]
        commitment_actions.answer(db, who, make(db, who, f"Step {number}").id, state, "", None)
    assert commitments.done_rate(db) == commitments.DoneRate(5, 3, 1)
    assert WITHDRAWN not in states


def test_this_week_shows_what_is_near_or_over(db: Db, cast: Cast) -> None:
    promised = make(db, cast.seeker)
    assert commitments.due_soon(db, cast.seeker) == []
    with clock.fixed_at(at(DUE, -6)):
        assert commitments.due_soon(db, cast.seeker) == [commitments.DueCommitment(promised, False)]
    with clock.fixed_at(at(DUE, 3)):
        assert commitments.due_soon(db, cast.seeker) == [commitments.DueCommitment(promised, True)]
        assert commitments.due_soon(db, cast.teammate) == []


def test_nobody_keeps_more_than_a_hundred_open_promises(db: Db, cast: Cast) -> None:
    made = [make(db, cast.seeker, f"Step {number}") for number in range(MOST_OPEN)]
    assert make(db, cast.seeker, "Step 1").id == made[1].id
    with pytest.raises(Invalid, match=r"open commitments \(100\)"):
        make(db, cast.seeker, "One more")
    make(db, cast.teammate, "One more")
    commitment_actions.withdraw(db, cast.seeker, made[0].id)
    make(db, cast.seeker, "One more")
    with pytest.raises(Invalid):
        commitment_actions.reopen(db, cast.seeker, made[0].id)
