"""Somebody new finds what is new, three first steps, and who else is there; "everything" is said only when it is so."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.people.models import Person
from peerhub.rooms.actions import messages, threads
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.actions.threads import NewThread
from peerhub.rooms.models.log import ReadMark
from peerhub.rooms.queries import unread
from tests.accounts.arrange import invited
from tests.cast import NOW, Cast
from tests.support.forms import submit

READ_ALL = "You have read everything"
DETAILS: dict[str, Any] = {"name": "Archives", "working_languages": "en", "language": "en", "zone": "UTC"}


def write(database: Database, app: Flask, days_ago: list[int], room_id: int = 1) -> int:
    """A thread with a message so many days ago each."""
    with app.app_context(), database.transaction() as db:
        writer = Cast.find(db).provider
        thread_id = 0
        for days in days_ago:
            with clock.fixed_at(NOW - timedelta(days=days)):
                if thread_id:
                    messages.post(db, writer, thread_id, Draft(f"{days} days ago"))
                else:
                    new = NewThread("Who counts?", "discussion", Draft(f"{days} days ago"))
                    thread_id = threads.start(db, writer, room_id, new).thread_id
        return thread_id


def joined(client: FlaskClient, database: Database, cast: Cast) -> FlaskClient:
    """Invited to the team of Jamaica, and joined."""
    _id, path = invited(database, cast.focal_point)
    assert submit(client, path, **DETAILS).status_code == 302
    return client


def counters(page: str) -> int:
    """What the first page's list says is unread, added up."""
    news = page[page.index("New in your rooms") :]
    return sum(int(each) for each in re.findall(r'class="counter">(\d+)', news))


@pytest.mark.parametrize(
    ("days", "unread"),
    [([3], 1), ([10, 5, 1], 3), ([13], 1), ([60, 40, 3, 2], 2), ([30, 15, 13], 1)],
    ids=["newcomer-has-read-everything", "a few days", "just within", "goes on", "goes on since weeks"],
)
def test_what_is_new(
    app: Flask, client: FlaskClient, database: Database, cast: Cast, days: list[int], unread: int
) -> None:
    write(database, app, days)
    page = joined(client, database, cast).get("/").text
    assert READ_ALL not in page
    assert counters(page) == unread
    rooms = client.get("/rooms").text
    assert f'class="counter">{unread}<' in rooms
    assert client.get("/rooms/1").text.count(f'class="counter">{unread}<') >= 1


def test_what_ended_before_is_not_new_but_was_not_read_either(
    app: Flask, client: FlaskClient, database: Database, cast: Cast
) -> None:
    thread = write(database, app, [40, 20])
    page = joined(client, database, cast).get("/").text
    assert "Nothing new." in page
    assert READ_ALL not in page
    client.get(f"/threads/{thread}")
    submit(client, f"/threads/{thread}/read", form_path="/profile", number="2")
    assert READ_ALL in client.get("/").text


def test_nothing_written_is_not_everything_read(client: FlaskClient, database: Database, cast: Cast) -> None:
    page = joined(client, database, cast).get("/").text
    assert READ_ALL not in page
    assert "be the first to ask" in page


def test_everything_read_is_said(app: Flask, client: FlaskClient, database: Database, cast: Cast) -> None:
    write(database, app, [3])
    joined(client, database, cast)
    submit(client, "/rooms/read", form_path="/profile")
    assert READ_ALL in client.get("/").text


def steps(client: FlaskClient) -> str:
    """The first steps as they stand, or nothing."""
    page = client.get("/").text
    found = re.search(r'id="first-steps".*?</section>', page, re.DOTALL)
    return found.group(0) if found else ""


def test_three_first_steps_go_when_they_are_done(
    app: Flask, client: FlaskClient, database: Database, cast: Cast
) -> None:
    thread = write(database, app, [60, 3])
    joined(client, database, cast)
    assert steps(client).count("done</span>") == 0
    submit(client, "/profile", **DETAILS)
    assert steps(client).count("done</span>") == 1
    submit(client, f"/threads/{thread}/read", form_path="/profile", number="2")
    assert steps(client).count("done</span>") == 2
    submit(client, f"/threads/{thread}/messages", form_path="/profile", body="Good morning, all.")
    assert steps(client) == ""


def test_the_steps_are_put_away(client: FlaskClient, database: Database, cast: Cast) -> None:
    joined(client, database, cast)
    assert steps(client)
    assert submit(client, "/profile/first-steps/hide", form_path="/").location == "/"
    assert steps(client) == ""


def test_the_steps_name_people_of_the_same_country(client: FlaskClient, database: Database, cast: Cast) -> None:
    shown = steps(joined(client, database, cast))
    assert "Your team: Jamaica" in shown
    for office in ("Statistics office", "Copyright office"):
        assert office in shown
    assert "Ministry of cultures" not in shown
    assert "Former office" not in shown
    assert "/needs/new" in shown


def test_who_sits_for_no_country_is_led_to_the_rooms(browse: Any, cast: Cast) -> None:
    shown = steps(browse(cast.facilitator))
    assert "Your team:" not in shown
    assert "/needs/new" not in shown


def test_the_steps_are_for_the_first_month(browse: Any, cast: Cast) -> None:
    browser = browse(cast.seeker)
    assert steps(browser)
    with clock.fixed_at(NOW + timedelta(days=30, seconds=1)):
        assert steps(browser) == ""


def test_joining_marks_what_was_written_before_in_one_statement(
    app: Flask, client: FlaskClient, database: Database, cast: Cast, count_queries: Any
) -> None:
    first = write(database, app, [60, 40, 3])
    write(database, app, [50, 2], room_id=2)
    write(database, app, [50])
    _id, path = invited(database, cast.focal_point)
    with count_queries() as seen:
        submit(client, path, **DETAILS)
    assert sum("INTO read_marks" in each for each in seen) == 1
    with database.session() as db:
        person = db.query(Person).filter_by(name="Archives").one()
        assert db.get_one(ReadMark, (person.id, first)).number == 2
        assert db.query(ReadMark).filter_by(person_id=person.id).count() == 2
        assert sum(each.unread for each in unread.news_for(db, person)) == 2
