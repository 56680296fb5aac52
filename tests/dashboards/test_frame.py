"""The frame shows where one is."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.cast import Cast


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


def test_a_name_that_only_begins_alike_is_another_place(browse: Any, cast: Cast) -> None:
    assert marked(browse(cast.seeker), "/notices") == []


def marked(browser: FlaskClient, address: str) -> list[str]:
    """The addresses of the rail's places that are marked as current."""
    shown = browser.get(address)
    assert shown.status_code == 200
    links = re.findall(r"<a [^>]*aria-current[^>]*>", shown.text)
    return [found.group(1) for link in links if "place" in link and (found := re.search(r'href="([^"]+)"', link))]
