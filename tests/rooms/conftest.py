"""Rooms of the tests: a theme room that the facilitator looks after, a thread in it, and a private room; and in browsers."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from peerhub.base.database.engine import Database
from peerhub.people.models import Person
from peerhub.rooms.actions import messages, threads
from tests.base.live.sites import Site, cookie_of, running_site
from tests.cast import Cast
from tests.rooms.arrange import Open, Place, build

BLOCKED = """
window.WebSocket = class {
  constructor() { setTimeout(() => this.onerror(new Event("error"))); }
  close() {}
};
"""


@pytest.fixture
def place(database: Database, cast: Cast) -> Place:
    """The rooms, for tests of endpoints: already committed."""
    with database.transaction() as db:
        return build(db, cast)


@pytest.fixture
def thread_id(app: Flask, database: Database, cast: Cast) -> int:
    """A thread in the first theme's room."""
    with app.app_context(), database.transaction() as db:
        author = db.get_one(Person, cast.seeker.id)
        draft = messages.Draft("What did the first year cost?", "first", "en")
        new = threads.NewThread(title="Costs", kind="question", activity_code="", draft=draft)
        return threads.start(db, author, 1, new).thread_id


@pytest.fixture
def served(database: Database, thread_id: int) -> Iterator[Site]:
    """The site."""
    assert thread_id
    address = database.engine.url.render_as_string(hide_password=False)
    with running_site(replace(database.settings, database_url=address)) as running:
        yield running


@pytest.fixture
def open_thread(chrome: Browser, app: Flask, served: Site, thread_id: int) -> Iterator[Open]:
    """`open_thread(person)`: the thread in a browser of that person; `path` for another page.

    `blocked=True` where sockets do not come through.
    """
    contexts = []

    def open_it(person: Person, *, blocked: bool = False, path: str = "") -> Page:
        context = chrome.new_context()
        contexts.append(context)
        context.add_cookies([{"name": "peerhub", "value": cookie_of(app, person), "url": served.origin}])
        if blocked:
            context.add_init_script(BLOCKED)
            context.route(re.compile("/socket.io/"), lambda route: route.abort())
        page = context.new_page()
        page.goto(served.origin + (path or f"/threads/{thread_id}"))
        if not blocked:
            expect(page.locator("#here")).to_be_visible()  # the room answered
        return page

    yield open_it
    for context in contexts:
        context.close()
