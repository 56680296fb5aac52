"""Changing and cancelling a session whose invitations are out: who hears of it, and what stays."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from peerhub.base.database.engine import Db
from peerhub.base.errors import Conflict, Invalid, NotFound
from peerhub.base.mail.models import DROPPED, WAITING, OutgoingMail
from peerhub.notices.models import Notice
from peerhub.rooms.models.rooms import Membership
from peerhub.sessions import access
from peerhub.sessions.actions import changes, invitations, rsvp
from peerhub.sessions.models import Reminder
from tests.cast import Cast
from tests.sessions.arrange import STARTS, WALL, deliver, invitee, mails, plan, scheduled

# ---- Changing


def test_new_words_keep_answers_and_sequence(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    rsvp.respond(db, cast.seeker, session.id, "accepted")
    deliver(db)
    before = session.changed_at
    changes.change(db, cast.facilitator, session.id, plan(cast, title="Catalogue identifiers"))
    told = mails(db, "sessions/updated", WAITING)
    assert len(told) == 3
    assert session.sequence == 0
    assert session.changed_at > before
    mine = next(mail for mail in told if mail.recipient == cast.seeker.email)
    assert "PARTSTAT=ACCEPTED" in _unfolded(mine)
    assert invitee(db, session, cast.seeker).response == "accepted"


def _unfolded(mail: OutgoingMail) -> str:
    return (mail.calendar_body or "").replace("\r\n ", "")


def test_what_no_mail_shows_changes_silently(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    deliver(db)
    changes.change(db, cast.facilitator, session.id, plan(cast, join_link="https://meet.example/other"))
    assert mails(db, state=WAITING) == []


def test_a_new_time_asks_everybody_again(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    rsvp.respond(db, cast.seeker, session.id, "accepted")
    deliver(db)
    changes.change(db, cast.facilitator, session.id, plan(cast, wall_start=WALL + timedelta(days=1)))
    told = mails(db, "sessions/moved", WAITING)
    assert len(told) == 3
    assert session.sequence == 1
    assert invitee(db, session, cast.seeker).response == "needs_action"
    assert invitee(db, session, cast.facilitator).response == "accepted"
    assert {mail.data["before"] for mail in told} == {STARTS.isoformat()}
    assert {each.starts_at for each in db.scalars(select(Reminder))} == {STARTS + timedelta(days=1)}
    assert all("SEQUENCE:1" in _unfolded(mail) for mail in told)


def test_a_new_length_is_a_new_time(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    changes.change(db, cast.facilitator, session.id, plan(cast, minutes=60))
    assert session.sequence == 1


def test_an_unsent_invitation_is_replaced_and_stays_an_invitation(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    changes.change(db, cast.facilitator, session.id, plan(cast, wall_start=WALL + timedelta(days=1)))
    changes.change(
        db, cast.facilitator, session.id, plan(cast, title="Other words", wall_start=WALL + timedelta(days=1))
    )
    assert len(mails(db, state=DROPPED)) == 6
    left = mails(db, state=WAITING)
    assert {mail.kind for mail in left} == {"sessions/invitation"}
    assert all("SEQUENCE:1" in _unfolded(mail) and "SUMMARY:Other words" in _unfolded(mail) for mail in left)


def test_people_who_join_later_are_invited_and_those_who_leave_hear_only_of_themselves(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    deliver(db)
    people = frozenset({cast.seeker.id, cast.teammate.id})
    changes.change(db, cast.facilitator, session.id, plan(cast, people=people))
    waiting = mails(db, state=WAITING)
    assert {(mail.kind, mail.recipient) for mail in waiting} == {
        ("sessions/withdrawn", cast.provider.email),
        ("sessions/invitation", cast.teammate.email),
    }
    withdrawn = next(mail for mail in waiting if mail.kind == "sessions/withdrawn")
    assert withdrawn.calendar_method == "CANCEL"
    assert "STATUS" not in _unfolded(withdrawn)
    members = set(db.scalars(select(Membership.person_id).where(Membership.room_id == session.room_id)))
    assert members == {cast.facilitator.id, cast.seeker.id, cast.teammate.id}


def test_people_who_join_later_find_one_line_in_the_bell(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    people = frozenset({cast.seeker.id, cast.provider.id, cast.teammate.id})
    changes.change(db, cast.facilitator, session.id, plan(cast, people=people))
    changes.change(db, cast.facilitator, session.id, plan(cast, people=people, wall_start=WALL + timedelta(days=1)))
    assert _kinds(db, cast.teammate.id) == ["sessions/invited", "sessions/moved"]
    later = people | {cast.secretariat.id}
    changes.change(db, cast.facilitator, session.id, plan(cast, people=later, wall_start=WALL + timedelta(days=2)))
    assert _kinds(db, cast.secretariat.id) == ["sessions/invited"]
    assert _kinds(db, cast.seeker.id) == ["sessions/invited", "sessions/moved", "sessions/moved"]
    assert _kinds(db, cast.facilitator.id) == []


def _kinds(db: Db, person_id: int) -> list[str]:
    return list(db.scalars(select(Notice.kind).where(Notice.person_id == person_id).order_by(Notice.id)))


def test_somebody_withdrawn_can_be_asked_anew(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    deliver(db)
    changes.withdraw(db, cast.facilitator, session.id, cast.provider.id)
    assert access.invitee_of(db, cast.provider, session) is None
    deliver(db)
    changes.change(db, cast.facilitator, session.id, plan(cast))
    assert [mail.kind for mail in mails(db, state=WAITING)] == ["sessions/invitation"]
    assert invitee(db, session, cast.provider).withdrawn_at is None


def test_the_last_facilitator_stays(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    with pytest.raises(Conflict):
        changes.withdraw(db, cast.facilitator, session.id, cast.facilitator.id)
    with pytest.raises(NotFound):
        changes.withdraw(db, cast.facilitator, session.id, cast.outsider.id)


def test_a_session_is_not_moved_into_the_past(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    with pytest.raises(Invalid):
        changes.change(db, cast.facilitator, session.id, plan(cast, wall_start=WALL - timedelta(days=30)))


# ---- Cancelling


def test_cancelling_tells_everybody_who_may_have_heard_of_it(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    rsvp.respond(db, cast.seeker, session.id, "declined")
    deliver(db)
    changes.cancel(db, cast.facilitator, session.id, "The ministry is closed that day.")
    told = mails(db, "sessions/cancelled", WAITING)
    assert {mail.recipient for mail in told} == {cast.facilitator.email, cast.seeker.email, cast.provider.email}
    assert session.sequence == 1
    assert all("STATUS:CANCELLED" in _unfolded(mail) and "SEQUENCE:1" in _unfolded(mail) for mail in told)
    assert db.scalars(select(Reminder)).all() == []
    with pytest.raises(Conflict):
        changes.change(db, cast.facilitator, session.id, plan(cast))
    with pytest.raises(Conflict):
        invitations.send(db, cast.facilitator, session.id)


def test_what_was_never_sent_is_dropped_with_its_cancelling(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    changes.cancel(db, cast.facilitator, session.id, "A mistake.")
    assert {mail.state for mail in mails(db)} == {DROPPED}


def test_an_invitation_of_which_nobody_knows_may_have_arrived(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    db.execute(update(OutgoingMail).where(OutgoingMail.recipient == cast.seeker.email).values(tries=1, unsure=True))
    changes.cancel(db, cast.facilitator, session.id, "A mistake.")
    assert [mail.recipient for mail in mails(db, state=WAITING)] == [cast.seeker.email]


@pytest.mark.parametrize("reason", ["", "x" * 501])
def test_cancelling_needs_a_reason(db: Db, cast: Cast, reason: str) -> None:
    session = scheduled(db, cast)
    with pytest.raises(Invalid):
        changes.cancel(db, cast.facilitator, session.id, reason)
