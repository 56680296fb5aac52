"""The frame shows where one is."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from peerhub.base.database.engine import Database
from peerhub.sessions.actions import drafts, invitations
from tests.cast import Cast
from tests.sessions.arrange import plan, scheduled


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/", "/"),
        ("/sessions", "/sessions"),
        ("/needs", "/exchanges"),
        ("/offers/new", "/exchanges"),
        ("/rooms", "/rooms"),
        ("/rooms/1", "/rooms/1"),
    ],
)
def test_the_rail_marks_the_place_one_is_in(browse: Any, cast: Cast, address: str, place: str) -> None:
    assert marked(browse(cast.seeker), address)[0] == place


def test_the_first_page_leads_to_all_that_the_counter_counts(
    app: Any, browse: Any, cast: Cast, database: Database
) -> None:
    with app.app_context(), database.transaction() as db:
        scheduled(db, cast)
        for _again in range(2):
            plans = drafts.create(db, cast.facilitator, plan(cast))
            invitations.send(db, cast.facilitator, plans.id)
    assert "more session" not in browse(cast.seeker).get("/").text
    with app.app_context(), database.transaction() as db:
        last = drafts.create(db, cast.facilitator, plan(cast))
        invitations.send(db, cast.facilitator, last.id)
    assert "1 more session is waiting for your answer" in browse(cast.seeker).get("/").text


def test_a_name_that_only_begins_alike_is_another_place(browse: Any, cast: Cast) -> None:
    assert marked(browse(cast.seeker), "/notices") == []


def marked(browser: FlaskClient, address: str) -> list[str]:
    """The addresses of the rail's places that are marked as current."""
    shown = browser.get(address)
    assert shown.status_code == 200
    links = re.findall(r"<a [^>]*aria-current[^>]*>", shown.text)
    return [found.group(1) for link in links if "place" in link and (found := re.search(r'href="([^"]+)"', link))]
