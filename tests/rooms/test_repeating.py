"""What is sent again changes nothing, and what points at a message learns that it is gone."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.notices.models import Notice
from peerhub.people.models import Person
from peerhub.rooms import rules
from peerhub.rooms.actions import answers as answer_actions
from peerhub.rooms.actions import messages
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.models.threads import Thread
from peerhub.rooms.queries import events, rooms
from tests.cast import NOW, Cast
from tests.rooms.arrange import Place, build
from tests.support.forms import submit
from tests.support.sockets import Connect

CHIP = re.compile(r'name="(give|take)" aria-pressed="(\w+)" value="((\d+) (\w+))"')


def chips(browser: FlaskClient, place: Place) -> dict[str, tuple[str, str, bool]]:
    """The buttons under the first message: what each sends, and whether it is pressed."""
    shown = browser.get(f"/threads/{place.thread}").text.partition('id="message-2"')[0]
    return {kind: (name, value, pressed == "true") for name, pressed, value, _id, kind in CHIP.findall(shown)}


@pytest.mark.parametrize("kind", rules.REACTIONS)
def test_reaction_repeated(browse: Any, cast: Cast, place: Place, kind: str) -> None:
    browser, thread = browse(cast.provider), f"/threads/{place.thread}"
    for pressed in (True, False):
        name, value, before = chips(browser, place)[kind]
        assert before is not pressed
        for _time in range(2):
            assert submit(browser, "/reactions", form_path=thread, **{name: value}).status_code == 302
            assert chips(browser, place)[kind][2] is pressed


def test_reaction_repeated_by_a_program(browse: Any, cast: Cast, place: Place) -> None:
    browser, thread = browse(cast.provider), f"/threads/{place.thread}"
    address = f"/messages/{place.message}/reactions"
    for _time in range(2):
        assert submit(browser, address, form_path=thread, kind="useful").status_code == 302
        assert chips(browser, place)["useful"][2]
    for _time in range(2):
        assert submit(browser, address, form_path=thread, kind="useful", given="0").status_code == 302
        assert not chips(browser, place)["useful"][2]
    for wrong in ("", "useful", "x useful", "0 useful", "99999999999 useful", f"{place.private_message} useful"):
        assert submit(browse(cast.outsider), "/reactions", form_path=thread, give=wrong).status_code == 404


def test_removed_answer(db: Db, cast: Cast) -> None:
    place = build(db, cast)
    seeker, provider = db.merge(cast.seeker), db.merge(cast.provider)
    answers = [messages.post(db, provider, place.thread, Draft(text)).id for text in ("One", "Two")]

    def answered() -> tuple[int | None, int]:
        """Which message answers, and how many questions of the room are unanswered."""
        db.flush()
        shown = rooms.page(db, seeker, place.room, only="unanswered")
        return db.get_one(Thread, place.thread).answer_number, len(shown.threads)

    answer_actions.choose(db, seeker, place.thread, 2)
    messages.remove(db, provider, answers[1])  # another message: nothing happens to the answer
    assert answered() == (2, 0)
    messages.remove(db, provider, answers[0])
    assert answered() == (None, 1)
    messages.restore(db, provider, answers[0])
    assert answered() == (2, 0)
    kinds = [caught.event.kind for caught in events.after(db, seeker, place.room, 0).events]
    assert kinds[-4:] == ["removed", "answer", "restored", "answer"]


@pytest.mark.parametrize("meanwhile", ["another is chosen", "it is withdrawn", "it never was"])
def test_removed_answer_is_not_chosen_again_by_itself(db: Db, cast: Cast, meanwhile: str) -> None:
    place = build(db, cast)
    seeker, provider = db.merge(cast.seeker), db.merge(cast.provider)
    first, _second = (messages.post(db, provider, place.thread, Draft(text)).id for text in ("One", "Two"))
    if meanwhile != "it never was":
        answer_actions.choose(db, seeker, place.thread, 2)
    if meanwhile == "it is withdrawn":
        answer_actions.choose(db, seeker, place.thread, None)
    messages.remove(db, provider, first)
    if meanwhile == "another is chosen":
        answer_actions.choose(db, seeker, place.thread, 3)
    messages.restore(db, provider, first)
    assert db.get_one(Thread, place.thread).answer_number == (3 if meanwhile == "another is chosen" else None)


def test_filters_open(browse: Any, cast: Cast, database: Database) -> None:
    browser = browse(cast.seeker)
    filters = re.compile(r"<details( open)?><summary>Filters")
    for asked, is_open in (("", None), ("?q=cost", None), ("?q=cost&kind=question", " open"), ("?q=author:me", None)):
        found = filters.search(browser.get(f"/search{asked}").text)
        assert found, asked
        assert found[1] == is_open, asked


def told(db: Db, person: Person) -> list[str]:
    """The kinds of what waits in somebody's bell."""
    db.flush()
    waiting = select(Notice.kind).where(Notice.person_id == person.id, Notice.read_at.is_(None))
    return list(db.scalars(waiting))


def test_removed_answer_takes_its_calls_out_of_the_bell(db: Db, cast: Cast) -> None:
    place = build(db, cast)
    provider = db.merge(cast.provider)
    called = Draft(f"@{cast.teammate.name}, have a look")
    with clock.fixed_at(NOW):
        message = messages.post(db, provider, place.thread, called).id
        assert told(db, cast.teammate) == ["rooms/mentioned"]
        messages.remove(db, provider, message)
        assert told(db, cast.teammate) == []
        messages.restore(db, provider, message)
        assert told(db, cast.teammate) == ["rooms/mentioned"]


def test_removed_answer_lets_the_open_pages_of_those_it_called_count_again(
    app: Flask, connect: Connect, database: Database, cast: Cast
) -> None:
    with app.app_context(), database.transaction() as db:
        place = build(db, cast)
        called = Draft(f"@{cast.teammate.name}, have a look")
        message = messages.post(db, db.merge(cast.provider), place.thread, called).id
    pages = [connect(person) for person in (cast.teammate, cast.outsider)]
    for verb in (messages.remove, messages.restore):
        with app.app_context(), database.transaction() as db:
            verb(db, db.get_one(Person, cast.provider.id), message)
        assert [[event["name"] for event in page.get_received()].count("counts") for page in pages] == [1, 0]
