"""Attacks 7, 8, 9, 15, 19 and 22 on rooms: what the log, the pushes and the fields beside the text give away or take in."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from peerhub.base.database.engine import Database
from peerhub.people.models import Person
from peerhub.rooms.actions import members, messages
from peerhub.rooms.models.log import PostKey
from peerhub.rooms.models.messages import Message, Reaction
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread
from tests.cast import Cast
from tests.rooms.arrange import Place, build
from tests.support.forms import submit, token_of
from tests.support.sockets import Connect

SECRET = "Said and taken back"
TURNED = "\u202eoffer\u2066 of\u2069 Chile\u202c"


@pytest.fixture
def place(app: Flask, database: Database, cast: Cast) -> Place:
    """Rooms."""
    with app.app_context(), database.transaction() as db:
        return build(db, cast)


def heard(socket: Any) -> list[dict[str, Any]]:
    """What a page was told of rooms since it was last asked."""
    return [event["args"][0] for event in socket.get_received() if event["name"] == "room:event"]


def write(browse: Any, person: Person, thread: int, body: str) -> None:
    """Write without a script."""
    sent = submit(browse(person), f"/threads/{thread}/messages", form_path=f"/threads/{thread}", body=body)
    assert sent.status_code == 302


def test_who_was_taken_out_hears_nothing_and_does_not_come_back(
    app: Flask, connect: Connect, browse: Any, database: Database, cast: Cast, place: Place
) -> None:
    stays, goes = connect(cast.seeker), connect(cast.provider)
    for page in (stays, goes):
        assert page.emit("room:open", {"room": place.private_room}, callback=True)["ok"]
    write(browse, cast.seeker, place.private_thread, "Before")
    assert [len(heard(page)) for page in (stays, goes)] == [1, 1]  # the negative: both do hear
    with app.app_context(), database.transaction() as db:
        members.remove(db, place.private_room, cast.provider.id)
    write(browse, cast.seeker, place.private_thread, "After")
    assert [len(heard(page)) for page in (stays, goes)] == [1, 0]
    assert goes.emit("room:open", {"room": place.private_room}, callback=True)["ok"] is False
    write(browse, cast.seeker, place.private_thread, "Long after")
    assert [len(heard(page)) for page in (stays, goes)] == [1, 0]


def test_a_private_room_is_pushed_to_its_members_alone(connect: Connect, browse: Any, cast: Cast, place: Place) -> None:
    pages = {role: connect(getattr(cast, role)) for role in ("provider", "outsider", "administrator", "secretariat")}
    for page in pages.values():
        page.emit("room:open", {"room": place.private_room}, callback=True)
    write(browse, cast.seeker, place.private_thread, SECRET)
    assert {role: len(heard(page)) for role, page in pages.items()} == {
        "provider": 1, "outsider": 0, "administrator": 0, "secretariat": 0,
    }  # fmt: skip


def test_the_log_says_nothing_of_what_was_taken_back(
    app: Flask, connect: Connect, browse: Any, database: Database, cast: Cast, place: Place
) -> None:
    page = connect(cast.outsider)
    page.emit("room:open", {"room": place.room}, callback=True)
    write(browse, cast.seeker, place.thread, SECRET)
    assert SECRET in str(heard(page))
    log = f"/rooms/{place.room}/events?after=0"
    assert SECRET in browse(cast.outsider).get(log).text
    with app.app_context(), database.transaction() as db:
        author = db.get_one(Person, cast.seeker.id)
        last = db.scalars(select(Message.id).order_by(Message.id.desc())).first() or 0
        messages.edit(db, author, last, "Said better")
    assert SECRET not in browse(cast.outsider).get(log).text  # old lines tell the present text
    with app.app_context(), database.transaction() as db:
        messages.remove(db, db.get_one(Person, cast.seeker.id), last)
    assert SECRET not in str(heard(page))
    assert "Said better" not in browse(cast.outsider).get(log).text


def test_who_reacted_is_told_to_nobody(connect: Connect, browse: Any, cast: Cast, place: Place) -> None:
    page = connect(cast.outsider)
    page.emit("room:open", {"room": place.room}, callback=True)
    browser = browse(cast.provider)
    path = f"/messages/{place.message}/reactions"
    assert submit(browser, path, form_path=f"/threads/{place.thread}", kind="useful").status_code == 302
    told = heard(page)
    assert "Useful <span>1</span>" in told[0]["foot"]
    assert cast.provider.name not in str(told)
    assert [event["name"] for event in page.get_received()] == []  # who it was is told to their own pages alone
    assert not {"actor", "actor_id", "person", "person_id", "email"} & set(told[0])
    assert told[0]["author_id"] == cast.seeker.id  # of the message, not of the reaction


def test_a_log_is_of_one_room(browse: Any, database: Database, cast: Cast, place: Place) -> None:
    browser = browse(cast.seeker)
    write(browse, cast.seeker, place.private_thread, SECRET)
    assert SECRET in browser.get(f"/rooms/{place.private_room}/events?after=0").text
    caught = browser.get(f"/rooms/{place.room}/events?after=0")
    assert {event["room"] for event in caught.json["events"]} == {place.room}
    with database.session() as db:
        epoch = db.get_one(Room, place.private_room).epoch
    mixed = browser.get(f"/rooms/{place.room}/events?after=0&epoch={epoch}").json
    assert mixed["reset"] is True


def test_the_answer_to_a_question_stands_in_its_own_thread(browse: Any, cast: Cast, place: Place) -> None:
    write(browse, cast.seeker, place.private_thread, "The second one here")
    browser, path = browse(cast.seeker), f"/threads/{place.thread}/answer"
    assert submit(browser, path, form_path=f"/threads/{place.thread}", number="2").status_code == 404
    assert submit(browser, path, form_path=f"/threads/{place.thread}", number="1").status_code == 302


def test_the_log_is_never_a_page(browse: Any, cast: Cast, place: Place) -> None:
    write(browse, cast.seeker, place.thread, "<script>alert(1)</script> [x](javascript:alert(1))")
    answer = browse(cast.outsider).get(f"/rooms/{place.room}/events?after=0")
    assert (answer.mimetype, answer.headers["X-Content-Type-Options"]) == ("application/json", "nosniff")
    html = answer.json["events"][-1]["html"]
    assert "&lt;script&gt;" in html
    assert "<script" not in html
    assert 'href="javascript' not in html


@pytest.mark.parametrize(
    ("name", "said", "status"),
    [("key", "k" * 65, 422), ("key", "a b", 422), ("language", "x" * 5000, 302), ("seen", "9" * 9, 302)],
)
def test_fields_beside_the_text_have_their_bounds(
    browse: Any, database: Database, cast: Cast, place: Place, name: str, said: str, status: int
) -> None:
    browser, path = browse(cast.provider), f"/threads/{place.thread}"
    sent = submit(browser, f"{path}/messages", form_path=path, **{"body": "x", name: said})
    assert sent.status_code == status
    with database.session() as db:
        kept = db.scalars(select(Message).where(Message.thread_id == place.thread)).all()
        assert all(len(message.language) < 12 for message in kept)
        assert all(len(key) <= 64 for key in db.scalars(select(PostKey.key)))
        assert len(kept) == (2 if status == 302 else 1)


def test_nobody_piles_up_reactions(browse: Any, database: Database, cast: Cast, place: Place) -> None:
    browser = browse(cast.provider)
    token, path = token_of(browser, f"/threads/{place.thread}"), f"/messages/{place.message}/reactions"
    for kind in ("useful", "thanks", "same_question", "agree", "useful ", "USEFUL", "x" * 5000, "__proto__", ""):
        for _time in range(2):
            browser.post(path, data={"csrf_token": token, "kind": kind, "wanted": "1"})
    with database.session() as db:
        assert db.scalar(select(func.count()).select_from(Reaction)) == 4


def test_a_title_turns_no_line_around(browse: Any, database: Database, cast: Cast, place: Place) -> None:
    path = f"/rooms/{place.room}/threads/new"
    sent = submit(browse(cast.provider), path, title=TURNED, kind="discussion", body="x", activity="", language="en")
    assert sent.status_code == 302
    with database.session() as db:
        assert db.scalars(select(Thread.title).order_by(Thread.id.desc())).first() == "offer of Chile"
