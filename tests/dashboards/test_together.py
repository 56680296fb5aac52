"""What countries do with each other, on the pages of countries and themes; and what the rail marks."""

import re
from typing import Any

from flask import Flask
from sqlalchemy import select

from peerhub.base.database.engine import Database
from peerhub.rooms.models.rooms import Room
from tests.cast import Cast
from tests.exchanges.arrange import opened
from tests.matching import arrange as matching
from tests.sessions.arrange import scheduled


def test_a_country_shows_what_it_seeks_offers_and_learns(browse: Any, cast: Cast, database: Database) -> None:
    before = browse(cast.outsider).get("/countries/JM").text
    assert before.count("Nothing at the moment.") == 2
    assert "All exchanges" not in before
    with database.transaction() as db:
        exchange = opened(db, cast)
        matching.offer(db, cast.seeker, done="Mapped every studio.")
        links = f"/exchanges/{exchange.id}", f"/needs/{exchange.need_id}"
    seeker, provider = (browse(cast.outsider).get(f"/countries/{code}").text for code in ("JM", "CL"))
    assert [link in seeker for link in links] == [True, True]
    assert [link in provider for link in links] == [True, False]
    assert "Mapped every studio." in seeker
    assert "Asked services for a quarterly report" in provider


def test_a_theme_shows_what_is_ahead_sought_and_offered(
    browse: Any, cast: Cast, app: Flask, database: Database
) -> None:
    path = "/themes/discoverability_access"
    assert "There are no upcoming sessions on this theme." in browse(cast.seeker).get(path).text
    with app.app_context(), database.transaction() as db:
        session = scheduled(db, cast)
        need = matching.state(db, cast.seeker)
        offer = matching.offer(db, cast.provider)
        links = f"/sessions/{session.id}", f"/needs/{need.id}", f"/offers/{offer.id}"
    shown = browse(cast.seeker).get(path).text
    assert [link in shown for link in links] == [True, True, True]
    other = browse(cast.seeker).get("/themes/data_collection").text
    assert [link in other for link in links] == [False, False, False]
    assert links[0] not in browse(cast.outsider).get(path).text


def test_more_of_everything_asks_no_more(
    browse: Any, cast: Cast, app: Flask, database: Database, count_queries: Any
) -> None:
    counts = []
    for further in (1, 2):
        with app.app_context(), database.transaction() as db:
            for number in range(further):
                opened(db, cast)
                matching.offer(db, cast.seeker, done=f"Mapped studio {number}.")
                scheduled(db, cast)
        with count_queries() as seen:
            browse(cast.seeker).get("/countries/JM")
        country = len(seen)
        with count_queries() as seen:
            browse(cast.seeker).get("/themes/discoverability_access")
        counts.append((country, len(seen)))
    assert counts[0] == counts[1]


def test_the_rail_marks_one_place(browse: Any, cast: Cast, database: Database) -> None:
    with database.session() as db:
        room = db.scalars(select(Room).where(Room.theme_code == "data_collection")).one()
    for path, label in (
        ("/rooms", "Rooms"),
        (f"/rooms/{room.id}", "Data for policy"),
        (f"/rooms/{room.id}/threads/new", "Data for policy"),
        ("/themes/data_collection", "Data for policy"),
        ("/countries/JM", "Countries"),
    ):
        shown = browse(cast.seeker).get(path).text
        assert re.findall(r'class="place[^>]*aria-current="page">([^<]*?) ?<', shown) == [label]
