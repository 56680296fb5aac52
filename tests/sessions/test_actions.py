"""Verbs of sessions: what they change, whom they tell, and what they refuse."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from peerhub.base import clock
from peerhub.base.database import Db
from peerhub.base.errors import Conflict, Invalid, NotAllowed, NotFound
from peerhub.base.mail.models import DROPPED, SENT, WAITING, OutgoingMail
from peerhub.notices.models import Notice
from peerhub.people.models import Person
from peerhub.rooms.models import Membership
from peerhub.sessions import access, actions
from peerhub.sessions.actions import AgendaLine
from peerhub.sessions.models import Invitee, Reminder, Session
from peerhub.sessions.rules.feeds import MOST_FEEDS
from tests.cast import Cast
from tests.conftest import NOW
from tests.sessions.arrange import STARTS, WALL, draft, make_facilitator, plan, scheduled


def mails(db: Db, kind: str = "", state: str = "") -> list[OutgoingMail]:
    found = db.scalars(select(OutgoingMail).order_by(OutgoingMail.id).execution_options(populate_existing=True))
    return [mail for mail in found if kind in mail.kind and state in mail.state]


def deliver(db: Db) -> None:
    db.execute(update(OutgoingMail).where(OutgoingMail.state == WAITING).values(state=SENT, tries=1))


def invitee(db: Db, session: Session, person: Person) -> Invitee:
    return db.get_one(Invitee, (session.id, person.id))


# ---- Writing down


def test_a_draft_tells_nobody(db: Db, cast: Cast) -> None:
    session = draft(db, cast)
    assert (session.state, session.sequence, session.starts_at) == ("draft", 0, STARTS)
    assert (session.wall_start, session.zone) == ("2026-12-08T14:00", "Europe/Paris")
    assert mails(db) == []
    roles = {each.person_id: each.role for each in db.scalars(select(Invitee))}
    assert roles == {
        cast.facilitator.id: "facilitator",
        cast.seeker.id: "participant",
        cast.provider.id: "speaker",
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"kind": "party"}, "kind"),
        ({"minutes": 4}, "minutes"),
        ({"minutes": 481}, "minutes"),
        ({"join_link": "http://meet.example"}, "join_link"),
        ({"join_link": "https://a b"}, "join_link"),
        ({"join_link": "javascript:alert(1)"}, "join_link"),
        ({"join_link": "https://bank.example@evil.example/"}, "join_link"),
        ({"join_link": "https://[::1"}, "join_link"),
        ({"facilitators": frozenset()}, "facilitators"),
        ({"countries": {"JM": "rules"}}, "countries"),
        ({"agenda": (AgendaLine(0, "Nothing"),)}, "agenda"),
        ({"agenda": (AgendaLine(10, ""),)}, "agenda"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"wall_start": WALL.replace(month=11, day=24, hour=13)}, "date"),
        ({"wall_start": WALL.replace(year=2027, month=3, day=28, hour=2, minute=30)}, "date"),
        ({"wall_start": WALL.replace(year=2027, month=10, day=31, hour=2, minute=30)}, "which"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field(db: Db, cast: Cast, changes: Any, field: str) -> None:
    make_facilitator(db, cast.facilitator)
    with pytest.raises(Invalid) as refusal:
        actions.create_draft(db, cast.facilitator, plan(cast, **changes))
    assert list(refusal.value.problems) == [field]
    assert refusal.value.problems[field]


def test_a_time_that_comes_twice_is_settled_by_which(db: Db, cast: Cast) -> None:
    twice = WALL.replace(year=2027, month=10, day=31, hour=2, minute=30)
    first = draft(db, cast, wall_start=twice, which="first")
    second = actions.create_draft(db, cast.facilitator, plan(cast, wall_start=twice, which="second"))
    assert second.starts_at - first.starts_at == timedelta(hours=1)


def test_only_those_who_bring_countries_together_schedule(db: Db, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.create_draft(db, cast.seeker, plan(cast))
    by_secretariat = plan(cast, facilitators=frozenset({cast.secretariat.id}))
    assert actions.create_draft(db, cast.secretariat, by_secretariat).state == "draft"
    with pytest.raises(Invalid):
        actions.create_draft(db, cast.secretariat, plan(cast, facilitators=frozenset({cast.seeker.id})))


def test_people_of_countries_that_are_not_invited_and_closed_accounts_are_left_out(db: Db, cast: Cast) -> None:
    session = draft(db, cast, people=frozenset({cast.outsider.id, cast.closed_account.id, cast.seeker.id}))
    people = set(db.scalars(select(Invitee.person_id).where(Invitee.session_id == session.id)))
    assert people == {cast.facilitator.id, cast.seeker.id}


def test_a_draft_can_be_changed_and_thrown_away(db: Db, cast: Cast) -> None:
    session = draft(db, cast)
    changed = actions.change_session(
        db, cast.facilitator, session.id, plan(cast, minutes=60, people=frozenset({cast.teammate.id}))
    )
    assert (changed.minutes, changed.sequence) == (60, 0)
    assert set(db.scalars(select(Invitee.person_id))) == {cast.facilitator.id, cast.teammate.id}
    actions.withdraw(db, cast.facilitator, session.id, cast.teammate.id)
    actions.delete_draft(db, cast.facilitator, session.id)
    assert db.scalars(select(Session)).all() == []
    assert mails(db) == []


def test_invitations_that_are_out_are_not_deleted(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    with pytest.raises(Conflict):
        actions.delete_draft(db, cast.facilitator, session.id)


# ---- Sending


def test_sending_invites_everybody_once_and_opens_the_room(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    actions.send_invitations(db, cast.facilitator, session.id)
    sent = mails(db, "sessions/invitation", WAITING)
    assert {mail.recipient for mail in sent} == {cast.facilitator.email, cast.seeker.email, cast.provider.email}
    assert len(sent) == 3
    assert {mail.calendar_method for mail in sent} == {"REQUEST"}
    assert {mail.stream for mail in sent} == {f"session:{session.id}:{each}" for each in _ids(cast)}
    assert session.state == "scheduled"
    members = {
        row.person_id: row.role for row in db.scalars(select(Membership).where(Membership.room_id == session.room_id))
    }
    assert members == {
        cast.facilitator.id: "facilitator",
        cast.seeker.id: "member",
        cast.provider.id: "member",
    }
    told = set(db.scalars(select(Notice.person_id).where(Notice.kind == "sessions/invited")))
    assert told == {cast.seeker.id, cast.provider.id}


def _ids(cast: Cast) -> tuple[int, int, int]:
    return cast.facilitator.id, cast.seeker.id, cast.provider.id


def test_whoever_sends_comes(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    assert invitee(db, session, cast.facilitator).response == "accepted"
    assert invitee(db, session, cast.seeker).response == "needs_action"


def test_a_session_without_guests_or_in_the_past_is_not_sent(db: Db, cast: Cast) -> None:
    lonely = draft(db, cast, people=frozenset())
    with pytest.raises(Invalid):
        actions.send_invitations(db, cast.facilitator, lonely.id)
    late = actions.create_draft(db, cast.facilitator, plan(cast))
    with clock.held(STARTS), pytest.raises(Invalid):
        actions.send_invitations(db, cast.facilitator, late.id)


# ---- Answering


def test_answers_can_change_and_the_same_one_twice_is_one(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    said = []
    for minutes, answer in enumerate(("accepted", "accepted", "declined")):
        with clock.held(STARTS - timedelta(days=1) + timedelta(minutes=minutes)):
            said.append(actions.respond(db, cast.seeker, session.id, answer).responded_at)
    assert invitee(db, session, cast.seeker).response == "declined"
    assert (said[0] == said[1], said[1] == said[2]) == (True, False)


def test_a_link_in_a_mail_answers_for_its_own_person_only(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    token = access.invitation_path(db, session.id, cast.provider.id).rpartition("/")[2]
    actions.respond_from_mail(db, token, "tentative")
    assert invitee(db, session, cast.provider).response == "tentative"
    assert invitee(db, session, cast.seeker).response == "needs_action"
    with pytest.raises(NotFound):
        actions.respond_from_mail(db, token[:-2] + "xx", "accepted")
    with pytest.raises(Invalid):
        actions.respond_from_mail(db, token, "needs_action")


def test_no_answer_after_the_end_after_cancelling_after_withdrawing(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    token = access.invitation_path(db, session.id, cast.provider.id).rpartition("/")[2]
    with clock.held(STARTS + timedelta(minutes=89)):
        actions.respond_from_mail(db, token, "accepted")
    with clock.held(STARTS + timedelta(minutes=90)), pytest.raises(Conflict):
        actions.respond_from_mail(db, token, "declined")
    actions.withdraw(db, cast.facilitator, session.id, cast.provider.id)
    with pytest.raises(Conflict, match="withdrawn"):
        actions.respond_from_mail(db, token, "declined")
    actions.cancel_session(db, cast.facilitator, session.id, "The ministry is closed that day.")
    with pytest.raises(Conflict, match="cancelled"):
        actions.respond(db, cast.seeker, session.id, "accepted")


def test_nobody_accepts_a_time_that_they_have_not_seen(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    actions.change_session(db, cast.facilitator, session.id, plan(cast, wall_start=WALL + timedelta(days=1)))
    with pytest.raises(Conflict, match="just changed"):
        actions.respond(db, cast.seeker, session.id, "accepted", seen=0)
    assert actions.respond(db, cast.seeker, session.id, "accepted", seen=1).response == "accepted"


def test_only_the_invited_answer(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    with pytest.raises(NotFound):
        actions.respond(db, cast.teammate, session.id, "accepted")


# ---- Changing


def test_new_words_keep_answers_and_sequence(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    actions.respond(db, cast.seeker, session.id, "accepted")
    deliver(db)
    before = session.changed_at
    actions.change_session(db, cast.facilitator, session.id, plan(cast, title="Catalogue identifiers"))
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
    actions.change_session(db, cast.facilitator, session.id, plan(cast, join_link="https://meet.example/other"))
    assert mails(db, state=WAITING) == []


def test_a_new_time_asks_everybody_again(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    actions.respond(db, cast.seeker, session.id, "accepted")
    deliver(db)
    actions.change_session(db, cast.facilitator, session.id, plan(cast, wall_start=WALL + timedelta(days=1)))
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
    actions.change_session(db, cast.facilitator, session.id, plan(cast, minutes=60))
    assert session.sequence == 1


def test_an_unsent_invitation_is_replaced_and_stays_an_invitation(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    actions.change_session(db, cast.facilitator, session.id, plan(cast, wall_start=WALL + timedelta(days=1)))
    actions.change_session(
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
    actions.change_session(db, cast.facilitator, session.id, plan(cast, people=people))
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


def test_somebody_withdrawn_can_be_asked_anew(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    deliver(db)
    actions.withdraw(db, cast.facilitator, session.id, cast.provider.id)
    assert access.invitee_of(db, cast.provider, session) is None
    deliver(db)
    actions.change_session(db, cast.facilitator, session.id, plan(cast))
    assert [mail.kind for mail in mails(db, state=WAITING)] == ["sessions/invitation"]
    assert invitee(db, session, cast.provider).withdrawn_at is None


def test_the_last_facilitator_stays(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    with pytest.raises(Conflict):
        actions.withdraw(db, cast.facilitator, session.id, cast.facilitator.id)
    with pytest.raises(NotFound):
        actions.withdraw(db, cast.facilitator, session.id, cast.outsider.id)


def test_a_session_is_not_moved_into_the_past(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    with pytest.raises(Invalid):
        actions.change_session(db, cast.facilitator, session.id, plan(cast, wall_start=WALL - timedelta(days=30)))


# ---- Cancelling


def test_cancelling_tells_everybody_who_may_have_heard_of_it(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    actions.respond(db, cast.seeker, session.id, "declined")
    deliver(db)
    actions.cancel_session(db, cast.facilitator, session.id, "The ministry is closed that day.")
    told = mails(db, "sessions/cancelled", WAITING)
    assert {mail.recipient for mail in told} == {cast.facilitator.email, cast.seeker.email, cast.provider.email}
    assert session.sequence == 1
    assert all("STATUS:CANCELLED" in _unfolded(mail) and "SEQUENCE:1" in _unfolded(mail) for mail in told)
    assert db.scalars(select(Reminder)).all() == []
    with pytest.raises(Conflict):
        actions.change_session(db, cast.facilitator, session.id, plan(cast))
    with pytest.raises(Conflict):
        actions.send_invitations(db, cast.facilitator, session.id)


def test_what_was_never_sent_is_dropped_with_its_cancelling(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    actions.cancel_session(db, cast.facilitator, session.id, "A mistake.")
    assert {mail.state for mail in mails(db)} == {DROPPED}


def test_an_invitation_that_was_tried_may_have_arrived(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    db.execute(update(OutgoingMail).where(OutgoingMail.recipient == cast.seeker.email).values(tries=1))
    actions.cancel_session(db, cast.facilitator, session.id, "A mistake.")
    assert [mail.recipient for mail in mails(db, state=WAITING)] == [cast.seeker.email]


@pytest.mark.parametrize("reason", ["", "x" * 501])
def test_cancelling_needs_a_reason(db: Db, cast: Cast, reason: str) -> None:
    session = scheduled(db, cast)
    with pytest.raises(Invalid):
        actions.cancel_session(db, cast.facilitator, session.id, reason)


def test_only_those_who_run_it_act_on_a_session(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    for actor, refusal in ((cast.seeker, NotAllowed), (cast.teammate, NotAllowed), (cast.outsider, NotFound)):
        for verb in (
            lambda who: actions.send_invitations(db, who, session.id),
            lambda who: actions.change_session(db, who, session.id, plan(cast)),
            lambda who: actions.withdraw(db, who, session.id, cast.provider.id),
            lambda who: actions.cancel_session(db, who, session.id, "No."),
            lambda who: actions.end_session(db, who, session.id),
            lambda who: actions.note_attendance(db, who, session.id, ()),
            lambda who: actions.save_minutes(db, who, session.id, "x", publish=True),
            lambda who: actions.delete_draft(db, who, session.id),
        ):
            with pytest.raises(refusal):
                verb(actor)
    assert actions.cancel_session(db, cast.secretariat, session.id, "No quorum.").state == "cancelled"


# ---- While it takes place, and after


def test_joining_notes_who_came_from_a_quarter_hour_before_to_the_end(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    token = access.invitation_path(db, session.id, cast.provider.id).rpartition("/")[2]
    for moment in (STARTS - timedelta(minutes=16), STARTS + timedelta(minutes=90)):
        with clock.held(moment), pytest.raises(Conflict):
            actions.join(db, cast.seeker, session.id)
    with clock.held(STARTS - timedelta(minutes=15)):
        assert actions.join(db, cast.seeker, session.id) == "https://meet.example/room"
        assert actions.join_from_mail(db, token) == "https://meet.example/room"
        with pytest.raises(NotFound):
            actions.join(db, cast.teammate, session.id)
    assert invitee(db, session, cast.seeker).attended is True
    assert invitee(db, session, cast.provider).attended is True


def test_a_session_without_a_link_says_so(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast, join_link="")
    with clock.held(STARTS), pytest.raises(Conflict, match="no link"):
        actions.join(db, cast.seeker, session.id)
    actions.withdraw(db, cast.facilitator, session.id, cast.provider.id)
    token = access.invitation_path(db, session.id, cast.provider.id).rpartition("/")[2]
    with clock.held(STARTS), pytest.raises(Conflict, match="over"):
        actions.join_from_mail(db, token)


def test_a_facilitator_ends_what_has_begun(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    with pytest.raises(Conflict):
        actions.end_session(db, cast.facilitator, session.id)
    with clock.held(STARTS + timedelta(minutes=30)):
        actions.end_session(db, cast.facilitator, session.id)
        actions.end_session(db, cast.facilitator, session.id)
    assert session.state == "ended"
    assert [type(fact).__name__ for fact in db.info["facts"]].count("SessionEnded") == 1


def took_part(db: Db, session: Session) -> set[int]:
    return set(db.scalars(select(Invitee.person_id).where(Invitee.session_id == session.id, access.came())))


def test_who_accepted_came_unless_somebody_says_otherwise(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    actions.respond(db, cast.seeker, session.id, "accepted")
    assert took_part(db, session) == {cast.facilitator.id, cast.seeker.id}
    with pytest.raises(Conflict):
        actions.note_attendance(db, cast.facilitator, session.id, {cast.provider.id})
    with clock.held(STARTS):
        actions.note_attendance(db, cast.facilitator, session.id, {cast.provider.id, 999})
    assert took_part(db, session) == {cast.provider.id}


def test_minutes_are_told_once(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    with pytest.raises(Invalid):
        actions.save_minutes(db, cast.facilitator, session.id, "", publish=True)
    with pytest.raises(Invalid):
        actions.save_minutes(db, cast.facilitator, session.id, "x" * 10_001, publish=False)
    actions.save_minutes(db, cast.facilitator, session.id, "**Agreed**", publish=False)
    assert session.notes_published_at is None
    for text in ("**Agreed**", "**Agreed** again"):
        actions.save_minutes(db, cast.facilitator, session.id, text, publish=True)
    assert "<strong>Agreed</strong> again" in session.notes_html
    assert len(db.scalars(select(Notice).where(Notice.kind == "sessions/minutes")).all()) == 2


def test_a_draft_has_no_minutes(db: Db, cast: Cast) -> None:
    session = draft(db, cast)
    with pytest.raises(Conflict):
        actions.save_minutes(db, cast.facilitator, session.id, "x", publish=False)
    with pytest.raises(Conflict):
        actions.cancel_session(db, cast.facilitator, session.id, "x")


def test_feeds_are_ones_own(db: Db, cast: Cast) -> None:
    feed = actions.create_feed(db, cast.seeker)
    with pytest.raises(NotFound):
        actions.revoke_feed(db, cast.teammate, feed.id)
    actions.revoke_feed(db, cast.seeker, feed.id)
    assert feed.revoked_at == NOW == datetime(2026, 11, 24, 13, tzinfo=UTC)


def test_nobody_has_more_than_ten_calendar_addresses(db: Db, cast: Cast) -> None:
    made = [actions.create_feed(db, cast.seeker) for _number in range(MOST_FEEDS)]
    with pytest.raises(Conflict, match="You have 10 calendar addresses"):
        actions.create_feed(db, cast.seeker)
    actions.create_feed(db, cast.teammate)
    actions.revoke_feed(db, cast.seeker, made[0].id)
    actions.create_feed(db, cast.seeker)
