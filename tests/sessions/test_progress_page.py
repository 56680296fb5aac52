"""How far the emails of a session are, followed in a browser."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect

from peerhub.base.database.engine import Database
from tests.base.live.sites import cookie_of
from tests.cast import Cast
from tests.sessions.crowds import sent_to

pytestmark = pytest.mark.browser
MANY = 30
PAUSE = 10_000  # milliseconds: longer than the page waits after one failure
STEP = """<div data-progress{done}><p><span data-step>Sending emails: {number} of 33.</span></p>
<progress max="33" value="{number}"></progress></div>"""


@pytest.fixture
def answers() -> list[dict[str, Any]]:
    """What the page is answered when it asks how far it is, one after the other."""
    return []


@pytest.fixture
def page(
    address: str, app: Flask, chrome: Browser, database: Database, cast: Cast, answers: list[dict[str, Any]]
) -> Iterator[Page]:
    """The session in the facilitator's browser, whose clock stands still."""
    with app.app_context(), database.transaction() as db:
        session_id = sent_to(db, cast, MANY)[0].id

    def answer(route: Route) -> None:
        route.fulfill(content_type="text/html", **answers.pop(0))

    context = chrome.new_context()
    context.add_cookies([{"name": "peerhub", "value": cookie_of(app, cast.facilitator), "url": address}])
    context.route("**/sending", answer)
    page = context.new_page()
    page.clock.install()
    page.goto(f"{address}/sessions/{session_id}")
    yield page
    context.close()


def test_progress_goes_on_after_a_failure_and_says_when_it_is_done(page: Page, answers: list[dict[str, Any]]) -> None:
    part = page.locator("[data-progress]")
    expect(part).to_contain_text("Sending emails: 0 of 33.")
    link = part.get_by_role("link")
    link.focus()
    answers[:] = [{"status": 500}, {"body": STEP.format(number=20, done="")}]
    page.clock.run_for(PAUSE)
    expect(part).to_contain_text("Sending emails: 20 of 33.")
    assert part.locator("progress").get_attribute("value") == "20"
    expect(link).to_be_focused()
    assert part.get_attribute("role") is None
    answers[:] = [{"body": STEP.format(number=33, done=" data-done")}]
    page.clock.run_for(PAUSE)
    expect(part).to_have_attribute("role", "status")
    page.clock.run_for(PAUSE)  # it would ask again, and nothing is left to answer
    assert answers == []


@pytest.mark.parametrize("answer", [{"status": 403}, {"body": "Sign in"}], ids=["no longer theirs", "signed out"])
def test_progress_is_asked_for_no_more_by_who_may_not_know(
    page: Page, answers: list[dict[str, Any]], answer: dict[str, Any]
) -> None:
    answers[:] = [answer, {"body": STEP.format(number=20, done="")}]
    page.clock.run_for(PAUSE)
    page.wait_for_load_state("networkidle")
    page.clock.run_for(PAUSE)
    page.wait_for_load_state("networkidle")
    assert len(answers) == 1
