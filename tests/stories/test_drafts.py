"""A draft is found by the names of its fields, wherever a later answer of the server has put them."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.stories.server import ROOT

pytestmark = pytest.mark.browser

FORM = """<!doctype html><title>Form</title>
<form data-keep="trial" method="post"><input type="hidden" name="as_read" value="{path}">
<input name="title">{people}<span data-draft="Draft saved"></span></form>
<script type="module" src="/drafts.js"></script>"""
ELSEWHERE = '<input type="checkbox" name="people" value="9">'
OFFICE = '<input type="checkbox" name="people" value="5" checked>'


@pytest.fixture
def page(chrome: Browser) -> Iterator[Page]:
    """A page on which the site's script runs; /first and /grown are two states of one form."""
    context = chrome.new_context(base_url="http://drafts.example")
    context.route("**/*", _serve)
    yield context.new_page()
    context.close()


def _serve(route: Route) -> None:
    path = urlsplit(route.request.url).path
    if path.endswith(".js"):
        route.fulfill(path=ROOT / "static" / "js" / path.lstrip("/"), content_type="text/javascript")
    else:
        people = OFFICE + ELSEWHERE if path == "/grown" else ELSEWHERE
        route.fulfill(body=FORM.format(people=people, path=path), content_type="text/html")


def test_what_was_typed_comes_back_and_new_choices_stay_as_they_are(page: Page) -> None:
    page.goto("/first")
    page.locator("[name=title]").fill("Findable")
    expect(page.get_by_text("Draft saved")).to_be_visible()
    page.goto("/grown")
    expect(page.locator("[name=title]")).to_have_value("Findable")
    expect(page.locator("[value='5']")).to_be_checked()
    expect(page.locator("[value='9']")).not_to_be_checked()


def test_a_draft_says_which_state_it_was_begun_on(page: Page) -> None:
    """Restored over a state that somebody saved meanwhile, it must not pass for having read that one."""
    page.goto("/first")
    page.locator("[name=title]").fill("Findable")
    expect(page.get_by_text("Draft saved")).to_be_visible()
    page.goto("/grown")
    expect(page.locator("[name=title]")).to_have_value("Findable")
    expect(page.locator("[name=as_read]")).to_have_value("/first")
