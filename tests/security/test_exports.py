"""Class 11: an export that holds what its reader may not see, or that nobody hears of (CVE-2022-31134, CVE-2025-27149)."""

from typing import Any

import pytest
from flask import Flask

from peerhub.base.database.engine import Database
from peerhub.rooms.actions import members
from tests.cast import Cast
from tests.rooms.arrange import Place, build

FORMS = ("md", "json", "print")


@pytest.fixture
def place(database: Database, cast: Cast) -> Place:
    """A private room beside an open one."""
    with database.transaction() as db:
        return build(db, cast)


@pytest.mark.parametrize("role", ["outsider", "facilitator", "secretariat", "administrator"])
def test_private_rooms_are_not_taken_along(browse: Any, cast: Cast, place: Place, role: str) -> None:
    browser = browse(getattr(cast, role))
    for form in FORMS:
        assert browser.get(f"/rooms/{place.private_room}/export/{form}").status_code == 404
        assert browser.get(f"/threads/{place.private_thread}/export/{form}").status_code == 404
    assert browse(cast.provider).get(f"/rooms/{place.private_room}/export/md").status_code == 200


def test_who_left_and_strangers_take_nothing(
    browse: Any, client: Any, cast: Cast, place: Place, database: Database
) -> None:
    with database.transaction() as db:
        members.remove(db, place.private_room, cast.provider.id)
    assert browse(cast.provider).get(f"/threads/{place.private_thread}/export/json").status_code == 404
    assert client.get(f"/rooms/{place.room}/export/json").status_code == 302


def test_addresses_and_passwords_stay_here(app: Flask, browse: Any, cast: Cast, place: Place) -> None:
    for form in FORMS:
        text = browse(cast.provider).get(f"/rooms/{place.room}/export/{form}").text
        assert "@cast.example" not in text
        assert "argon2" not in text
