"""Attack 7: somebody who was taken out keeps reading, or asks again where they left off (Campfire ee37809, Open WebUI
CVE-2026-44561)."""

from typing import Any

import pytest
from flask import Flask

from peerhub.base.database.engine import Database
from peerhub.exchanges.actions import teams
from peerhub.notices.models import Notice
from peerhub.people.models import Person
from peerhub.rooms.actions import messages
from peerhub.sessions.actions import changes
from tests.cast import Cast
from tests.security.world import SECRET, World
from tests.support.forms import submit, token_of

NEWS = "Said after they had gone"


@pytest.fixture
def gone(app: Flask, database: Database, cast: Cast, world: World) -> Any:
    """A browser of the seeker, who was taken out of the exchange; the others went on writing."""
    with app.app_context(), database.transaction() as db:
        guide, other = db.get_one(Person, cast.facilitator.id), db.get_one(Person, cast.provider.id)
        teams.add_facilitator(db, db.get_one(Person, cast.secretariat.id), world.ids["exchange_id"], guide.id)
        messages.post(db, other, world.ids["thread_id"], messages.Draft("Before"))
        teams.remove_person(db, guide, world.ids["exchange_id"], cast.seeker.id)
        messages.post(db, other, world.ids["thread_id"], messages.Draft(NEWS))


@pytest.mark.usefixtures("gone")
@pytest.mark.parametrize(
    "path",
    [
        "/rooms/{room_id}", "/rooms/{room_id}/events?after=0", "/rooms/{room_id}/threads/new", "/threads/{thread_id}",
        "/messages/{message_id}", "/messages/{message_id}/edit", "/messages/{message_id}/history",
    ],
)  # fmt: skip
def test_the_room_is_closed_to_them(browse: Any, cast: Cast, world: World, path: str) -> None:
    assert browse(cast.provider).get(path.format(**world.ids)).status_code != 404
    assert browse(cast.seeker).get(path.format(**world.ids)).status_code == 404


@pytest.mark.usefixtures("gone")
def test_they_write_nothing_there(browse: Any, cast: Cast, world: World) -> None:
    browser = browse(cast.seeker)
    token = token_of(browser, "/profile")
    for path in (
        "/threads/{thread_id}/messages", "/threads/{thread_id}/read", "/threads/{thread_id}/answer",
        "/messages/{message_id}/edit", "/messages/{message_id}/remove", "/messages/{message_id}/reactions",
    ):  # fmt: skip
        sent = {"csrf_token": token, "body": "Still here", "kind": "useful", "number": "1"}
        assert browser.post(path.format(**world.ids), data=sent).status_code == 404, path


@pytest.mark.usefixtures("gone")
def test_no_list_counter_or_bell_tells_them_more(browse: Any, cast: Cast, world: World, database: Database) -> None:
    with database.session() as db:
        told = db.query(Notice).filter_by(kind="rooms/replied", person_id=cast.seeker.id).count()
    assert told == 1  # of the message before
    browser = browse(cast.seeker)
    for path in ("/", "/rooms"):
        text = browser.get(path).text
        assert NEWS not in text
        assert f"{SECRET}: thread" not in text
    assert SECRET not in browser.get(f"/exchanges/{world.ids['exchange_id']}").text


def test_a_withdrawn_invitation_shows_the_session_no_more(
    app: Flask, client: Any, cast: Cast, world: World, database: Database
) -> None:
    path = f"/invitations/{world.tokens['sessions.invitation']}"
    assert SECRET in client.get(path).text
    with app.app_context(), database.transaction() as db:
        leading = db.get_one(Person, cast.facilitator.id)
        changes.withdraw(db, leading, world.ids["session_id"], cast.seeker.id)
    shown = client.get(path).text
    assert "withdrawn" in shown
    for kept in (SECRET, "What Chile did", "Catalogues that platforms can read", "December"):
        assert kept not in shown
    assert submit(client, f"{path}/join", form_path="/sign-in").status_code == 409
    assert SECRET not in client.get(f"/feeds/{world.tokens['sessions.feed']}.ics").text.replace("\r\n ", "")
