"""Those who run a session decide about answers that do not count by themselves, about new times, and about notes."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.errors import Conflict, Invalid, NotAllowed, NotFound
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.security.audit import AuditEntry
from peerhub.people.models import Person
from peerhub.rooms.models.rooms import Membership
from peerhub.sessions.actions import calendar_answers, calendar_requests, changes, notes
from peerhub.sessions.actions.calendar_answers import Result
from peerhub.sessions.models import InviteeNote, Session
from tests.cast import NOW, Cast
from tests.sessions.arrange import STARTS, WALL, invitee, mails, plan, scheduled
from tests.sessions.calendar_answers import ALIAS, LATER, PROPOSED, STRANGER, notices, reply_from, requests


@pytest.fixture
def session(db: Db, cast: Cast) -> Session:
    return scheduled(db, cast)


# ---- Deciding


def test_inviting_them_too(db: Db, cast: Cast, session: Session) -> None:
    reply_from(db, session, cast.teammate)
    (request,) = requests(db)
    calendar_requests.invite(db, cast.facilitator, session.id, request.mark)
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
            calendar_requests.invite(db, cast.facilitator, session.id, requests(db)[-1].mark)
    assert len(requests(db)) == 3
    changes.cancel(db, cast.facilitator, session.id, "No quorum.")
    with pytest.raises(Conflict, match="over or cancelled"):
        calendar_requests.invite(db, cast.facilitator, session.id, requests(db)[0].mark)


def test_an_answer_to_an_earlier_time_is_not_counted_for_anybody(db: Db, cast: Cast, session: Session) -> None:
    reply_from(db, session, cast.teammate)
    reply_from(db, session, ALIAS)
    moved = plan(cast, wall_start=WALL + timedelta(days=1))
    changes.change(db, cast.facilitator, session.id, moved)
    first, second = requests(db)
    assert calendar_requests.invite(db, cast.facilitator, session.id, first.mark).response == "needs_action"
    with pytest.raises(Conflict, match="time of this session"):
        calendar_requests.count(db, cast.facilitator, session.id, second.mark, cast.seeker.id)


def test_counting_it_as_somebodys_answer(db: Db, cast: Cast, session: Session) -> None:
    reply_from(db, session, ALIAS, "DECLINED", more="COMMENT:From my other address\n")
    (request,) = requests(db)
    for nobody in (None, cast.outsider.id):
        with pytest.raises(Invalid):
            calendar_requests.count(db, cast.facilitator, session.id, request.mark, nobody)
    calendar_requests.count(db, cast.facilitator, session.id, request.mark, cast.seeker.id)
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
            calendar_requests.dismiss(db, actor, session.id, request.mark)
        with pytest.raises(error):
            calendar_requests.invite(db, actor, session.id, request.mark)
        with pytest.raises(error):
            calendar_requests.count(db, actor, session.id, request.mark, cast.seeker.id)
    with pytest.raises(NotFound):
        calendar_requests.dismiss(db, cast.facilitator, other.id, request.mark)
    calendar_requests.dismiss(db, cast.facilitator, session.id, request.mark)
    assert requests(db) == []
    with pytest.raises(NotFound):
        calendar_requests.dismiss(db, cast.facilitator, session.id, request.mark)


# ---- New times


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
    invitee(db, session, cast.seeker).withdrawn_at = NOW
    assert note(db, session, cast.seeker, "Still", "w") is None
    invitee(db, session, cast.seeker).withdrawn_at = None
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


def test_nothing_that_anybody_may_have_written_takes_the_place_of_an_answer(
    db: Db, cast: Cast, session: Session
) -> None:
    reply_from(db, session, cast.teammate, "ACCEPTED")
    for _again in range(2):
        reply_from(db, session, cast.teammate, "DECLINED", is_sure=False)
    reply_from(db, session, cast.teammate, "TENTATIVE", is_sure=False)
    assert [(each.response, each.is_sure) for each in requests(db)] == [
        ("accepted", True), ("declined", False), ("tentative", False),
    ]  # fmt: skip
    with clock.fixed_at(NOW + timedelta(hours=1)):
        reply_from(db, session, cast.teammate, "DECLINED")
    assert [each.response for each in requests(db)] == ["declined", "declined", "tentative"]
    unsure = requests(db)[-1]
    assert calendar_requests.invite(db, cast.facilitator, session.id, unsure.mark).response == "needs_action"


def test_many_that_anybody_may_have_written_keep_out_no_other(db: Db, cast: Cast, session: Session) -> None:
    for number in range(calendar_answers.MOST_REQUESTS + 2):
        reply_from(db, session, f"{number}@crowd.example", is_sure=False)
    assert len(requests(db)) == calendar_answers.MOST_REQUESTS
    assert reply_from(db, session, cast.teammate).result is Result.QUEUED


def test_who_perhaps_proposed_no_other_time_is_not_told_that_it_stays(db: Db, cast: Cast, session: Session) -> None:
    reply_from(db, session, cast.seeker, method="COUNTER", more=PROPOSED, is_sure=False)
    (request,) = requests(db)
    assert (request.kind, request.is_sure) == ("new_time", False)
    assert not calendar_requests.dismiss(db, cast.facilitator, session.id, request.mark)
    assert db.scalars(select(OutgoingMail.kind).where(OutgoingMail.kind == "sessions/kept")).all() == []
