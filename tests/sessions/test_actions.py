"""Verbs of sessions: what they change, whom they tell, and what they refuse."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.errors import Conflict, Invalid, NotAllowed, NotFound
from peerhub.base.mail.models import WAITING
from peerhub.notices.models import Notice
from peerhub.rooms.models.rooms import Membership
from peerhub.sessions import access
from peerhub.sessions.actions import attendance, changes, drafts, ending, invitations, rsvp
from peerhub.sessions.actions import minutes as minutes_actions
from peerhub.sessions.actions.plans import AgendaLine
from peerhub.sessions.models import Invitee, Session
from tests.cast import Cast
from tests.sessions.arrange import STARTS, WALL, draft, invitee, mails, make_facilitator, plan, scheduled

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
        drafts.create(db, cast.facilitator, plan(cast, **changes))
    assert list(refusal.value.problems) == [field]
    assert refusal.value.problems[field]


def test_a_time_that_comes_twice_is_settled_by_which(db: Db, cast: Cast) -> None:
    twice = WALL.replace(year=2027, month=10, day=31, hour=2, minute=30)
    first = draft(db, cast, wall_start=twice, which="first")
    second = drafts.create(db, cast.facilitator, plan(cast, wall_start=twice, which="second"))
    assert second.starts_at - first.starts_at == timedelta(hours=1)


def test_only_those_who_bring_countries_together_schedule(db: Db, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        drafts.create(db, cast.seeker, plan(cast))
    by_secretariat = plan(cast, facilitators=frozenset({cast.secretariat.id}))
    assert drafts.create(db, cast.secretariat, by_secretariat).state == "draft"
    with pytest.raises(Invalid):
        drafts.create(db, cast.secretariat, plan(cast, facilitators=frozenset({cast.seeker.id})))


def test_people_of_countries_that_are_not_invited_and_closed_accounts_are_left_out(db: Db, cast: Cast) -> None:
    session = draft(db, cast, people=frozenset({cast.outsider.id, cast.closed_account.id, cast.seeker.id}))
    people = set(db.scalars(select(Invitee.person_id).where(Invitee.session_id == session.id)))
    assert people == {cast.facilitator.id, cast.seeker.id}


def test_a_draft_can_be_changed_and_thrown_away(db: Db, cast: Cast) -> None:
    session = draft(db, cast)
    changed = changes.change(
        db, cast.facilitator, session.id, plan(cast, minutes=60, people=frozenset({cast.teammate.id}))
    )
    assert (changed.minutes, changed.sequence) == (60, 0)
    assert set(db.scalars(select(Invitee.person_id))) == {cast.facilitator.id, cast.teammate.id}
    changes.withdraw(db, cast.facilitator, session.id, cast.teammate.id)
    drafts.delete(db, cast.facilitator, session.id)
    assert db.scalars(select(Session)).all() == []
    assert mails(db) == []


def test_invitations_that_are_out_are_not_deleted(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    with pytest.raises(Conflict):
        drafts.delete(db, cast.facilitator, session.id)


# ---- Sending


def test_sending_invites_everybody_once_and_opens_the_room(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    invitations.send(db, cast.facilitator, session.id)
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
        invitations.send(db, cast.facilitator, lonely.id)
    late = drafts.create(db, cast.facilitator, plan(cast))
    with clock.fixed_at(STARTS), pytest.raises(Invalid):
        invitations.send(db, cast.facilitator, late.id)


# ---- Answering


def test_answers_can_change_and_the_same_one_twice_is_one(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    said = []
    for minutes, answer in enumerate(("accepted", "accepted", "declined")):
        with clock.fixed_at(STARTS - timedelta(days=1) + timedelta(minutes=minutes)):
            said.append(rsvp.respond(db, cast.seeker, session.id, answer).responded_at)
    assert invitee(db, session, cast.seeker).response == "declined"
    assert (said[0] == said[1], said[1] == said[2]) == (True, False)


def test_a_link_in_a_mail_answers_for_its_own_person_only(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    token = access.invitation_path(db, session.id, cast.provider.id).rpartition("/")[2]
    rsvp.respond_from_mail(db, token, "tentative")
    assert invitee(db, session, cast.provider).response == "tentative"
    assert invitee(db, session, cast.seeker).response == "needs_action"
    with pytest.raises(NotFound):
        rsvp.respond_from_mail(db, token[:-2] + "xx", "accepted")
    with pytest.raises(Invalid):
        rsvp.respond_from_mail(db, token, "needs_action")


def test_no_answer_after_the_end_after_cancelling_after_withdrawing(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    token = access.invitation_path(db, session.id, cast.provider.id).rpartition("/")[2]
    with clock.fixed_at(STARTS + timedelta(minutes=89)):
        rsvp.respond_from_mail(db, token, "accepted")
    with clock.fixed_at(STARTS + timedelta(minutes=90)), pytest.raises(Conflict):
        rsvp.respond_from_mail(db, token, "declined")
    changes.withdraw(db, cast.facilitator, session.id, cast.provider.id)
    with pytest.raises(Conflict, match="withdrawn"):
        rsvp.respond_from_mail(db, token, "declined")
    changes.cancel(db, cast.facilitator, session.id, "The ministry is closed that day.")
    with pytest.raises(Conflict, match="cancelled"):
        rsvp.respond(db, cast.seeker, session.id, "accepted")


def test_nobody_accepts_a_time_that_they_have_not_seen(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    changes.change(db, cast.facilitator, session.id, plan(cast, wall_start=WALL + timedelta(days=1)))
    with pytest.raises(Conflict, match="just changed"):
        rsvp.respond(db, cast.seeker, session.id, "accepted", seen=0)
    assert rsvp.respond(db, cast.seeker, session.id, "accepted", seen=1).response == "accepted"


def test_only_the_invited_answer(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    with pytest.raises(NotFound):
        rsvp.respond(db, cast.teammate, session.id, "accepted")


def test_only_those_who_run_it_act_on_a_session(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    for actor, refusal in ((cast.seeker, NotAllowed), (cast.teammate, NotAllowed), (cast.outsider, NotFound)):
        for verb in (
            lambda who: invitations.send(db, who, session.id),
            lambda who: changes.change(db, who, session.id, plan(cast)),
            lambda who: changes.withdraw(db, who, session.id, cast.provider.id),
            lambda who: changes.cancel(db, who, session.id, "No."),
            lambda who: ending.end(db, who, session.id),
            lambda who: attendance.record(db, who, session.id, ()),
            lambda who: minutes_actions.save(db, who, session.id, "x", publish=True),
            lambda who: drafts.delete(db, who, session.id),
        ):
            with pytest.raises(refusal):
                verb(actor)
    assert changes.cancel(db, cast.secretariat, session.id, "No quorum.").state == "cancelled"
