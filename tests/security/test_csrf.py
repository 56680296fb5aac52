"""Attack 21: one door without protection from forged requests (Flarum CVE-2019-13183, NodeBB GHSA-5gwx-wf9g-r5mx)."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from peerhub.base.database import Database, Model
from tests.cast import Cast
from tests.security.world import World, doors
from tests.support.forms import token_of


def rows(database: Database) -> dict[str, list[str]]:
    """All that is kept, by table, in the order of its keys."""
    with database.session() as db:
        return {
            table.name: [repr(row) for row in db.execute(select(table).order_by(*table.primary_key))]
            for table in Model.metadata.sorted_tables
        }


def test_no_door_changes_anything_without_the_token_of_its_page(
    app: Flask, browse: Any, cast: Cast, world: World, database: Database
) -> None:
    browsers = [browse(person) for person in (cast.seeker, cast.administrator)]
    before = rows(database)
    for browser in browsers:
        for rule in doors(app, "POST"):
            for token in ({}, {"csrf_token": "forged"}):
                assert browser.post(world.path(rule), data=token).status_code == 400, rule.rule
    assert rows(database) == before


def test_the_token_of_another_is_worth_nothing(browse: Any, cast: Cast) -> None:
    theirs = token_of(browse(cast.outsider), "/profile")
    answer = browse(cast.seeker).post("/profile/sign-out-everywhere", data={"csrf_token": theirs})
    assert answer.status_code == 400


def test_a_form_of_another_site_puts_no_cookie_in_the_place_of_ours(app: Flask) -> None:
    """Browsers send it without the cookie (SameSite), and would keep the new one: a foreign page could sign people out."""
    foreign = [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://other.example"}]
    own = [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}, {}]
    for headers, kept in [*((each, False) for each in foreign), *((each, True) for each in own)]:
        answer = app.test_client().post("/sign-out", headers=headers)
        assert ("peerhub=" in answer.headers.get("Set-Cookie", "")) == kept
