"""What was not understood waits for the secretariat, who says what it is."""

from typing import Any

import pytest
from flask import Flask, g
from sqlalchemy import select

from peerhub.base.database.engine import Database
from peerhub.incoming import rules
from peerhub.incoming.engines import reading
from peerhub.incoming.forms import HandleAsForm
from peerhub.incoming.models import IncomingMail
from peerhub.rooms.models.mailed import MailedReply
from peerhub.rooms.models.threads import Thread
from peerhub.sessions.models import InviteeNote
from tests.cast import Cast
from tests.incoming.arrange import QUOTED, REPLIES, address, handle, keep, letter, mails, receives
from tests.rooms.arrange import Place, build
from tests.sessions.arrange import scheduled
from tests.support.forms import token_of

TEXT = "We can share our law."


@pytest.fixture
def place(app: Flask, database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Place:
    """An email waits that came to no address of anything."""
    receives(monkeypatch, database)
    with database.transaction() as db:
        built = build(db, cast)
    keep(database, REPLIES, letter("private@mail.example", TEXT, Subject="My answer"))
    with app.app_context():
        handle(database)
    return built


def state_of(database: Database) -> tuple[str, str]:
    """What became of the email."""
    with database.session() as db:
        (mail,) = mails(db)
        return mail.state, mail.reason


def test_the_navigation_says_how_many_wait_to_those_who_decide(
    app: Flask, cast: Cast, database: Database, place: Place, browse: Any, count_queries: Any
) -> None:
    browser, others = browse(cast.secretariat), [browse(cast.facilitator), browse(cast.seeker)]
    with count_queries() as at_one:
        assert browser.get("/counts").json["incoming"] == 1
    keep(database, REPLIES, letter("private@mail.example", TEXT, Message_ID="<two@mail.example>"))
    with app.app_context():
        handle(database)
    with count_queries() as at_two:
        assert browser.get("/counts").json["incoming"] == 2
    assert len(at_one) == len(at_two)
    assert 'data-count="incoming" data-number="2"' in browser.get("/profile").text
    assert [other.get("/counts").json["incoming"] for other in others] == [0, 0]
    assert 'data-count="incoming"' not in others[0].get("/profile").text
    send(browser, "/incoming/1/dismiss")
    assert browser.get("/counts").json["incoming"] == 1


def send(browser: Any, path: str, **fields: str) -> Any:
    """Send a form of the page."""
    token = token_of(browser, "/incoming/1")
    return browser.post(path, data={"csrf_token": token, **fields}, follow_redirects=True)


def test_it_waits_and_says_why(database: Database, cast: Cast, place: Place, browse: Any) -> None:
    assert state_of(database) == (rules.HELD, rules.NO_ADDRESS)
    browser = browse(cast.secretariat)
    listed = browser.get("/incoming").get_data(as_text=True)
    assert "My answer" in listed
    assert "It came to no address that says what it is about" in listed
    assert "private@mail.example" in listed
    assert "There are no emails here." in browser.get("/incoming?state=done").get_data(as_text=True)
    assert TEXT in browser.get("/incoming/1").get_data(as_text=True)
    for other in (cast.facilitator, cast.seeker):
        assert browse(other).get("/incoming/1").status_code == 403


def test_as_a_reply_it_waits_for_the_person(database: Database, cast: Cast, place: Place, browse: Any) -> None:
    browser = browse(cast.secretariat)
    fields = {"purpose": "t", "place": f"http://localhost/threads/{place.thread}#message-2", "email": cast.seeker.email}
    wrong = send(browser, "/incoming/1", **(fields | {"email": "nobody@cast.example"}))
    assert wrong.status_code == 422
    assert "No open account has this email address." in wrong.get_data(as_text=True)
    hidden = send(
        browser, "/incoming/1", **(fields | {"place": str(place.private_thread), "email": cast.outsider.email})
    )
    assert "this person cannot see it" in hidden.get_data(as_text=True)
    assert state_of(database) == (rules.HELD, rules.NO_ADDRESS)
    assert send(browser, "/incoming/1", **fields).status_code == 200
    assert state_of(database) == (rules.DONE, rules.DRAFT)
    with database.session() as db:
        waiting = db.scalars(select(MailedReply)).one()
        assert (waiting.person_id, waiting.body, waiting.sender) == (cast.seeker.id, TEXT, "private@mail.example")
    page = browser.get("/incoming/1").get_data(as_text=True)
    assert TEXT not in page
    assert "its writer was asked" in page
    assert "/incoming/1/again" not in page
    assert "Incoming email handled by hand" in browser.get("/audit").get_data(as_text=True)


def test_what_cannot_be_handled_as_chosen_says_why(
    app: Flask, database: Database, cast: Cast, place: Place, browse: Any
) -> None:
    with app.app_context(), database.transaction() as db:
        db.scalars(select(IncomingMail)).one().content = letter(cast.seeker, QUOTED).as_bytes()
        session = scheduled(db, cast).id
    browser, email = browse(cast.secretariat), cast.seeker.email
    for purpose, number in (("t", place.thread), ("i", session)):
        empty = send(browser, "/incoming/1", purpose=purpose, place=str(number), email=email)
        assert (empty.status_code, "Nothing new was written in this email" in empty.text) == (422, True)
    other = send(browser, "/incoming/1", purpose="s", place=str(session), email=email)
    assert (other.status_code, "no answer of a calendar" in other.text) == (422, True)
    assert "Handling it again tries once more" in browser.get("/incoming/1").text


def test_as_a_note_it_is_shown_to_those_who_run_the_session(
    app: Flask, database: Database, cast: Cast, place: Place, browse: Any
) -> None:
    with app.app_context(), database.transaction() as db:
        session = scheduled(db, cast)
    send(browse(cast.secretariat), "/incoming/1", purpose="i", place=str(session.id), email=cast.seeker.email)
    assert state_of(database) == (rules.DONE, rules.NOTE)
    with database.session() as db:
        note = db.scalars(select(InviteeNote)).one()
        assert (note.person_id, note.text) == (cast.seeker.id, TEXT)


def test_it_is_handled_again_or_set_aside(
    app: Flask, database: Database, cast: Cast, place: Place, browse: Any
) -> None:
    browser = browse(cast.secretariat)
    send(browser, "/incoming/1/dismiss")
    assert state_of(database) == (rules.IGNORED, rules.DISMISSED)
    assert TEXT not in browser.get("/incoming/1").get_data(as_text=True)
    send(browser, "/incoming/1/again")
    assert state_of(database) == (rules.WAITING, "")
    assert send(browser, "/incoming/1/dismiss").status_code == 409
    with app.app_context():
        handle(database)
    assert state_of(database) == (rules.HELD, rules.NO_ADDRESS)


def test_what_is_no_longer_kept_cannot_be_handled(database: Database, cast: Cast, place: Place, browse: Any) -> None:
    with database.transaction() as db:
        db.scalars(select(IncomingMail)).one().content = None
    browser = browse(cast.secretariat)
    assert "What it says cannot be shown." in browser.get("/incoming/1").get_data(as_text=True)
    assert send(browser, "/incoming/1/again").status_code == 409


def to_threads(database: Database, cast: Cast, place: Place) -> list[int]:
    """Emails without words of their own, to a private room and to an open one, have been handled."""
    for number, thread in enumerate((place.private_thread, place.thread)):
        to = address(database, rules.THREAD, cast.provider.id, thread)
        empty = letter(cast.provider, QUOTED, Subject="Re: The quota", Message_ID=f"<{number}@mail.example>")
        keep(database, to, empty, cast.provider.email)
    handle(database)
    with database.session() as db:
        return [mail.id for mail in mails(db)[1:]]


def test_who_writes_to_a_private_room_the_secretariat_does_not_see(
    app: Flask, database: Database, cast: Cast, place: Place, browse: Any
) -> None:
    with app.app_context():
        hidden, _shown = to_threads(database, cast, place)
    browser = browse(cast.secretariat)
    listed = browser.get("/incoming").get_data(as_text=True)
    assert listed.count("Re: The quota") == listed.count("To a private room") == 1
    assert listed.count(cast.provider.email) == 1
    with database.transaction() as db:
        db.get_one(IncomingMail, hidden).content = letter(cast.provider, TEXT).as_bytes()
    send(browser, f"/incoming/{hidden}/again")
    with app.app_context():
        handle(database)
    with database.session() as db:
        done = db.get_one(IncomingMail, hidden)
        assert (done.state, done.reason, done.path) == (rules.DONE, rules.MESSAGE, "")


def test_what_is_written_to_a_private_room_is_for_its_members(
    app: Flask, database: Database, cast: Cast, place: Place, browse: Any
) -> None:
    with app.app_context():
        hidden, shown = to_threads(database, cast, place)
    with database.transaction() as db:
        for mail_id in (hidden, shown):
            db.get_one(IncomingMail, mail_id).content = letter(cast.provider, TEXT).as_bytes()
    browser = browse(cast.secretariat)
    assert TEXT in browser.get(f"/incoming/{shown}").get_data(as_text=True)
    page = browser.get(f"/incoming/{hidden}").get_data(as_text=True)
    assert TEXT not in page
    assert "only its writer and the room’s members may know" in page
    fields = {"purpose": "t", "place": str(place.thread), "email": cast.seeker.email}
    assert send(browser, f"/incoming/{hidden}", **fields).status_code == 409
    with database.transaction() as db:
        db.get_one(Thread, place.thread).room.private = True
    assert TEXT not in browser.get(f"/incoming/{shown}").get_data(as_text=True)


@pytest.mark.parametrize(
    ("purpose", "place", "number"),
    [
        ("t", "12", 12),
        ("t", " https://peerhub.example/threads/12 ", 12),
        ("t", "https://peerhub.example/threads/12?page=2#message-3", 12),
        ("t", "/threads/12/edit/5", 12),
        ("t", "threads/12#message-3", 12),
        ("s", "https://peerhub.example/sessions/5", 5),
        ("i", "/sessions/5", 5),
        ("t", "/sessions/5", 0),
        ("s", "/threads/12", 0),
        ("i", "https://peerhub.example/threads/12", 0),
        ("t", "/messages/77", 0),
        ("t", "https://peerhub.example/rooms/3", 0),
        ("s", "/rooms/3", 0),
        ("t", "/threads/", 0),
        ("t", "12/5", 0),
        ("t", "١٢", 0),
        ("t", "", 0),
    ],
)
def test_the_place_is_a_number_or_the_address_of_one(app: Flask, purpose: str, place: str, number: int) -> None:
    with app.test_request_context("/", method="POST", data={"purpose": purpose, "place": place}):
        assert HandleAsForm().number == number


def test_while_a_worker_reads_no_session_is_open(
    database: Database, cast: Cast, place: Place, browse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, opened = reading.read, list[bool]()

    def watched(*given: Any) -> Any:
        opened.append("reading" in g)
        return read(*given)

    monkeypatch.setattr(reading, "read", watched)
    browser = browse(cast.secretariat)
    send(browser, "/incoming/1", purpose="t", place=str(place.thread), email="nobody@cast.example")
    assert opened == [False, False]


def test_what_somebody_decided_while_it_was_read_is_shown_as_decided(
    database: Database, cast: Cast, place: Place, browse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = reading.read

    def decided(*given: Any) -> Any:
        with database.transaction() as db:
            db.scalars(select(IncomingMail)).one().state = rules.IGNORED
        return read(*given)

    monkeypatch.setattr(reading, "read", decided)
    page = browse(cast.secretariat).get("/incoming/1").get_data(as_text=True)
    assert TEXT not in page
    assert "set aside" in page
