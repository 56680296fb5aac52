"""Who runs a session hears who does not come and who was not reached: on its page, and in one line that grows."""

from datetime import datetime, timedelta
from html import escape
from typing import Any

import pytest
from sqlalchemy import select, update

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.base.mail import outbox
from peerhub.base.mail.models import FAILED, SENT, OutgoingMail
from peerhub.base.subject import Subject
from peerhub.notices.actions import emails, notices
from peerhub.notices.models import Notice
from peerhub.notices.queries import notices as bell
from peerhub.people.models import Person
from peerhub.sessions.actions import rsvp
from peerhub.sessions.actions.calendar_mails import stream_of
from peerhub.sessions.models import ACCEPTED, DECLINED, TENTATIVE, Session
from peerhub.sessions.queries import reached
from peerhub.sessions.reactions import WHO_COMES
from tests.cast import Cast
from tests.sessions.arrange import deliver, invitee, make_facilitator, scheduled

LINES = select(Notice).where(Notice.kind == WHO_COMES).order_by(Notice.id)


def lines(db: Db, person: Person) -> list[tuple[int, int, bool]]:
    """What the lines of a person say: declined, not reached, and whether it is read."""
    rows = db.scalars(LINES.where(Notice.person_id == person.id).execution_options(populate_existing=True))
    return [(row.data["declined"], row.data["not_reached"], row.read_at is not None) for row in rows]


def come_back(db: Db, session: Session, person: Person) -> None:
    """Let the email to somebody come back."""
    stream = stream_of(invitee(db, session, person))
    mail = db.scalars(select(OutgoingMail).where(OutgoingMail.stream == stream)).one()
    assert outbox.bounced(db, mail.id, "550 no such user")


def sent_out(db: Db, cast: Cast) -> Session:
    """A session whose invitations have arrived."""
    make_facilitator(db, cast.facilitator)
    session = scheduled(db, cast)
    deliver(db)
    return session


def test_one_line_grows_while_it_is_unread(db: Db, cast: Cast) -> None:
    session = sent_out(db, cast)
    rsvp.respond(db, cast.seeker, session.id, DECLINED)
    assert lines(db, cast.facilitator) == [(1, 0, False)]
    come_back(db, session, cast.provider)
    assert lines(db, cast.facilitator) == [(1, 1, False)]
    rsvp.respond(db, cast.seeker, session.id, ACCEPTED)
    assert lines(db, cast.facilitator) == [(0, 1, False)]
    assert lines(db, cast.seeker) == lines(db, cast.provider) == []


def test_a_line_that_grows_moves_up_and_says_when(db: Db, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    session, now = sent_out(db, cast), clock.now()
    rsvp.respond(db, cast.seeker, session.id, DECLINED)
    before = bell.page(db, cast.facilitator).notices[0].id
    notices.notify(db, [cast.facilitator.id], "x", Subject("page", 1, "", "/"), {})
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=2))
    come_back(db, session, cast.provider)
    newest, other = bell.page(db, cast.facilitator).notices
    assert (newest.kind, newest.created_at, other.kind) == (WHO_COMES, now + timedelta(hours=2), "x")
    assert notices.open(db, cast.facilitator, before) == "/notices"  # a page that is still open leads there
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=3))
    rsvp.respond(db, cast.seeker, session.id, ACCEPTED)
    assert bell.page(db, cast.facilitator).notices[0].created_at == now + timedelta(hours=2)  # nothing new


def test_the_line_names_who_is_the_only_one(db: Db, cast: Cast) -> None:
    def named() -> list[str]:
        return [line.data["name"] for line in db.scalars(LINES.execution_options(populate_existing=True))]

    session, name = sent_out(db, cast), {each: each.office or each.name for each in (cast.seeker, cast.provider)}
    rsvp.respond(db, cast.seeker, session.id, DECLINED)
    assert named() == [name[cast.seeker]]
    come_back(db, session, cast.seeker)
    assert named() == [name[cast.seeker]]
    come_back(db, session, cast.provider)
    assert named() == [""]
    rsvp.respond(db, cast.seeker, session.id, ACCEPTED)


def test_an_answer_that_changes_back_leaves_no_unread_line(db: Db, cast: Cast) -> None:
    session = sent_out(db, cast)
    rsvp.respond(db, cast.seeker, session.id, DECLINED)
    rsvp.respond(db, cast.seeker, session.id, ACCEPTED)
    assert lines(db, cast.facilitator) == [(1, 0, True)]


def test_after_it_was_read_only_news_makes_another(db: Db, cast: Cast) -> None:
    session = sent_out(db, cast)
    rsvp.respond(db, cast.seeker, session.id, DECLINED)
    come_back(db, session, cast.provider)
    notices.read_all(db, cast.facilitator, 10_000)
    rsvp.respond(db, cast.seeker, session.id, ACCEPTED)
    assert lines(db, cast.facilitator) == [(1, 1, True)]
    rsvp.respond(db, cast.seeker, session.id, DECLINED)
    assert lines(db, cast.facilitator) == [(1, 1, True), (1, 1, False)]


def test_an_email_tells_again_after_some_hours_at_the_earliest(db: Db, cast: Cast) -> None:
    session = sent_out(db, cast)
    rsvp.respond(db, cast.seeker, session.id, DECLINED)
    assert told(db, cast.facilitator, clock.now() + timedelta(hours=1)) == [(1, 0)]
    come_back(db, session, cast.provider)
    assert told(db, cast.facilitator, clock.now() + notices.AGAIN - timedelta(minutes=5)) == [(1, 0)]
    assert told(db, cast.facilitator, clock.now() + timedelta(days=1)) == [(1, 0), (1, 1)]
    assert told(db, cast.facilitator, clock.now() + timedelta(days=2)) == [(1, 0), (1, 1)]


def told(db: Db, person: Person, now: datetime) -> list[tuple[int, int]]:
    """Write what is due by then; what the emails to a person say: declined, not reached."""
    while emails.send_next(db, now):
        pass
    news = select(OutgoingMail).where(OutgoingMail.kind == emails.KIND, OutgoingMail.recipient == person.email)
    lines = [line["data"] for mail in db.scalars(news.order_by(OutgoingMail.id)) for line in mail.data["lines"]]
    return [(line["declined"], line["not_reached"]) for line in lines]


def test_a_later_email_that_arrives_ends_it(db: Db, cast: Cast) -> None:
    session = sent_out(db, cast)
    db.execute(update(OutgoingMail).values(state=FAILED, failure="address", last_error="550 nobody"))
    found = reached.not_reached(db, session.id)
    assert found[cast.seeker.id] == reached.NotReached("address", "550 nobody")
    assert cast.facilitator.id not in found
    db.execute(update(OutgoingMail).values(state=SENT))
    assert reached.not_reached(db, session.id) == {}


def test_the_page_says_it_to_those_who_run_the_session_only(
    browse: Any, cast: Cast, database: Database, facilitates: None, session_id: int
) -> None:
    path = f"/sessions/{session_id}"
    assert "not reached" not in browse(cast.facilitator).get(path).text.lower()
    with database.transaction() as db:
        session = db.get_one(Session, session_id)
        deliver(db)
        come_back(db, session, cast.provider)
    shown = browse(cast.facilitator).get(path).text
    for words in ("1 not reached", "The email came back", "550 no such user"):
        assert words in shown
    assert "550 no such user" not in browse(cast.seeker).get(path).text
    assert f"1 not reached ({escape(cast.provider.office)})" in browse(cast.facilitator).get("/notices").text


def test_an_answer_that_changes_no_number_counts_nothing(db: Db, cast: Cast, count_queries: Any) -> None:
    session = sent_out(db, cast)
    for answer, is_counted in ((ACCEPTED, False), (TENTATIVE, False), (DECLINED, True), (ACCEPTED, True)):
        with count_queries() as seen:
            rsvp.respond(db, cast.seeker, session.id, answer)
        assert any("outgoing_mails" in each for each in seen) is is_counted
