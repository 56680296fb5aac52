"""Answers from calendars count as those on the page do, or wait for those who run the session."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.sessions.actions import calendar_answers, changes, rsvp
from peerhub.sessions.actions.calendar_answers import MOST_REQUESTS, Came, Result
from peerhub.sessions.engines.replies import read
from peerhub.sessions.models import CalendarRequest, Invitee, Session
from tests.cast import NOW, Cast
from tests.sessions.arrange import STARTS, WALL, draft, invitee, mails, plan, scheduled
from tests.sessions.calendar_answers import LATER, STRANGER, notices, reply_from, requests
from tests.sessions.replies import simple


@pytest.fixture
def session(db: Db, cast: Cast) -> Session:
    return scheduled(db, cast)


# ---- What counts


@pytest.mark.parametrize(
    ("partstat", "answer"), [("ACCEPTED", "accepted"), ("TENTATIVE", "tentative"), ("DECLINED", "declined")]
)
def test_an_answer_counts(db: Db, cast: Cast, session: Session, partstat: str, answer: str) -> None:
    with clock.fixed_at(LATER):
        outcome = reply_from(db, session, cast.seeker, partstat)
    mine = invitee(db, session, cast.seeker)
    assert outcome.result is Result.COUNTED
    assert (mine.response, mine.responded_at) == (answer, LATER)
    assert invitee(db, session, cast.provider).response == "needs_action"
    assert requests(db) == []


def test_a_comment_is_the_reason_of_a_refusal_alone(db: Db, cast: Cast, session: Session) -> None:
    with clock.fixed_at(LATER):
        reply_from(db, session, cast.seeker, "DECLINED", more="COMMENT:Budget debate\\, sorry" + "!" * 400 + "\n")
    mine = invitee(db, session, cast.seeker)
    assert mine.decline_reason == ("Budget debate, sorry" + "!" * 400)[: rsvp.LONGEST_REASON]
    with clock.fixed_at(LATER + timedelta(minutes=1)):
        reply_from(db, session, cast.seeker, "ACCEPTED", more="COMMENT:After all\n")
    assert (mine.response, mine.decline_reason) == ("accepted", "")


def test_the_next_calendar_email_says_the_answer(db: Db, cast: Cast, session: Session) -> None:
    with clock.fixed_at(LATER):
        reply_from(db, session, cast.seeker)
        changes.change(db, cast.facilitator, session.id, plan(cast, title="Other words"))
    (updated,) = [mail for mail in mails(db, state="waiting") if mail.recipient == cast.seeker.email]
    assert "PARTSTAT=ACCEPTED" in str(updated.calendar_body).replace("\r\n ", "")


def test_a_double_and_an_older_one_change_nothing(db: Db, cast: Cast, session: Session) -> None:
    with clock.fixed_at(LATER):
        reply_from(db, session, cast.seeker, "DECLINED", said_at=LATER)
        assert reply_from(db, session, cast.seeker, "DECLINED", said_at=LATER).result is Result.OLD
        earlier = reply_from(db, session, cast.seeker, "ACCEPTED", said_at=LATER - timedelta(seconds=1))
    assert earlier.result is Result.OLD
    assert invitee(db, session, cast.seeker).response == "declined"


def test_a_new_time_asks_anew_whatever_the_calendar_said_before(db: Db, cast: Cast, session: Session) -> None:
    with clock.fixed_at(LATER):
        changes.change(db, cast.facilitator, session.id, plan(cast, wall_start=WALL + timedelta(days=1)))
        late = LATER + timedelta(minutes=5)
    with clock.fixed_at(late):
        assert reply_from(db, session, cast.seeker, sequence=0).result is Result.OLD
        assert reply_from(db, session, cast.seeker, sequence=None, said_at=NOW).result is Result.OLD
        assert invitee(db, session, cast.seeker).response == "needs_action"
        assert reply_from(db, session, cast.seeker, sequence=None).result is Result.COUNTED
    assert invitee(db, session, cast.seeker).response == "accepted"


def test_the_site_and_the_calendar_take_turns(db: Db, cast: Cast, session: Session) -> None:
    def on_site(answer: str, minutes: int) -> None:
        with clock.fixed_at(NOW + timedelta(minutes=minutes)):
            rsvp.respond(db, cast.seeker, session.id, answer)

    on_site("accepted", 10)
    on_site("accepted", 30)  # the same again is said again
    with clock.fixed_at(NOW + timedelta(minutes=40)):
        delayed = reply_from(db, session, cast.seeker, "DECLINED", said_at=NOW + timedelta(minutes=20))
        assert delayed.result is Result.OLD
        assert invitee(db, session, cast.seeker).response == "accepted"
        assert reply_from(db, session, cast.seeker, "TENTATIVE").result is Result.COUNTED
    on_site("declined", 50)
    assert invitee(db, session, cast.seeker).response == "declined"


def test_who_is_invited_again_is_not_answered_for_by_an_old_double(db: Db, cast: Cast, session: Session) -> None:
    with clock.fixed_at(LATER):
        reply_from(db, session, cast.seeker, "DECLINED", said_at=LATER)
        fewer = frozenset({cast.provider.id})
        changes.change(db, cast.facilitator, session.id, plan(cast, people=fewer))
        changes.change(db, cast.facilitator, session.id, plan(cast))
        assert invitee(db, session, cast.seeker).response == "needs_action"
        assert reply_from(db, session, cast.seeker, "DECLINED", said_at=LATER).result is Result.OLD
    assert invitee(db, session, cast.seeker).response == "needs_action"


# ---- What does not count


def test_what_is_refused(db: Db, cast: Cast, session: Session) -> None:
    other = scheduled(db, cast, title="Other")
    reply = read(simple(uid=session.uid, who=cast.seeker.email, stamp="20261124T090000Z"))
    unknown = read(simple(uid="none@x", who=cast.seeker.email))
    waiting = read(simple(uid=draft(db, cast).uid, who=cast.seeker.email))

    def applied(part: object, sender: str | None, session_id: int | None) -> Result:
        came = Came(sender=sender, is_sure=True, session_id=session_id, received_at=LATER)
        return calendar_answers.apply(db, part, came).result  # type: ignore[arg-type]

    assert applied(reply, None, session.id) is Result.REFUSED
    assert applied(reply, cast.seeker.email, other.id) is Result.REFUSED
    assert applied(unknown, cast.seeker.email, None) is Result.REFUSED
    assert applied(waiting, cast.seeker.email, None) is Result.REFUSED
    assert invitee(db, session, cast.seeker).response == "needs_action"
    assert requests(db) == []
    assert applied(reply, cast.seeker.email.upper(), None) is Result.COUNTED


@pytest.mark.parametrize(
    ("method", "partstat", "result"),
    [("DECLINECOUNTER", "ACCEPTED", Result.FOR_GUESTS), ("REPLY", "NEEDS-ACTION", Result.NOTHING_TO_DO)],
)
def test_what_asks_for_nothing(
    db: Db, cast: Cast, session: Session, method: str, partstat: str, result: Result
) -> None:
    before = len(mails(db))
    assert reply_from(db, session, cast.seeker, partstat, method=method).result is result
    assert len(mails(db)) == before
    assert invitee(db, session, cast.seeker).response == "needs_action"
    assert requests(db) == []


def test_one_occurrence_of_another_time(db: Db, cast: Cast, session: Session) -> None:
    other = reply_from(db, session, cast.seeker, more="RECURRENCE-ID:20200101T000000Z\n")
    assert (other.result, invitee(db, session, cast.seeker).response) == (Result.OLD, "needs_action")
    this = f"RECURRENCE-ID:{STARTS:%Y%m%dT%H%M%SZ}\n"
    with clock.fixed_at(LATER):
        assert reply_from(db, session, cast.seeker, more=this).result is Result.COUNTED


# ---- What waits for a decision


def test_each_kind_waits_and_changes_nobodys_answer(db: Db, cast: Cast, session: Session) -> None:
    people = frozenset({cast.seeker.id})
    changes.change(db, cast.facilitator, session.id, plan(cast, people=people))  # Chile's is withdrawn
    with clock.fixed_at(LATER):
        queued = [
            reply_from(db, session, cast.teammate),
            reply_from(db, session, cast.seeker, sender=STRANGER),
            reply_from(db, session, cast.seeker, "DELEGATED"),
            reply_from(db, session, cast.provider),
        ]
    assert [outcome.result for outcome in queued] == [Result.QUEUED] * 4
    assert [(each.sender, each.attendee, each.kind) for each in requests(db)] == [
        (cast.teammate.email, cast.teammate.email, "not_invited"),
        (STRANGER, cast.seeker.email, "for_another"),
        (cast.seeker.email, cast.seeker.email, "delegated"),
        (cast.provider.email, cast.provider.email, "withdrawn"),
    ]
    answers = {each.person_id: each.response for each in db.scalars(select(Invitee))}
    assert answers[cast.seeker.id] == answers[cast.provider.id] == "needs_action"
    assert cast.teammate.id not in answers
    assert len(notices(db, cast.facilitator, "sessions/request")) == 1  # gathered while it is unread
    assert notices(db, cast.seeker, "sessions/request") == []


def test_after_the_end_it_waits_too(db: Db, cast: Cast, session: Session) -> None:
    changes.cancel(db, cast.facilitator, session.id, "No quorum.")
    assert reply_from(db, session, cast.seeker).result is Result.QUEUED
    assert [each.kind for each in requests(db)] == ["closed"]
    assert invitee(db, session, cast.seeker).response == "needs_action"


def test_the_newest_of_a_sender_stays_and_their_number_is_bounded(db: Db, cast: Cast, session: Session) -> None:
    with clock.fixed_at(LATER):
        reply_from(db, session, STRANGER, "DECLINED")
        assert reply_from(db, session, STRANGER, "ACCEPTED", said_at=NOW).result is Result.OLD
        (first,) = requests(db)
        assert first.response == "declined"
        for each in range(MOST_REQUESTS - 1):
            assert reply_from(db, session, f"{each}@x.example").result is Result.QUEUED
        assert reply_from(db, session, "more@x.example").result is Result.FULL
        later = LATER + timedelta(minutes=1)
    with clock.fixed_at(later):
        assert reply_from(db, session, STRANGER, "TENTATIVE").result is Result.QUEUED
    assert len(requests(db)) == MOST_REQUESTS
    assert db.get_one(CalendarRequest, first.id).response == "tentative"


def test_a_notice_comes_again_when_the_first_was_read(db: Db, cast: Cast, session: Session) -> None:
    reply_from(db, session, STRANGER)
    (notice,) = notices(db, cast.facilitator, "sessions/request")
    notice.read_at = NOW
    db.flush()
    reply_from(db, session, "other@x.example")
    assert len(notices(db, cast.facilitator, "sessions/request")) == 2
