"""Eight hours without a line while 300 messages are written: all of them afterwards, or an explicit "load anew"."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.people.models import Person
from peerhub.rooms import jobs
from peerhub.rooms.actions import messages
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.models.log import RoomEvent
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.rules import EVENTS
from tests.cast import NOW, Cast
from tests.faults.following import Following
from tests.rooms.arrange import Place, build

MISSED, HOURS = 300, 8


@pytest.fixture
def place(app: Flask, database: Database, cast: Cast) -> Place:
    """The rooms."""
    with app.app_context(), database.transaction() as db:
        return build(db, cast)


@pytest.fixture
def page(browse: Any, cast: Cast, place: Place) -> Following:
    """The thread as a page of the seeker shows it before the line is lost."""
    browser: FlaskClient = browse(cast.seeker)

    def fetch(after: int, epoch: str) -> dict[str, Any]:
        answer = browser.get(f"/rooms/{place.room}/events", query_string={"after": after, "epoch": epoch})
        assert answer.status_code == 200
        return dict(answer.json or {})

    def load() -> tuple[int, str, list[int]]:
        """A fresh page, without the log."""
        rendered = browser.get(f"/threads/{place.thread}")
        assert rendered.status_code == 200
        stands = fetch(2**31 - 1, "")
        assert stands["reset"]
        return stands["last_seq"], stands["epoch"], []

    made = Following(place.thread, fetch, load)
    made.reload()
    return made


@pytest.fixture
def away(app: Flask, database: Database, cast: Cast, place: Place, page: Following) -> list[str]:
    """What the others write meanwhile, evenly over the eight hours."""
    written = [f"Missed {number}" for number in range(MISSED)]
    with app.app_context(), database.transaction() as db:
        authors = [db.get_one(Person, person.id) for person in (cast.provider, cast.outsider)]
        for number, body in enumerate(written):
            with clock.fixed_at(NOW + timedelta(hours=HOURS) * number / MISSED):
                messages.post(db, authors[number % 2], place.thread, Draft(body))
    return written


def test_everything_missed_is_there_in_order(database: Database, page: Following, away: list[str]) -> None:
    assert page.messages == []
    before, asked = page.have, count_fetches(page)
    with clock.fixed_at(NOW + timedelta(hours=HOURS)):
        page.catch_up()
    assert bodies(database, page.messages) == away
    assert page.have == before + MISSED
    assert len(asked) == -(-MISSED // EVENTS) == 2  # by pages of the log
    assert page.loads == 1


def test_after_ninety_days_the_page_is_told_to_load_anew(app: Flask, page: Following, away: list[str]) -> None:
    assert away
    with app.app_context(), clock.fixed_at(NOW + timedelta(days=91)):
        while jobs.prune(clock.now()):
            pass
        page.catch_up()
        assert page.loads == 2
        page.catch_up()  # and goes on from there
    assert page.loads == 2


@pytest.mark.parametrize("kept", ["the newest", "some", "none"])
def test_a_log_that_lacks_lines_is_never_a_silent_gap(
    database: Database, place: Place, page: Following, away: list[str], kept: str
) -> None:
    assert away
    with database.transaction() as db:
        last = db.get_one(Room, place.room).last_seq
        first_kept = {"the newest": last, "some": page.have + 2, "none": last + 1}[kept]
        db.execute(delete(RoomEvent).where(RoomEvent.room_id == place.room, RoomEvent.seq < first_kept))
    page.catch_up()
    assert (page.loads, page.have) == (2, last)


def test_a_database_from_a_backup_is_another_log(
    database: Database, place: Place, page: Following, away: list[str]
) -> None:
    assert away
    with database.transaction() as db:
        db.get_one(Room, place.room).epoch = "restored"
    page.catch_up()
    assert (page.loads, page.epoch) == (2, "restored")


def bodies(database: Database, ids: list[int]) -> list[str]:
    """What those messages say."""
    with database.session() as db:
        return [db.get_one(Message, message_id).body for message_id in ids]


def count_fetches(page: Following) -> list[int]:
    """The numbers after which the page asks from now on."""
    asked, fetch = list[int](), page.fetch

    def counted(after: int, epoch: str) -> dict[str, Any]:
        asked.append(after)
        return fetch(after, epoch)

    page.fetch = counted
    return asked
