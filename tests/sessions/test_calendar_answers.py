"""Answers from calendars count as those on the page do, or wait for those who run the session."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.errors import Conflict, Invalid, NotAllowed, NotFound
from peerhub.base.security.audit import AuditEntry
from peerhub.notices.models import Notice
from peerhub.people.models import Person
from peerhub.rooms.models.rooms import Membership
from peerhub.sessions.actions import calendar_answers, calendar_requests, changes, notes, rsvp
from peerhub.sessions.actions.calendar_answers import MOST_REQUESTS, Result
from peerhub.sessions.engines.replies import read
from peerhub.sessions.models import CalendarRequest, Invitee, InviteeNote, Session
from tests.cast import NOW, Cast
from tests.sessions.arrange import STARTS, WALL, draft, invitee, mails, plan, scheduled
from tests.sessions.calendar_answers import reply_from
from tests.sessions.replies import simple

LATER = NOW + timedelta(hours=1)
ALIAS, STRANGER = "j.brown@statistics.example", "colleague@elsewhere.example"


def requests(db: Db) -> list[CalendarRequest]:
    return list(db.scalars(select(CalendarRequest).order_by(CalendarRequest.id)))


def notices(db: Db, person: Person, kind: str) -> list[Notice]:
    return list(db.scalars(select(Notice).where(Notice.person_id == person.id, Notice.kind == kind)))


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
        return calendar_answers.apply(
            db, part, sender=sender, session_id=session_id, received_at=LATER  # type: ignore[arg-type]
        ).result  # fmt: skip

    assert applied(reply, None, session.id) is Result.REFUSED
    assert applied(reply, cast.seeker.email, other.id) is Result.REFUSED
    assert applied(unknown, cast.seeker.email, None) is Result.REFUSED
    assert applied(waiting, cast.seeker.email, None) is Result.REFUSED
    assert invitee(db, session, cast.seeker).response == "needs_action"
    assert requests(db) == []
    assert applied(reply, cast.seeker.email.upper(), None) is Result.COUNTED


@pytest.mark.parametrize(
    ("method", "partstat"), [("REFRESH", "ACCEPTED"), ("DECLINECOUNTER", "ACCEPTED"), ("REPLY", "NEEDS-ACTION")]
)
def test_what_asks_for_nothing(db: Db, cast: Cast, session: Session, method: str, partstat: str) -> None:
    assert reply_from(db, session, cast.seeker, partstat, method=method).result is Result.NOTHING_TO_DO
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
        assert reply_from(db, session, "more@x.example").result is Result.REFUSED
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


# ---- Deciding


def test_inviting_them_too(db: Db, cast: Cast, session: Session) -> None:
    reply_from(db, session, cast.teammate)
    (request,) = requests(db)
    calendar_requests.invite(db, cast.facilitator, session.id, request.id)
    joined = invitee(db, session, cast.teammate)
    assert (joined.response, joined.role, joined.withdrawn_at) == ("accepted", "participant", None)
    (mail,) = [mail for mail in mails(db, "invitation") if mail.recipient == cast.teammate.email]
    assert "PARTSTAT=ACCEPTED" in str(mail.calendar_body).replace("\r\n ", "")
    members = select(Membership.person_id).where(Membership.room_id == session.room_id)
    assert cast.teammate.id in set(db.scalars(members))
    assert requests(db) == []
    changes.change(db, cast.facilitator, session.id, plan(cast, people=frozenset({cast.seeker.id, cast.teammate.id})))
    assert joined.withdrawn_at is None


def test_who_cannot_be_invited(db: Db, cast: Cast, session: Session) -> None:
    for email, why in ((STRANGER, "No account"), (cast.outsider.email, "country"), (cast.closed_account.email, "No account")):  # fmt: skip
        reply_from(db, session, email)
        with pytest.raises(Conflict, match=why):
            calendar_requests.invite(db, cast.facilitator, session.id, requests(db)[-1].id)
    assert len(requests(db)) == 3
    changes.cancel(db, cast.facilitator, session.id, "No quorum.")
    with pytest.raises(Conflict, match="over or cancelled"):
        calendar_requests.invite(db, cast.facilitator, session.id, requests(db)[0].id)


def test_an_answer_to_an_earlier_time_is_not_counted_for_anybody(db: Db, cast: Cast, session: Session) -> None:
    reply_from(db, session, cast.teammate)
    reply_from(db, session, ALIAS)
    moved = plan(cast, wall_start=WALL + timedelta(days=1))
    changes.change(db, cast.facilitator, session.id, moved)
    first, second = requests(db)
    assert calendar_requests.invite(db, cast.facilitator, session.id, first.id).response == "needs_action"
    with pytest.raises(Conflict, match="time of this session"):
        calendar_requests.count(db, cast.facilitator, session.id, second.id, cast.seeker.id)


def test_counting_it_as_somebodys_answer(db: Db, cast: Cast, session: Session) -> None:
    reply_from(db, session, ALIAS, "DECLINED", more="COMMENT:From my other address\n")
    (request,) = requests(db)
    for nobody in (None, cast.outsider.id):
        with pytest.raises(Invalid):
            calendar_requests.count(db, cast.facilitator, session.id, request.id, nobody)
    calendar_requests.count(db, cast.facilitator, session.id, request.id, cast.seeker.id)
    mine = invitee(db, session, cast.seeker)
    assert (mine.response, mine.decline_reason) == ("declined", "From my other address")
    assert requests(db) == []
    written = list(db.scalars(select(AuditEntry.verb).where(AuditEntry.subject == f"session:{session.id}")))
    assert "session.answer_counted" in written


def test_only_those_who_run_the_session_decide(db: Db, cast: Cast, session: Session) -> None:
    reply_from(db, session, cast.teammate)
    (request,) = requests(db)
    other = scheduled(db, cast, title="Other")
    for actor, error in ((cast.seeker, NotAllowed), (cast.outsider, NotFound)):
        with pytest.raises(error):
            calendar_requests.dismiss(db, actor, session.id, request.id)
        with pytest.raises(error):
            calendar_requests.invite(db, actor, session.id, request.id)
        with pytest.raises(error):
            calendar_requests.count(db, actor, session.id, request.id, cast.seeker.id)
    with pytest.raises(NotFound):
        calendar_requests.dismiss(db, cast.facilitator, other.id, request.id)
    calendar_requests.dismiss(db, cast.facilitator, session.id, request.id)
    assert requests(db) == []
    with pytest.raises(NotFound):
        calendar_requests.dismiss(db, cast.facilitator, session.id, request.id)


# ---- New times

PROPOSED = "DTSTART:20261209T130000Z\nDTEND:20261209T140000Z\n"


def test_a_proposed_time_waits_and_its_answer_counts(db: Db, cast: Cast, session: Session) -> None:
    with clock.fixed_at(LATER):
        proposed = reply_from(db, session, cast.seeker, "TENTATIVE", method="COUNTER", more=PROPOSED)
    assert proposed.result is Result.QUEUED
    (request,) = requests(db)
    assert (request.kind, request.starts_at, request.ends_at) == (
        "new_time", STARTS + timedelta(days=1), STARTS + timedelta(days=1, hours=1),
    )  # fmt: skip
    assert invitee(db, session, cast.seeker).response == "tentative"
    changes.change(db, cast.facilitator, session.id, plan(cast, title="Only words"))
    assert len(requests(db)) == 1
    changes.change(db, cast.facilitator, session.id, plan(cast, wall_start=WALL + timedelta(days=1)))
    assert requests(db) == []


def test_who_proposes_another_time_does_not_accept_this_one(db: Db, cast: Cast, session: Session) -> None:
    with clock.fixed_at(LATER):
        reply_from(db, session, cast.seeker, "ACCEPTED", method="COUNTER", more=PROPOSED)
        assert invitee(db, session, cast.seeker).response == "needs_action"
        old = reply_from(db, session, cast.provider, method="COUNTER", sequence=None, said_at=NOW - timedelta(1))
    assert old.result is Result.OLD


# ---- Notes


def note(db: Db, session: Session, person: Person, text: str, message: str) -> InviteeNote | None:
    return notes.keep_note(
        db, session.id, person.id, text, message_id=f"<{message}@x>", written_at=NOW
    )  # fmt: skip


def test_notes_are_kept_once_and_bounded(db: Db, cast: Cast, session: Session) -> None:
    kept = note(db, session, cast.seeker, " I come late.\r\nSorry\u202e! ", "a")
    assert kept
    assert kept.text == "I come late.\nSorry!"
    assert note(db, session, cast.seeker, "I come late.", "a") is None
    assert note(db, session, cast.seeker, " \u200b ", "b") is None
    assert note(db, session, cast.outsider, "Me too", "c") is None
    long = note(db, session, cast.seeker, "x" * 9_000, "d")
    assert long
    assert len(long.text) == notes.LONGEST_NOTE
    assert long.text.endswith("…")
    for each in range(notes.MOST_NOTES - 2):
        assert note(db, session, cast.seeker, "Again", str(each))
    assert note(db, session, cast.seeker, "Again", "too many") is None
    assert note(db, session, cast.provider, "Others may", "e")
    assert len(notices(db, cast.facilitator, "sessions/note")) == 1


def test_only_those_who_run_the_session_delete_notes(db: Db, cast: Cast, session: Session) -> None:
    kept = note(db, session, cast.seeker, "I come late.", "a")
    assert kept
    for actor, error in ((cast.provider, NotAllowed), (cast.outsider, NotFound)):
        with pytest.raises(error):
            notes.delete(db, actor, session.id, kept.id)
    with pytest.raises(NotFound):
        notes.delete(db, cast.facilitator, scheduled(db, cast, title="Other").id, kept.id)
    notes.delete(db, cast.facilitator, session.id, kept.id)
    assert list(db.scalars(select(InviteeNote))) == []
