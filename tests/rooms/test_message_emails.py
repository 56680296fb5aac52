"""What emails about messages say: what was written, to whoever may read it, and never of private rooms."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.base.mail import render
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.mail.plain import to_plain
from peerhub.base.subject import Subject
from peerhub.dashboards.queries import digest
from peerhub.dashboards.queries.digest import CONTENT
from peerhub.dashboards.queries.week import NEXT
from peerhub.notices.actions import choices, emails, notices
from peerhub.notices.actions.emails import Content
from peerhub.notices.rules import AT_ONCE, DAILY, MENTIONS, QUIET, REPLIES
from peerhub.people.models import Person
from peerhub.rooms.actions import members, messages
from peerhub.rooms.actions.messages import Draft
from peerhub.sessions.access import invitation_path
from tests.cast import NOW, Cast
from tests.notices.test_emails import LATER, WEEK
from tests.rooms.arrange import Place, build, start
from tests.sessions.arrange import scheduled


@pytest.fixture
def here(db: Db, cast: Cast) -> Place:
    """The rooms."""
    return build(db, cast)


def say(db: Db, by: Person, thread: int, text: str) -> int:
    """Write a message; its id."""
    return messages.post(db, db.merge(by), thread, Draft(text)).id


def sent(db: Db, person: Person, now: Any = LATER, content: Content = CONTENT) -> list[dict[str, Any]]:
    """The data of the emails to somebody that are written by then."""
    while emails.send_next(db, now, content):
        pass
    mails = select(OutgoingMail).where(OutgoingMail.kind == emails.KIND, OutgoingMail.recipient == person.email)
    return [mail.data for mail in db.scalars(mails.order_by(OutgoingMail.id))]


def texts(data: dict[str, Any], name: str = "said") -> list[str]:
    """What an email quotes."""
    return [to_plain(message["html"]) for line in data["lines"] for message in line.get(name, ())]


def test_a_mention_comes_with_what_was_written_and_what_stood_before(db: Db, cast: Cast, here: Place) -> None:
    say(db, cast.provider, here.thread, "Our register cost 40,000.")
    say(db, cast.provider, here.thread, f"@{cast.seeker.name} does that help?")
    (data,) = sent(db, cast.seeker)
    assert texts(data) == [f"@{cast.seeker.name} does that help?"]
    assert texts(data, "earlier") == ["Its first message.", "Our register cost 40,000."]


def test_replies_come_with_what_is_not_read_yet(db: Db, cast: Cast, here: Place) -> None:
    choices.choose(db, db.merge(cast.seeker), {REPLIES: AT_ONCE}, QUIET)
    for number in range(5):
        say(db, cast.provider, here.thread, f"Answer {number}")
    (data,) = sent(db, cast.seeker)
    assert texts(data) == ["Answer 0", "Answer 1", "Answer 2"]


def test_of_private_rooms_nothing_is_said(db: Db, cast: Cast, here: Place) -> None:
    say(db, cast.provider, here.private_thread, f"@{cast.seeker.name} the figures are secret")
    (data,) = sent(db, cast.seeker)
    assert texts(data) == []
    assert "secret" not in str(data)
    assert data["lines"][0]["is_private"]


def test_what_was_removed_or_is_no_longer_theirs_is_not_told(db: Db, cast: Cast, here: Place) -> None:
    removed = say(db, cast.provider, here.thread, f"@{cast.seeker.name} by mistake")
    messages.remove(db, db.merge(cast.provider), removed)
    say(db, cast.provider, here.private_thread, f"@{cast.seeker.name} among us")
    members.remove(db, here.private_room, cast.seeker.id)
    paths = [line["path"] for data in sent(db, cast.seeker) for line in data["lines"]]
    assert f"/messages/{removed}" not in paths
    assert f"/threads/{here.private_thread}" not in paths
    assert not any(path.startswith("/messages/") for path in paths)


def test_nobody_is_told_that_they_facilitate_a_private_room_that_they_left(db: Db, cast: Cast, here: Place) -> None:
    room = f"/rooms/{here.private_room}"
    for person in (cast.seeker, cast.provider):
        about = Subject("room", here.private_room, "Private room", room)
        notices.notify(db, [person.id], "rooms/facilitator", about, {"room": "Private room"})
    members.remove(db, here.private_room, cast.seeker.id)
    (data,) = sent(db, cast.provider, NOW + WEEK)
    assert [line["path"] for line in data["lines"]] == [room]
    assert sent(db, cast.seeker, NOW + WEEK) == []


def test_an_edited_message_is_told_as_it_is_now(db: Db, cast: Cast, here: Place) -> None:
    message = say(db, cast.provider, here.thread, f"@{cast.seeker.name} forty")
    messages.edit(db, db.merge(cast.provider), message, f"@{cast.seeker.name} forty thousand")
    (data,) = sent(db, cast.seeker)
    assert texts(data) == [f"@{cast.seeker.name} forty thousand"]


def test_the_gathered_email_says_what_is_next_and_owed(db: Db, cast: Cast, here: Place, app: Flask) -> None:
    session = scheduled(db, cast, title="Where the figures come from")
    say(db, cast.provider, here.thread, "One")
    say(db, cast.seeker, here.thread, f"@{cast.provider.name} two")
    (gathered,) = sent(db, cast.seeker, NOW + timedelta(days=1))
    (coming,), (asked,) = gathered["next"], gathered["owed"]
    assert coming["title"] == asked["text"] == session.title
    assert coming["path"] == asked["path"] == invitation_path(db, session.id, cast.seeker.id)
    (at_once,) = sent(db, cast.provider, NOW + timedelta(days=1))
    assert at_once["next"] == at_once["owed"] == []
    mail = db.scalars(select(OutgoingMail).where(OutgoingMail.recipient == cast.seeker.email)).all()[-1]
    with app.app_context():
        message = render.render(db.info["settings"], mail)
    parts = [part.get_content() for part in message.walk() if part.get_content_type() in {"text/plain", "text/html"}]
    assert len(parts) == 2
    assert all("Where the figures come from" in part for part in parts)


def test_emails_of_one_thread_are_put_together(db: Db, cast: Cast, here: Place, app: Flask) -> None:
    say(db, cast.provider, here.thread, f"@{cast.seeker.name} one")
    sent(db, cast.seeker)
    for thread in (here.thread, here.private_thread):
        say(db, cast.provider, thread, f"@{cast.seeker.name} two")
    sent(db, cast.seeker)
    with app.app_context():
        one, both = (
            render.render(db.info["settings"], mail)
            for mail in db.scalars(
                select(OutgoingMail).where(OutgoingMail.recipient == cast.seeker.email).order_by(OutgoingMail.id)
            )
        )
    assert one["References"] == one["In-Reply-To"] == f"<thread-{here.thread}@{db.info['settings'].mail_domain}>"
    assert one["List-Id"] == f"<room-{here.room}.{db.info['settings'].mail_domain}>"
    assert (both["References"], both["List-Id"]) == (None, None)


SHAPES = [
    "{} " * 4000,
    "- {}\n" * 2000,
    "> {}\n\n" * 1200,
    "| {} | {} |\n|---|---|\n" + "| {} | {} |\n" * 600,
    "[{}](/rooms) " * 700,
]


@pytest.mark.one_database
@pytest.mark.parametrize("shape", SHAPES, ids=["words", "a list", "quotations", "a table", "links"])
@pytest.mark.parametrize("letter", ["a", "ع", "字", "😀"])
def test_it_stays_below_40_kilobytes(db: Db, cast: Cast, here: Place, app: Flask, letter: str, shape: str) -> None:
    seeker, provider = db.merge(cast.seeker), db.merge(cast.provider)
    choices.choose(db, seeker, {MENTIONS: DAILY}, QUIET)
    for _thread in range(emails.MOST + 3):
        thread = start(db, seeker, here.room, title=f"{letter} " * 79).thread_id
        for number in range(3):
            say(db, provider, thread, ("" if number else f"@{seeker.name}\n\n") + shape.replace("{}", letter))
    title, path = digest.short(f"{letter} " * 200), f"/commitments/by-email/{'x' * 50}"
    session = {"title": title, "at": NOW.isoformat(), "path": path}
    owed = {"kind": "commitment", "text": title, "day": "2026-12-01", "path": path}
    most = {"next": [session] * NEXT, "owed": [owed] * 4 * digest.MOST}
    mail: OutgoingMail | None = None
    sent(db, seeker, NOW + WEEK, Content(CONTENT.texts, lambda _db, _person: most))
    for mail in db.scalars(select(OutgoingMail).where(OutgoingMail.recipient == seeker.email)):
        with app.app_context():
            assert len(render.render(db.info["settings"], mail).as_bytes()) < 40_000
    assert mail
