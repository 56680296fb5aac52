"""Opening, answering once, reminding, closing."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from peerhub.base import clock
from peerhub.base.database import Db
from peerhub.base.errors import Conflict, Invalid, NotAllowed, NotFound
from peerhub.base.mail.models import OutgoingMail
from peerhub.commitments.rules import Subject
from peerhub.notices.models import Notice
from peerhub.surveys import actions, queries
from peerhub.surveys.models import Answer, Receipt, Survey
from peerhub.surveys.rules.sides import asked_sides
from tests.cast import Cast
from tests.conftest import NOW
from tests.surveys.support import HONEST, SUBJECT, ask, guests


def mails(db: Db, kind: str) -> list[str]:
    return sorted(db.scalars(select(OutgoingMail.recipient).where(OutgoingMail.kind == kind)))


def test_opening_asks_everybody_once(db: Db, cast: Cast) -> None:
    survey = ask(db, [cast.seeker, cast.provider, cast.closed_account], [cast.facilitator])
    again = ask(db, [cast.outsider], [cast.outsider])
    assert again.id == survey.id
    assert mails(db, "surveys/opened") == [cast.provider.email, cast.seeker.email]
    told = db.scalars(select(Notice.person_id).where(Notice.kind == "surveys/opened").order_by(Notice.person_id)).all()
    assert told == [cast.seeker.id, cast.provider.id]
    assert survey.closes_at == NOW + timedelta(days=10)


def test_nobody_to_ask_makes_no_survey(db: Db, cast: Cast) -> None:
    assert actions.open_survey(db, SUBJECT, None, [(cast.closed_account.id, "seeker")], [], NOW) is None
    assert db.scalar(select(func.count()).select_from(Survey)) == 0


def test_a_small_side_is_asked_what_the_other_is_asked() -> None:
    few = dict.fromkeys(range(6), "seeker") | {9: "provider"}
    assert set(asked_sides(few).values()) == {"seeker"}
    many = {number: "seeker" if number < 5 else "provider" for number in range(10)}
    assert asked_sides(many) == many
    assert set(asked_sides({1: "provider"}).values()) == {"provider"}


def test_an_answer_is_taken_once(db: Db, cast: Cast) -> None:
    survey = ask(db, [cast.seeker, cast.provider])
    assert actions.answer(db, cast.seeker, survey.id, HONEST) == "stored"
    assert actions.answer(db, cast.seeker, survey.id, HONEST | {"Q1": "1"}) == "answered"
    stored = [row.values for row in db.scalars(select(Answer))]
    assert sorted(stored, key=str) == sorted(
        [
            {"Q1": 4},
            {"Q3": 5},
            {"R1": "Ranking is policy.", "quote": ["yes"]},
            {"R3": "Ask services for figures by May.", "quote": ["yes"]},
        ],
        key=str,
    )
    answered = {receipt.person_id: receipt.answered for receipt in db.scalars(select(Receipt))}
    assert answered == {cast.seeker.id: True, cast.provider.id: False}


def test_the_receipt_stays_open_when_the_answers_cannot_be_taken(db: Db, cast: Cast) -> None:
    survey = ask(db, [cast.seeker])
    with pytest.raises(Invalid) as refused:
        actions.answer(db, cast.seeker, survey.id, {"Q3": "9"})
    assert set(refused.value.problems) == {"Q1", "Q3"}
    assert [waiting.survey_id for waiting in queries.waiting(db, cast.seeker)] == [survey.id]


def test_strangers_to_the_survey_cannot_answer(db: Db, cast: Cast) -> None:
    survey = ask(db, [cast.seeker])
    with pytest.raises(NotFound):
        actions.answer(db, cast.outsider, survey.id, HONEST)
    with pytest.raises(NotFound):
        actions.answer(db, cast.seeker, 999_999, HONEST)


def test_closing_and_opening_again(db: Db, cast: Cast) -> None:
    survey = ask(db, [cast.seeker, cast.provider], [cast.facilitator])
    with pytest.raises(NotAllowed):
        actions.close_survey(db, cast.seeker, survey.id)
    with pytest.raises(NotFound):
        actions.close_survey(db, cast.outsider, survey.id)
    actions.close_survey(db, cast.facilitator, survey.id)
    actions.close_survey(db, cast.facilitator, survey.id)
    assert actions.answer(db, cast.seeker, survey.id, HONEST) == "closed"
    assert db.scalar(select(func.count()).select_from(Answer)) == 0
    told = db.scalars(select(Notice.person_id).where(Notice.kind == "surveys/closed")).all()
    assert told == [cast.facilitator.id]
    with clock.held(NOW + timedelta(days=20)):
        actions.reopen_survey(db, cast.secretariat, survey.id)
        assert actions.answer(db, cast.seeker, survey.id, HONEST) == "stored"
        assert survey.closes_at == NOW + timedelta(days=23)


def test_reminders_go_only_to_those_who_have_not_answered(db: Db, cast: Cast) -> None:
    survey = ask(db, [cast.seeker, cast.provider])
    actions.answer(db, cast.seeker, survey.id, HONEST)
    assert not actions.remind_next(db, NOW + timedelta(days=1))
    assert actions.remind_next(db, NOW + timedelta(days=2))
    assert not actions.remind_next(db, NOW + timedelta(days=2))
    assert mails(db, "surveys/reminder") == [cast.provider.email]
    assert actions.remind_next(db, NOW + timedelta(days=5))
    assert not actions.remind_next(db, NOW + timedelta(days=9))
    assert mails(db, "surveys/reminder") == [cast.provider.email] * 2


def test_a_clock_that_jumps_reminds_once_and_never_after_the_end(db: Db, cast: Cast) -> None:
    ask(db, [cast.seeker])
    ask(db, [cast.seeker], subject=Subject("session", 8, "Another", "/sessions/8"))
    assert [actions.remind_next(db, NOW + timedelta(days=6)) for _again in range(3)] == [True, True, False]
    assert mails(db, "surveys/reminder") == [cast.seeker.email] * 2
    ask(db, [cast.seeker], subject=Subject("session", 9, "Third", "/sessions/9"))
    assert not actions.remind_next(db, NOW + timedelta(days=11))


def test_surveys_close_after_ten_days(db: Db, cast: Cast) -> None:
    ask(db, [cast.seeker], [cast.facilitator])
    assert not actions.close_next(db, NOW + timedelta(days=9))
    assert actions.close_next(db, NOW + timedelta(days=10))
    assert not actions.close_next(db, NOW + timedelta(days=10))
    assert db.scalars(select(Notice.person_id).where(Notice.kind == "surveys/closed")).all() == [cast.facilitator.id]


def test_a_survey_that_everybody_has_answered_closes_by_itself(db: Db, cast: Cast) -> None:
    people = guests(db, 6)
    survey = ask(db, people, [cast.facilitator])
    for person in people[:5]:
        actions.answer(db, person, survey.id, HONEST)
    assert not actions.close_next(db, NOW + timedelta(hours=1))
    actions.answer(db, people[5], survey.id, HONEST)
    assert survey.closed_at is None, "the last answer itself keeps no moment"
    assert actions.close_next(db, NOW + timedelta(hours=1))
    assert not actions.close_next(db, NOW + timedelta(hours=1))
    assert db.scalars(select(Notice.person_id).where(Notice.kind == "surveys/closed")).all() == [cast.facilitator.id]
    shown = queries.results_page(db, cast.facilitator, survey.id)
    assert (shown.is_open, shown.answered, shown.published) == (False, 6, 5)  # the sixth stays hidden, closed or not
    with pytest.raises(Conflict):
        actions.reopen_survey(db, cast.facilitator, survey.id)


def test_fewer_than_five_answers_close_nothing(db: Db, cast: Cast) -> None:
    people = guests(db, 4)
    survey = ask(db, people)
    for person in people:
        actions.answer(db, person, survey.id, HONEST)
    assert not actions.close_next(db, NOW + timedelta(days=9))


def test_nobody_waits_for_a_closed_account(db: Db, cast: Cast) -> None:
    people = guests(db, 6)
    survey = ask(db, people)
    for person in people[:5]:
        actions.answer(db, person, survey.id, HONEST)
    assert not actions.close_next(db, NOW)
    people[5].closed_at = NOW
    db.flush()
    assert actions.close_next(db, NOW)


def test_the_counter_counts_what_waits(db: Db, cast: Cast) -> None:
    survey = ask(db, [cast.seeker, cast.provider])
    assert db.scalar(select(queries.waiting_count(cast.seeker))) == 1
    assert db.scalar(select(queries.waiting_count(cast.outsider))) == 0
    actions.answer(db, cast.seeker, survey.id, HONEST)
    assert db.scalar(select(queries.waiting_count(cast.seeker))) == 0
    with clock.held(NOW + timedelta(days=10)):
        assert db.scalar(select(queries.waiting_count(cast.provider))) == 0


def test_the_list_costs_the_same_for_one_and_for_three(db: Db, cast: Cast, count_queries: object) -> None:
    def cost() -> int:
        db.expire_all()
        db.info.pop("roles", None)
        with count_queries() as seen:  # type: ignore[operator]
            queries.surveys_page(db, cast.facilitator)
        return len(seen)

    people = guests(db, 3)
    ask(db, [*people, cast.facilitator], [cast.facilitator])
    one = cost()
    for number in (8, 9):
        ask(db, [*people, cast.facilitator], [cast.facilitator], Subject("session", number, "More", "/"))
    assert cost() == one <= 5
