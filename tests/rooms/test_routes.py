"""The endpoints of rooms, without a script."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from peerhub.base.database.engine import Database
from peerhub.rooms.actions import messages
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread
from tests.cast import Cast
from tests.rooms.arrange import Place
from tests.support.forms import submit, token_of

JSON = {"Accept": "application/json"}


def send(browser: FlaskClient, thread: int, body: str, key: str = "key-1") -> Any:
    """Post as a program does."""
    token = token_of(browser, f"/threads/{thread}")
    return browser.post(
        f"/threads/{thread}/messages", data={"body": body, "key": key}, headers={**JSON, "X-CSRFToken": token}
    )


def test_post_without_a_script_leads_to_the_message(browse: Any, cast: Cast, place: Place, database: Database) -> None:
    browser = browse(cast.provider)
    answer = submit(
        browser,
        f"/threads/{place.thread}/messages",
        form_path=f"/threads/{place.thread}",
        body="**Hello** there",
        key="a",
    )
    assert (answer.status_code, answer.location) == (302, f"/threads/{place.thread}?page=1#message-2")
    shown = browser.get(answer.location.partition("#")[0]).text
    assert "<strong>Hello</strong> there" in shown
    assert 'id="message-2"' in shown


def test_program_gets_numbers_and_the_same_again(browse: Any, cast: Cast, place: Place) -> None:
    browser = browse(cast.provider)
    first = send(browser, place.thread, "Hello")
    again = send(browser, place.thread, "Hello")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert sorted(first.json) == ["id", "number", "seq"]
    other = send(browser, place.thread, "A different message")
    assert other.status_code == 409
    assert other.json["error"]


@pytest.mark.parametrize("body", ["", "  \n ", "x" * 10_001])
def test_refusal_says_why_and_keeps_the_text(browse: Any, cast: Cast, place: Place, body: str) -> None:
    browser = browse(cast.provider)
    path = f"/threads/{place.thread}"
    answer = submit(browser, f"{path}/messages", form_path=path, body=body, key="k")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert body.strip()[:9_000] in answer.text
    as_program = send(browser, place.thread, body)
    assert as_program.status_code == 422
    assert as_program.json["problems"]["body"]


@pytest.mark.parametrize("body", ["\u200b", "\u3164", "\u2800 \u115f", "\xad\ufe0f", "\U000e0041", "\u202e"])
def test_empty_message(browse: Any, cast: Cast, place: Place, body: str) -> None:
    browser = browse(cast.seeker)
    said = "There is nothing to send yet. Write your message first."
    program = send(browser, place.thread, body)
    assert (program.status_code, program.json["problems"]["body"]) == (422, said)
    assert said in submit(browser, f"/messages/{place.message}/edit", body=body).text
    started = submit(
        browser, f"/rooms/{place.room}/threads/new", title=body, kind="question", body=body, activity="", key="k"
    )
    assert started.status_code == 422
    assert said in started.text
    assert "Write a title" in started.text


def test_edit_without_a_script(browse: Any, cast: Cast, place: Place) -> None:
    browser = browse(cast.seeker)
    path = f"/messages/{place.message}/edit"
    assert "Its first message." in browser.get(path).text
    saved = submit(browser, path, body="Another text.")
    assert saved.location == f"/threads/{place.thread}?page=1#message-1"
    assert "Another text." in browser.get(f"/threads/{place.thread}").text
    history = browser.get(f"/messages/{place.message}/history").text
    assert "Its first message." in history
    assert "Another text." in history
    assert browse(cast.provider).get(path).status_code == 403


def test_remove_and_undo(browse: Any, cast: Cast, place: Place) -> None:
    browser = browse(cast.seeker)
    thread = f"/threads/{place.thread}"
    assert submit(browser, f"/messages/{place.message}/remove", form_path=thread).status_code == 302
    assert "Its first message." not in browser.get(thread).text
    assert "removed by its author" in browse(cast.provider).get(thread).text
    assert submit(browser, f"/messages/{place.message}/restore", form_path=thread).status_code == 302
    assert "Its first message." in browser.get(thread).text


def test_reactions_answer_and_lock(browse: Any, cast: Cast, place: Place, database: Database) -> None:
    asker, helper, facilitator = browse(cast.seeker), browse(cast.provider), browse(cast.facilitator)
    thread = f"/threads/{place.thread}"
    send(helper, place.thread, "So it is done.")
    submit(asker, f"/messages/{place.message}/reactions", form_path=thread, kind="useful")
    pressed = f'name="take" aria-pressed="true" value="{place.message} useful"'
    assert pressed in asker.get(thread).text
    assert pressed not in helper.get(thread).text
    assert submit(helper, f"{thread}/answer", form_path=thread, number=2).status_code == 403
    assert submit(asker, f"{thread}/answer", form_path=thread, number=2).status_code == 302
    assert "message-answer" in helper.get(thread).text
    assert submit(asker, f"{thread}/lock", form_path=thread, locked="1").status_code == 403
    assert submit(facilitator, f"{thread}/lock", form_path=thread, locked="1").status_code == 302
    assert "This thread is locked" in helper.get(thread).text
    assert submit(helper, f"{thread}/messages", form_path="/rooms/1/threads/new", body="late").status_code == 403


def test_start_a_thread(browse: Any, cast: Cast, place: Place, database: Database) -> None:
    browser = browse(cast.outsider)
    path = f"/rooms/{place.room}/threads/new"
    answer = submit(browser, path, title="New topic", kind="discussion", body="First words", activity="2.4", key="t")
    assert answer.status_code == 302
    page = browser.get(answer.location).text
    assert "New topic" in page
    assert "First words" in page
    assert submit(browser, path, title="", kind="discussion", body="Kept words").status_code == 422
    refused = submit(browser, path, title="x", kind="announcement", body="Kept words")
    assert refused.status_code == 422
    assert "Kept words" in refused.text


def test_room_and_list_show_what_is_new(browse: Any, cast: Cast, place: Place) -> None:
    browser = browse(cast.provider)
    assert "A thread" in browser.get(f"/rooms/{place.room}?only=unread").text
    assert "Test room" in browser.get("/rooms").text
    assert submit(browser, f"/rooms/{place.room}/read", form_path=f"/rooms/{place.room}").status_code == 302
    assert "A thread" not in browser.get(f"/rooms/{place.room}?only=unread").text
    assert "A thread" in browser.get(f"/rooms/{place.room}?only=unanswered").text
    assert "A thread" not in browser.get(f"/rooms/{place.room}?kind=experience").text


@pytest.mark.parametrize(
    "path",
    [
        "/rooms/{private_room}",
        "/rooms/{private_room}/events?after=0",
        "/rooms/{private_room}/threads/new",
        "/threads/{private_thread}",
        "/messages/{private_message}",
        "/messages/{private_message}/edit",
        "/messages/{private_message}/history",
    ],
)
def test_private_rooms_do_not_exist_for_others(browse: Any, cast: Cast, place: Place, path: str) -> None:
    address = path.format(**vars(place))
    assert browse(cast.seeker).get(address).status_code in {200, 302}
    for person in (cast.outsider, cast.teammate, cast.secretariat, cast.facilitator):
        assert browse(person).get(address).status_code == 404


@pytest.mark.parametrize("what", ["remove", "restore", "reactions"])
def test_private_messages_cannot_be_touched(browse: Any, cast: Cast, place: Place, what: str) -> None:
    answer = submit(
        browse(cast.outsider),
        f"/messages/{place.private_message}/{what}",
        form_path="/rooms/1/threads/new",
        kind="useful",
    )
    assert answer.status_code == 404


def test_events_catch_up(browse: Any, cast: Cast, place: Place) -> None:
    browser = browse(cast.provider)
    send(browser, place.thread, "One")
    path = f"/rooms/{place.room}/events"
    got = browser.get(f"{path}?after=0").json
    assert [event["seq"] for event in got["events"]] == [1, 2]
    assert [event["kind"] for event in got["events"]] == ["thread", "message"]
    assert (got["last_seq"], got["more"]) == (2, False)
    rendered = browser.get(f"{path}?after=1&epoch={got['epoch']}").json["events"][0]["html"]
    assert rendered.count('<p dir="auto">One</p>') == 1
    assert browser.get(f"{path}?after=3").json["reset"] is True
    assert browser.get(f"{path}?after=1&epoch=other").json["reset"] is True
    assert browser.get(f"{path}?after=-1", headers=JSON).status_code == 422


def test_thread_page_asks_the_same_for_five_and_fifty_messages(
    browse: Any, cast: Cast, place: Place, database: Database, count_queries: Any
) -> None:
    browser = browse(cast.provider)
    writers = [cast.seeker, cast.provider, cast.teammate, cast.outsider, cast.facilitator]

    def fill(upto: int) -> None:
        with database.transaction() as db:
            thread = db.get_one(Thread, place.thread)
            for number in range(thread.last_number, upto):
                writer = db.merge(writers[number % 5])
                posted = messages.post(db, writer, place.thread, Draft(f"Message {number}"))
                messages.react(db, writer, posted.id, "useful")

    fill(5)
    with count_queries() as five:
        assert browser.get(f"/threads/{place.thread}?page=1").status_code == 200
    fill(50)
    with count_queries() as fifty:
        assert browser.get(f"/threads/{place.thread}?page=1").text.count("<article") == 50
    assert (len(five), len(five) <= 8) == (len(fifty), True)


def test_models_hold_what_was_written(browse: Any, cast: Cast, place: Place, database: Database) -> None:
    send(browse(cast.provider), place.thread, "One")
    with database.session() as db:
        room, thread = db.get_one(Room, place.room), db.get_one(Thread, place.thread)
        assert (room.last_seq, thread.last_number, thread.last_author_id) == (2, 2, cast.provider.id)
        assert db.get_one(Message, place.message).language == "en"
