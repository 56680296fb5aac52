"""What calendars ask beside answers: for the invitation again (REFRESH), and what they are told of a time that they proposed."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.mail.render import render
from peerhub.people.models import Person
from peerhub.sessions.actions import calendar_answers, calendar_requests, changes, rsvp
from peerhub.sessions.actions.calendar_answers import Came, Result
from peerhub.sessions.engines.replies import read
from peerhub.sessions.models import Session
from tests.cast import NOW, Cast
from tests.sessions.arrange import Browse, deliver, invitee, mails, plan, scheduled
from tests.sessions.calendar_answers import PROPOSED, STRANGER, reply_from, requests
from tests.sessions.replies import simple
from tests.support.forms import submit

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def session(db: Db, cast: Cast) -> Session:
    """A session whose invitations have left."""
    made = scheduled(db, cast)
    deliver(db)
    return made


def refresh(db: Db, session: Session, person: Person | str, *, is_sure: bool = True) -> Result:
    """Let a calendar ask for its invitation now."""
    email = person if isinstance(person, str) else person.email
    part = read(simple(method="REFRESH", uid=session.uid, who=email))
    came = Came(sender=email, is_sure=is_sure, session_id=session.id, received_at=clock.now())
    return calendar_answers.apply(db, part, came).result


def waiting(db: Db) -> list[OutgoingMail]:
    """What is to leave."""
    return mails(db, state="waiting")


def event(mail: OutgoingMail) -> Any:
    """The event in an email."""
    calendar = Calendar.from_ical(str(mail.calendar_body))
    assert calendar["METHOD"] == mail.calendar_method
    (found,) = calendar.walk("VEVENT")
    return found


# ---- REFRESH (RFC 5546, 3.2.6)


def test_who_is_invited_gets_the_invitation_again_as_it_is_now(db: Db, cast: Cast, session: Session) -> None:
    first = next(mail for mail in mails(db) if mail.recipient == cast.seeker.email)
    rsvp.respond(db, db.merge(cast.seeker), session.id, "accepted", session.sequence, None)
    with clock.fixed_at(NOW + HOUR):
        assert refresh(db, session, cast.seeker) is Result.SENT_AGAIN
    (mail,) = waiting(db)
    assert (mail.recipient, mail.kind, mail.calendar_method) == (cast.seeker.email, "sessions/invitation", "REQUEST")
    before, now = event(first), event(mail)
    assert now["UID"] == before["UID"]
    assert now["SEQUENCE"] == before["SEQUENCE"]
    assert now["ORGANIZER"] == before["ORGANIZER"]
    assert now["DTSTAMP"].dt > before["DTSTAMP"].dt
    assert now["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert invitee(db, session, cast.seeker).response == "accepted"


def test_it_is_sent_again_once_an_hour_to_each(db: Db, cast: Cast, session: Session) -> None:
    assert refresh(db, session, cast.seeker) is Result.SENT_AGAIN
    with clock.fixed_at(NOW + 59 * MINUTE):
        assert refresh(db, session, cast.seeker) is Result.OLD
        assert refresh(db, session, cast.provider) is Result.SENT_AGAIN
    with clock.fixed_at(NOW + 61 * MINUTE):
        assert refresh(db, session, cast.seeker) is Result.SENT_AGAIN
    assert len(waiting(db)) == 3


def test_it_is_sent_again_three_times_in_a_day(db: Db, cast: Cast, session: Session) -> None:
    for hours, result in ((0, Result.SENT_AGAIN), (2, Result.SENT_AGAIN), (4, Result.SENT_AGAIN), (23, Result.OLD)):
        with clock.fixed_at(NOW + hours * HOUR):
            assert refresh(db, session, cast.seeker) is result
    with clock.fixed_at(NOW + 24 * HOUR):
        assert refresh(db, session, cast.seeker) is Result.SENT_AGAIN
        assert refresh(db, session, cast.seeker) is Result.OLD


def test_nobody_else_makes_it_leave(db: Db, cast: Cast, session: Session) -> None:
    assert refresh(db, session, cast.seeker, is_sure=False) is Result.UNSURE
    for other in (cast.outsider, STRANGER):
        assert refresh(db, session, other) is Result.UNSURE
    changes.withdraw(db, db.merge(cast.facilitator), session.id, cast.provider.id)
    deliver(db)
    assert refresh(db, session, cast.provider) is Result.NOTHING_TO_DO
    changes.cancel(db, db.merge(cast.facilitator), session.id, "No")
    deliver(db)
    assert refresh(db, session, cast.seeker) is Result.NOTHING_TO_DO
    assert waiting(db) == []


def test_an_email_that_is_about_to_be_written_is_enough(db: Db, cast: Cast, session: Session) -> None:
    invitee(db, session, cast.seeker).mail_due = "sessions/updated"
    db.flush()
    assert refresh(db, session, cast.seeker) is Result.OLD


def test_what_changes_later_is_newer_still(db: Db, cast: Cast, session: Session) -> None:
    with clock.fixed_at(NOW + HOUR):
        refresh(db, session, cast.seeker)
    again = event(waiting(db)[0])["DTSTAMP"].dt
    deliver(db)
    with clock.fixed_at(NOW + HOUR + MINUTE):
        changes.change(db, db.merge(cast.facilitator), session.id, plan(cast, title="Other words"))
    updated = next(mail for mail in waiting(db) if mail.recipient == cast.seeker.email)
    assert event(updated)["DTSTAMP"].dt > again


# ---- DECLINECOUNTER (RFC 5546, 3.2.8)


def test_who_proposed_another_time_is_told_that_it_stays(db: Db, cast: Cast, session: Session, app: Flask) -> None:
    with clock.fixed_at(NOW + HOUR):
        reply_from(db, session, cast.seeker, "TENTATIVE", method="COUNTER", more=PROPOSED)
        (request,) = requests(db)
        assert calendar_requests.dismiss(db, db.merge(cast.facilitator), session.id, request.mark)
    (mail,) = waiting(db)
    assert (mail.recipient, mail.kind) == (cast.seeker.email, "sessions/kept")
    said = event(mail)
    assert mail.calendar_method == "DECLINECOUNTER"
    assert (str(said["UID"]), said["SEQUENCE"]) == (session.uid, session.sequence)
    assert said["DTSTART"].dt == session.starts_at
    assert said["ATTENDEE"] == f"mailto:{cast.seeker.email}"
    with app.app_context():
        message = render(db.info["settings"], mail)
    plain, part = message.get_body(("plain",)), message.as_string()
    assert plain
    assert "You proposed another time" in plain.get_content()
    assert "maybe" in plain.get_content()  # the answer that came with it
    assert 'method="DECLINECOUNTER"' in part or "method=DECLINECOUNTER" in part
    assert requests(db) == []


def test_others_are_not_told(db: Db, cast: Cast, session: Session) -> None:
    facilitator = db.merge(cast.facilitator)
    reply_from(db, session, STRANGER, method="COUNTER", more=PROPOSED)
    reply_from(db, session, cast.teammate)
    reply_from(db, session, cast.seeker, method="COUNTER", more=PROPOSED)
    changes.withdraw(db, facilitator, session.id, cast.seeker.id)
    deliver(db)
    for request in requests(db):
        assert not calendar_requests.dismiss(db, facilitator, session.id, request.mark)
    assert waiting(db) == []


def test_the_page_says_that_they_are_told(
    app: Flask, browse: Browse, cast: Cast, database: Database, session_id: int
) -> None:
    with app.app_context(), database.transaction() as db:
        deliver(db)
        reply_from(db, db.get_one(Session, session_id), cast.seeker, method="COUNTER", more=PROPOSED)
        (request,) = requests(db)
        mark = request.mark
    browser = browse(cast.facilitator)
    page = f"/sessions/{session_id}"
    answer = submit(browser, f"{page}/requests", form_path=page, request=mark, decision="dismiss")
    assert answer.location == page
    assert "Who proposed another one gets an email." in browser.get(page).text
    with database.session() as db:
        assert [mail.kind for mail in waiting(db)] == ["sessions/kept"]
