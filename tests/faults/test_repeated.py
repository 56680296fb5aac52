"""The same request three times, one after another and at once: one outcome, one answer."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from peerhub.base import clock
from peerhub.people.models import Person
from peerhub.rooms.models.log import ReadMark
from peerhub.rooms.models.messages import Message, MessageVersion, Reaction
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread
from peerhub.sessions.models import Invitee
from tests.faults.arrange import Ground
from tests.faults.clients import Answer, Browser
from tests.faults.served import Served
from tests.sessions.arrange import scheduled

Send = Callable[[], Answer]
TIMES = 3


def one_after_another(send: Send) -> list[Answer]:
    """Again, as by a page that never got the answer."""
    return [send() for _time in range(TIMES)]


def at_once(send: Send) -> list[Answer]:
    """All together, as by an impatient hand and three open tabs."""
    gate, answers = threading.Barrier(TIMES), list[Answer]()

    def run() -> None:
        gate.wait()
        answers.append(send())

    threads = [threading.Thread(target=run) for _time in range(TIMES)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert len(answers) == TIMES
    return answers


both = pytest.mark.parametrize("thrice", [one_after_another, at_once])


@pytest.fixture
def writer(site: Flask, ground: Ground, served: Served) -> Browser:
    """The provider before the thread."""
    return signed_in(site, ground.cast.provider, served, f"/threads/{ground.place.thread}")


def signed_in(site: Flask, person: Person, served: Served, path: str) -> Browser:
    """A browser that has loaded a page with a form."""
    browser = Browser.of(site, person, served.origin)
    browser.open_form(path)
    return browser


def same(answers: list[Answer], *statuses: int) -> bool:
    """Whether all say the same with one of these statuses."""
    return {each.status for each in answers} <= set(statuses) and len({each.text for each in answers}) == 1


def count(ground: Ground, model: Any, *conditions: Any) -> int:
    """How many rows there are."""
    with ground.database.session() as db:
        return db.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def lines(ground: Ground) -> int:
    """How far the room's log is."""
    with ground.database.session() as db:
        return db.get_one(Room, ground.place.room).last_seq


@both
def test_a_message(ground: Ground, writer: Browser, thrice: Callable[[Send], list[Answer]]) -> None:
    path = f"/threads/{ground.place.thread}/messages"
    key = f"of-a-message-{thrice.__name__}"
    answers = thrice(lambda: writer.post(path, body="Once", key=key, seen=1))
    assert same(answers, 200, 201), answers
    assert count(ground, Message, Message.thread_id == ground.place.thread) == 2
    assert lines(ground) == 2
    different = thrice(
        lambda: writer.post(path, body="Without a key", seen=1)
    )  # the negative: nothing else holds them apart
    assert len({each.text for each in different}) == TIMES


@both
def test_a_thread(ground: Ground, writer: Browser, thrice: Callable[[Send], list[Answer]]) -> None:
    fields = {"title": "Once", "kind": "question", "body": "Once", "activity": "", "language": "en"}
    key = f"of-a-thread-{thrice.__name__}"
    answers = thrice(lambda: writer.post(f"/rooms/{ground.place.room}/threads/new", key=key, **fields))
    assert same(answers, 302), answers
    assert count(ground, Thread, Thread.room_id == ground.place.room) == 2
    assert lines(ground) == 2


@both
def test_a_reaction(ground: Ground, writer: Browser, thrice: Callable[[Send], list[Answer]]) -> None:
    message = ground.place.message
    answers = thrice(lambda: writer.post(f"/messages/{message}/reactions", kind="useful", given="1"))
    assert same(answers, 200), answers
    assert count(ground, Reaction, Reaction.message_id == message) == 1
    assert lines(ground) == 2
    answers = thrice(lambda: writer.post(f"/messages/{message}/reactions", kind="useful", given="0"))
    assert same(answers, 200), answers
    assert count(ground, Reaction, Reaction.message_id == message) == 0
    assert lines(ground) == 3


@both
def test_an_edit(site: Flask, ground: Ground, served: Served, thrice: Callable[[Send], list[Answer]]) -> None:
    path = f"/messages/{ground.place.message}/edit"
    author = signed_in(site, ground.cast.seeker, served, path)
    found = re.search(r'name="as_read"[^>]* value="([^"]+)"', author.get(path).text)
    assert found
    as_read = unescape(found.group(1))
    answers = thrice(lambda: author.post(path, body="Said better", as_read=as_read))
    assert same(answers, 302), answers
    assert count(ground, MessageVersion, MessageVersion.message_id == ground.place.message) == 1
    assert lines(ground) == 2
    assert author.post(path, body="Said otherwise", as_read=as_read).status == 409  # another text over one not seen


@both
def test_a_removal(site: Flask, ground: Ground, served: Served, thrice: Callable[[Send], list[Answer]]) -> None:
    author = signed_in(site, ground.cast.seeker, served, f"/threads/{ground.place.thread}")
    for verb, reached in (("remove", 2), ("restore", 3)):
        answers = thrice(lambda verb=verb: author.post(f"/messages/{ground.place.message}/{verb}"))  # type: ignore[misc]
        assert same(answers, 302), answers
        assert lines(ground) == reached


@both
def test_a_reading_mark(ground: Ground, writer: Browser, thrice: Callable[[Send], list[Answer]]) -> None:
    thread = ground.place.thread
    answers = thrice(lambda: writer.post(f"/threads/{thread}/read", number="1"))
    assert same(answers, 200), answers
    assert answers[0].json == {"number": 1}
    marks = (ReadMark.thread_id == thread, ReadMark.person_id == ground.cast.provider.id)
    assert count(ground, ReadMark, *marks) == 1


@both
def test_an_answer_to_an_invitation(
    site: Flask, ground: Ground, served: Served, thrice: Callable[[Send], list[Answer]]
) -> None:
    day = (clock.now() + timedelta(days=14)).replace(tzinfo=None, hour=14, minute=0, second=0, microsecond=0)
    with site.app_context(), ground.database.transaction() as db:
        session = scheduled(db, ground.cast, wall_start=day).id
    invited = signed_in(site, ground.cast.seeker, served, f"/sessions/{session}")
    answers = thrice(lambda: invited.post(f"/sessions/{session}/answer", answer="accepted"))
    assert same(answers, 302), answers
    mine = (session, ground.cast.seeker.id)
    with ground.database.session() as db:
        first = db.get_one(Invitee, mine).responded_at
        assert db.get_one(Invitee, mine).response == "accepted"
    invited.post(f"/sessions/{session}/answer", answer="accepted")
    with ground.database.session() as db:
        assert db.get_one(Invitee, mine).responded_at == first
    invited.post(f"/sessions/{session}/answer", answer="declined")  # the negative: another answer is another one
    with ground.database.session() as db:
        assert db.get_one(Invitee, mine).responded_at != first
