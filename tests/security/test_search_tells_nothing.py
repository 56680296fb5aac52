"""Class 10: a search that reveals what its reader may not see (GHSA-8gcg-vwmw-rxj4, CVE-2021-37864, CVE-2025-41436)."""

import re
from typing import Any

import pytest

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.people.models import Person
from peerhub.rooms.actions import indexing, members, messages, rooms
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.threads import Thread
from peerhub.rooms.queries import search
from peerhub.rooms.queries.search import BEST, SearchRequest
from tests.cast import Cast
from tests.rooms.arrange import build, start

SECRET = "zirconium"


def told(db: Db, viewer: Person, question: str = SECRET) -> set[int]:
    """All that a search tells: lines, counts, a further page, suggestions, in both orders."""
    seen = set()
    for order in (search.NEWEST, BEST):
        asked = SearchRequest(question, (), order)
        found = search.search(db, viewer, asked)
        close = [] if found.total else search.suggestions(db, viewer, asked, found)
        seen |= {found.total, len(found.hits), int(found.older is not None), len(close)}
    return seen


@pytest.fixture
def secret(db: Db, cast: Cast) -> Message:
    """A message in the private room of seeker and provider."""
    place = build(db, cast)
    posted = messages.post(db, db.merge(cast.seeker), place.private_thread, Draft(f"The {SECRET} budget"))
    return db.get_one(Message, posted.id)


@pytest.mark.parametrize("role", ["outsider", "teammate", "facilitator", "secretariat", "administrator"])
def test_words_of_a_private_room(db: Db, cast: Cast, secret: Message, role: str) -> None:
    assert told(db, db.merge(cast.provider)) == {0, 1}  # it is there
    for question in (
        SECRET,
        f"{SECRET[:4]}*",
        f"room:{secret.thread.room_id}",
        f'room:"Private" {SECRET}',
        f"{SECRET}s",
    ):
        assert told(db, db.merge(getattr(cast, role)), question) == {0}


def test_a_private_room_and_none_look_the_same(browse: Any, database: Database, cast: Cast) -> None:
    with database.transaction() as db:
        place = build(db, cast)
    browser = browse(cast.outsider)
    page, none = (_told_of(browser, number) for number in (place.private_room, 987654))
    assert page == none
    assert "Private room" not in page


def test_a_page_of_a_private_room_by_position(db: Db, cast: Cast, secret: Message) -> None:
    found = search.search(db, db.merge(cast.outsider), SearchRequest("budget", (), BEST, secret.id))
    assert (found.total, found.hits) == (0, ())


def test_a_member_who_left(db: Db, cast: Cast, secret: Message) -> None:
    members.remove(db, secret.thread.room_id, cast.provider.id)
    assert told(db, db.merge(cast.provider)) == {0}


def test_a_room_that_became_private(db: Db, cast: Cast, secret: Message) -> None:
    secret.thread.room.private = False
    db.flush()
    assert told(db, db.merge(cast.outsider)) == {0, 1}
    secret.thread.room.private = True
    db.flush()
    assert told(db, db.merge(cast.outsider)) == {0}


def test_a_thread_that_moved_into_a_private_room(db: Db, cast: Cast, secret: Message) -> None:
    room = rooms.create(db, "theme", "Open")
    moved = start(db, db.merge(cast.seeker), room.id, title=f"About {SECRET}xx")
    assert told(db, db.merge(cast.outsider), f"{SECRET}xx") == {0, 1}
    db.get_one(Thread, moved.thread_id).room_id = secret.thread.room_id
    db.flush()
    assert told(db, db.merge(cast.outsider), f"{SECRET}xx") == {0}  # even before the index knows
    indexing.index_change(db, "moved", moved.thread_id, None)
    assert told(db, db.merge(cast.outsider), f"{SECRET}xx room:Open") == {0}
    assert told(db, db.merge(cast.provider), f"{SECRET}xx room:Private") == {0, 1}


def test_removed_messages_even_where_the_index_knows_them(db: Db, cast: Cast, secret: Message) -> None:
    secret.removed_at = clock.now()
    db.flush()
    assert told(db, db.merge(cast.provider)) == {0}
    assert told(db, db.merge(cast.seeker), f"author:me {SECRET}") == {0}


def test_what_a_message_said_before(db: Db, cast: Cast, secret: Message) -> None:
    messages.edit(db, db.merge(cast.seeker), secret.id, "Nothing of the kind")
    assert told(db, db.merge(cast.provider)) == {0}


def test_strangers_are_asked_to_sign_in(client: Any) -> None:
    assert client.get(f"/search?q={SECRET}").status_code == 302
    assert client.get(f"/search?q={SECRET}", headers={"Accept": "application/json"}).status_code == 401


def _told_of(browser: Any, number: int) -> str:
    """The page for a room's number, without the number and the tokens of its forms, which hold the time."""
    page = browser.get(f"/search?q=first&room={number}").text
    return (
        re.sub(r'(name="csrf_token" value=)"[^"]+"', r"\1", page)
        .replace(f"room={number}", "room=#")
        .replace(f">{number}<", ">#<")
        .replace(f"“{number}”", "“#”")
    )
