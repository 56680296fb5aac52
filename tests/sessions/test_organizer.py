"""The address by which calendars know a session: the same for its whole life, and asked for answers only where they are read."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from peerhub.base import clock
from peerhub.base.database.engine import Db, settings_of
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.mail.render import render
from peerhub.sessions.actions import changes
from peerhub.sessions.models import Invitee, Session
from peerhub.sessions.queries import calendar_entries
from tests.cast import NOW, Cast
from tests.sessions.arrange import WALL, deliver, mails, plan, scheduled

BUTTONS_COUNT = "An answer from your calendar does not reach us."


def token_address(_db: Db, session: Session, person_id: int = 0) -> str:
    return f"rsvp+{session.id}-{person_id}-k3@replies.example"


@pytest.fixture
def _receives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar_entries, "reply_address", token_address)


def calendar_of(mail: OutgoingMail) -> str:
    return str(mail.calendar_body).replace("\r\n ", "")


def text_of(db: Db, mail: OutgoingMail) -> tuple[str, str]:
    """Who writes the email, and its plain text."""
    message = render(settings_of(db), mail)
    part = message.get_body(("plain",))
    assert part
    return str(message["From"].addresses[0].addr_spec), str(part.get_content())


def test_without_received_email_nothing_asks_for_an_answer(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    assert session.organizer == settings_of(db).mail_from
    sent = [mail for mail in mails(db, "invitation") if mail.recipient != cast.facilitator.email]
    assert len(sent) == 2
    for mail in sent:
        assert "PARTSTAT=NEEDS-ACTION" in calendar_of(mail)
        assert "RSVP=FALSE" in calendar_of(mail)
        assert "RSVP=TRUE" not in calendar_of(mail)
        sender, text = text_of(db, mail)
        assert sender == session.organizer
        assert BUTTONS_COUNT in " ".join(text.split())


@pytest.mark.usefixtures("_receives")
def test_where_replies_are_read_they_are_asked_for_at_an_address_of_the_person(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    assert session.organizer == token_address(db, session)
    (mail,) = [mail for mail in mails(db, "invitation") if mail.recipient == cast.seeker.email]
    own = token_address(db, session, cast.seeker.id)
    assert f":mailto:{own}" in calendar_of(mail)
    assert "RSVP=TRUE" in calendar_of(mail)
    sender, text = text_of(db, mail)
    assert sender == own
    assert BUTTONS_COUNT not in " ".join(text.split())
    assert f"mailto:{own}".encode() in calendar_entries.one_entry(db, cast.seeker, session.id).replace(b"\r\n ", b"")


def test_the_organizer_stays_whatever_the_site_learns_later(
    db: Db, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, before = scheduled(db, cast), settings_of(db).mail_from
    deliver(db)
    monkeypatch.setattr(calendar_entries, "reply_address", token_address)
    with clock.fixed_at(NOW + timedelta(minutes=1)):
        changes.change(db, cast.facilitator, session.id, plan(cast, wall_start=WALL + timedelta(days=1)))
    moved = mails(db, "moved")
    assert len(moved) == 3
    assert all(f":mailto:{before}" in calendar_of(mail) and "RSVP=TRUE" not in calendar_of(mail) for mail in moved)
    with clock.fixed_at(NOW + timedelta(minutes=2)):
        changes.cancel(db, cast.facilitator, session.id, "No quorum.")
    assert all(f":mailto:{before}" in calendar_of(mail) for mail in mails(db, "cancelled"))


@pytest.mark.usefixtures("_receives")
def test_a_session_that_calendars_knew_before_this_was_kept_stays_with_its_address(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    db.execute(update(Session).values(organizer=None))
    db.expire_all()
    assert db.query(Invitee).filter(Invitee.sent_sequence.is_not(None)).count() == 3
    with clock.fixed_at(NOW + timedelta(minutes=1)):
        changes.change(db, cast.facilitator, session.id, plan(cast, title="Other words"))
    assert session.organizer == settings_of(db).mail_from
    assert all(f":mailto:{session.organizer}" in calendar_of(mail) for mail in mails(db, "updated"))
