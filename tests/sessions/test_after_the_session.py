"""What follows a session: who came, its minutes, and calendar addresses."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.errors import Conflict, Invalid, NotFound
from peerhub.notices.models import Notice
from peerhub.sessions import access
from peerhub.sessions.actions import attendance, changes, ending, feeds, minutes, rsvp
from peerhub.sessions.models import Invitee, Session
from peerhub.sessions.rules.feeds import MOST_FEEDS
from tests.cast import NOW, Cast
from tests.sessions.arrange import STARTS, draft, invitee, scheduled


def test_joining_notes_who_came_from_a_quarter_hour_before_to_the_end(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    token = access.invitation_path(db, session.id, cast.provider.id).rpartition("/")[2]
    for moment in (STARTS - timedelta(minutes=16), STARTS + timedelta(minutes=90)):
        with clock.fixed_at(moment), pytest.raises(Conflict):
            attendance.join(db, cast.seeker, session.id)
    with clock.fixed_at(STARTS - timedelta(minutes=15)):
        assert attendance.join(db, cast.seeker, session.id) == "https://meet.example/room"
        assert attendance.join_from_mail(db, token) == "https://meet.example/room"
        with pytest.raises(NotFound):
            attendance.join(db, cast.teammate, session.id)
    assert invitee(db, session, cast.seeker).attended is True
    assert invitee(db, session, cast.provider).attended is True


def test_a_session_without_a_link_says_so(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast, join_link="")
    with clock.fixed_at(STARTS), pytest.raises(Conflict, match="no link"):
        attendance.join(db, cast.seeker, session.id)
    changes.withdraw(db, cast.facilitator, session.id, cast.provider.id)
    token = access.invitation_path(db, session.id, cast.provider.id).rpartition("/")[2]
    with clock.fixed_at(STARTS), pytest.raises(Conflict, match="over"):
        attendance.join_from_mail(db, token)


def test_a_facilitator_ends_what_has_begun(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    with pytest.raises(Conflict):
        ending.end(db, cast.facilitator, session.id)
    with clock.fixed_at(STARTS + timedelta(minutes=30)):
        ending.end(db, cast.facilitator, session.id)
        ending.end(db, cast.facilitator, session.id)
    assert session.state == "ended"
    assert [type(fact).__name__ for fact in db.info["facts"]].count("SessionEnded") == 1


def took_part(db: Db, session: Session) -> set[int]:
    return set(db.scalars(select(Invitee.person_id).where(Invitee.session_id == session.id, access.attended())))


def test_who_accepted_came_unless_somebody_says_otherwise(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    rsvp.respond(db, cast.seeker, session.id, "accepted")
    assert took_part(db, session) == {cast.facilitator.id, cast.seeker.id}
    with pytest.raises(Conflict):
        attendance.record(db, cast.facilitator, session.id, {cast.provider.id})
    with clock.fixed_at(STARTS):
        attendance.record(db, cast.facilitator, session.id, {cast.provider.id, 999})
    assert took_part(db, session) == {cast.provider.id}


def test_minutes_are_told_once(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    with pytest.raises(Invalid):
        minutes.save(db, cast.facilitator, session.id, "", publish=True)
    with pytest.raises(Invalid):
        minutes.save(db, cast.facilitator, session.id, "x" * 10_001, publish=False)
    minutes.save(db, cast.facilitator, session.id, "**Agreed**", publish=False)
    assert session.notes_published_at is None
    for text in ("**Agreed**", "**Agreed** again"):
        minutes.save(db, cast.facilitator, session.id, text, publish=True)
    assert "<strong>Agreed</strong> again" in session.notes_html
    assert len(db.scalars(select(Notice).where(Notice.kind == "sessions/minutes")).all()) == 2


def test_a_draft_has_no_minutes(db: Db, cast: Cast) -> None:
    session = draft(db, cast)
    with pytest.raises(Conflict):
        minutes.save(db, cast.facilitator, session.id, "x", publish=False)
    with pytest.raises(Conflict):
        changes.cancel(db, cast.facilitator, session.id, "x")


def test_feeds_are_ones_own(db: Db, cast: Cast) -> None:
    feed = feeds.create(db, cast.seeker)
    with pytest.raises(NotFound):
        feeds.revoke(db, cast.teammate, feed.id)
    feeds.revoke(db, cast.seeker, feed.id)
    assert feed.revoked_at == NOW == datetime(2026, 11, 24, 13, tzinfo=UTC)


def test_nobody_has_more_than_ten_calendar_addresses(db: Db, cast: Cast) -> None:
    made = [feeds.create(db, cast.seeker) for _number in range(MOST_FEEDS)]
    with pytest.raises(Conflict, match=r"calendar addresses \(10\)"):
        feeds.create(db, cast.seeker)
    feeds.create(db, cast.teammate)
    feeds.revoke(db, cast.seeker, made[0].id)
    feeds.create(db, cast.seeker)
