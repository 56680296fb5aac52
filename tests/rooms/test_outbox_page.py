"""What is written is kept on the device until the server has it, whatever fails, and is sent from any page; in a real browser."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from peerhub.base.database.engine import Database
from peerhub.people.models import Person
from peerhub.rooms.actions import messages, threads
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.actions.threads import NewThread
from tests.base.live.sites import Site, cookie_of
from tests.cast import Cast
from tests.rooms.arrange import Open, write
from tests.stories.waiting import until

pytestmark = pytest.mark.browser
POSTS = "**/threads/*/messages"
# Keeps a letter as the thread's page does, for a thread and a moment of the test's choosing.
KEEP = """([thread, body, at]) => {
  const me = document.getElementById("connection").dataset.me;
  const fields = { body, key: "key-" + at, seen: 0, language: "" };
  const letter = { thread: String(thread), action: `/threads/${thread}/messages`, fields, state: "waiting" };
  localStorage.setItem(`draft:outbox:${me}:${String(Date.now() - 10000 + at).padStart(15, "0")}-key-${at}`, JSON.stringify(letter));
}"""


@pytest.fixture
def other_thread(app: Flask, database: Database, cast: Cast) -> int:
    """Another thread, in another room."""
    with app.app_context(), database.transaction() as db:
        author = db.get_one(Person, cast.seeker.id)
        new = NewThread("Elsewhere", "discussion", Draft("Its first message."))
        return threads.start(db, author, 2, new).thread_id


def texts(page: Page) -> list[str]:
    """What stands in the thread."""
    return page.locator("#messages [data-body]").all_inner_texts()


@pytest.mark.parametrize("path", ["/", "/rooms", "/notices"])
def test_outbox_everywhere(open_thread: Open, cast: Cast, served: Site, path: str) -> None:
    page, other = open_thread(cast.provider), open_thread(cast.seeker)
    page.context.set_offline(True)
    write(page, "From the road")
    expect(page.locator("#outbox li")).to_contain_text("Saved on this device")
    expect(page.locator("#connection")).to_contain_text("No connection. What you write is saved on this device")
    context = page.context
    page.close()
    context.route(POSTS, lambda route: route.abort())
    context.set_offline(False)
    home = context.new_page()
    home.goto(served.origin + path)
    expect(home.locator("#connection")).to_contain_text("Messages waiting to be sent: 1")
    context.unroute(POSTS)
    home.evaluate("dispatchEvent(new Event('online'))")
    expect(other.locator("#message-2 [data-body]")).to_have_text("From the road")
    expect(home.locator("#connection")).to_be_hidden()


def test_what_another_program_left_in_the_browser_stops_nothing(open_thread: Open, cast: Cast, thread_id: int) -> None:
    page = open_thread(cast.provider)
    place = f"draft:outbox:{page.get_attribute('#connection', 'data-me')}:000000000000001-"
    reply = page.get_attribute("#reply-form", "data-keep")
    kept = {f"{place}a": "{", f"{place}b": "5", f"{place}c": '{"state": "waiting"}', f"draft:{reply}": '["x", 5'}
    page.evaluate("kept => Object.entries(kept).forEach(([name, value]) => localStorage.setItem(name, value))", kept)
    page.evaluate(KEEP, [thread_id, "Behind them", 1])
    with page.expect_response("**/messages") as sent:
        page.reload()
    assert sent.value.status == 201
    page.fill("#reply-form [name=body]", "It can be written in")
    page.click("#reply-form .buttons button")
    expect(page.locator("#message-3 [data-body]")).to_have_text("It can be written in")


def test_outbox_head_blocks(open_thread: Open, cast: Cast, thread_id: int, other_thread: int) -> None:
    page = open_thread(cast.provider, path="/rooms", blocked=True)
    page.clock.install()
    broken = re.compile(f"/threads/{thread_id}/messages")
    page.route(broken, lambda route: route.fulfill(status=500, json={"error": "Broken."}))
    for at, (thread, body) in enumerate(
        [(thread_id, "First"), (thread_id, "Behind it"), (other_thread, "Elsewhere too")]
    ):
        page.evaluate(KEEP, [thread, body, at])
    with page.expect_response(f"**/threads/{other_thread}/messages") as sent:
        page.evaluate("dispatchEvent(new Event('online'))")
    assert sent.value.status == 201
    failed = page.locator("#connection li")

    def both_failed() -> bool | None:
        page.clock.run_for(20_000)
        return failed.count() == 2 or None

    until(both_failed, "the end of the tries")
    expect(failed.first).to_contain_text("This message could not be sent. Broken.")
    page.unroute(broken)
    with page.expect_response(broken) as again:
        failed.first.locator("button:has-text('Try again')").click()
    assert again.value.status == 201
    expect(failed).to_have_count(1)
    failed.first.locator("a").click()
    page.click("#outbox button:has-text('Back to the text box')")
    expect(page.locator("#reply-form #body")).to_have_value("Behind it")
    expect(page.locator("#outbox li")).to_have_count(0)


def test_outbox_head_blocks_gives_back_poll_and_language(open_thread: Open, cast: Cast) -> None:
    page = open_thread(cast.provider)
    page.route(POSTS, lambda route: route.fulfill(status=403, json={"error": "Not now."}))
    page.click(".composer-poll summary")
    page.fill("#poll_question", "Which?")
    page.fill("#poll_options", "This\nThat")
    page.check("#poll_several")
    page.evaluate("document.querySelector('#reply-form [name=language]').value = 'es'")
    write(page, "With a poll")
    expect(page.locator("#outbox li")).to_contain_text("Not now.")
    expect(page.locator("#poll_question")).to_have_value("")
    page.click("#outbox button:has-text('Back to the text box')")
    expect(page.locator("#reply-form #body")).to_have_value("With a poll")
    expect(page.locator("#poll_question")).to_have_value("Which?")
    expect(page.locator("#poll_options")).to_have_value("This\nThat")
    expect(page.locator("#poll_several")).to_be_checked()
    assert page.evaluate("document.querySelector('#reply-form [name=language]').value") == "es"


def test_flood_is_later_for_the_outbox(open_thread: Open, cast: Cast) -> None:
    page = open_thread(cast.provider)
    later = {"status": 429, "headers": {"Retry-After": "1"}, "json": {"error": "Too often."}}
    page.route(POSTS, lambda route: route.fulfill(**later), times=1)
    write(page, "Patience")
    expect(page.locator("#message-2 [data-body]")).to_have_text("Patience", timeout=15_000)
    expect(page.locator("#outbox li")).to_have_count(0)


def test_poll_sent_twice(open_thread: Open, cast: Cast) -> None:
    page = open_thread(cast.provider)
    page.route("**/writing*.js*", lambda route: route.abort(), times=1)
    page.click("#reply-form #body")
    page.click(".composer-poll summary")
    page.fill("#poll_question", "Which?")
    page.fill("#poll_options", "This\nThat")
    write(page, "With a poll")
    expect(page.locator("#message-2 [data-poll]")).to_be_visible()
    expect(page.locator("#poll_question")).to_have_value("")
    write(page, "Plain")
    expect(page.locator("#message-3")).to_be_visible()
    expect(page.locator("#message-3 [data-poll]")).to_have_count(0)
    page.click("h1")
    page.click("#reply-form #body")
    page.locator("#reply-form #body").press_sequentially("@jam")
    expect(page.locator("#names [role=option]").first).to_be_visible()


def test_sign_out_keeps_unsent(open_thread: Open, cast: Cast) -> None:
    page, other = open_thread(cast.provider), open_thread(cast.seeker)
    page.route(POSTS, lambda route: route.abort())
    write(page, "Do not lose me")
    expect(page.locator("#outbox li")).to_contain_text("Saved on this device")
    page.unroute(POSTS)
    page.click("button:has-text('Sign out')")
    page.wait_for_url("**/sign-in*")
    expect(other.locator("#message-2 [data-body]")).to_have_text("Do not lose me")


def test_sign_out_asks_about_what_was_typed_a_moment_ago(open_thread: Open, cast: Cast) -> None:
    page = open_thread(cast.provider)
    page.clock.install()
    page.fill("#reply-form #body", "Typed just now")
    page.click("button:has-text('Sign out')")
    expect(page.locator("#leaving [data-begun]")).to_contain_text("1")


@pytest.mark.parametrize("what", ["unsent", "begun"])
def test_sign_out_keeps_unsent_or_asks(open_thread: Open, cast: Cast, what: str) -> None:
    page = open_thread(cast.provider)
    page.route(POSTS, lambda route: route.abort())
    if what == "unsent":
        write(page, "Do not lose me")
        expect(page.locator("#outbox li")).to_contain_text("Saved on this device")
    else:
        page.fill("#reply-form #body", "Begun and not sent")
        expect(page.locator("#reply-form [data-draft]")).to_have_text("Draft saved")
    page.click("button:has-text('Sign out')")
    dialog = page.locator("#leaving")
    expect(dialog.locator(f"[data-{what}]")).to_contain_text("1", timeout=15_000)
    dialog.locator("button:has-text('Stay signed in')").click()
    expect(dialog).to_be_hidden()
    kept = "Object.keys(localStorage).filter((name) => name.startsWith('draft:')).length"
    assert page.evaluate(kept) == 1
    page.click("button:has-text('Sign out')")
    dialog.locator("[data-leave]").click(timeout=15_000)
    page.wait_for_url("**/sign-in*")
    assert page.evaluate(kept) == 0


def test_outbox_everywhere_from_two_tabs_once_and_in_order(open_thread: Open, cast: Cast, thread_id: int) -> None:
    page = open_thread(cast.provider)
    second = page.context.new_page()
    second.goto(page.url)
    page.context.route(POSTS, lambda route: route.abort())
    for at in range(4):
        page.evaluate(KEEP, [thread_id, f"Line {at}", at])
    page.context.unroute(POSTS)
    for tab in (page, second):
        tab.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#message-5")).to_be_attached()
    assert texts(page)[1:] == [f"Line {at}" for at in range(4)]


SLOW_PROBE = """(() => {
  const [fetch, late] = [window.fetch, (done) => setTimeout(done, 3000)];
  window.fetch = async (address, ...options) => {
    if (address === "/healthz") await new Promise(late);
    return fetch(address, ...options);
  };
})()"""


@pytest.mark.parametrize("script", ["", SLOW_PROBE], ids=["at once", "found out late"])
def test_server_down_said(chrome: Browser, app: Flask, served: Site, cast: Cast, thread_id: int, script: str) -> None:
    context = chrome.new_context()
    context.add_cookies([{"name": "peerhub", "value": cookie_of(app, cast.provider), "url": served.origin}])
    context.add_init_script(script)
    page = context.new_page()
    page.goto(f"{served.origin}/threads/{thread_id}")
    expect(page.locator("#here")).to_be_visible()
    served.process.terminate()
    served.process.wait()
    bar = page.locator("#connection")
    expect(bar).to_contain_text("The site cannot be reached. What you write is saved on this device", timeout=30_000)
    expect(page.locator("#live-status")).not_to_contain_text("Live messages are blocked", timeout=500)
    write(page, "Later, then")
    expect(bar).to_contain_text("Messages waiting to be sent: 1")
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_lost_line_unseen(
    open_thread: Open, cast: Cast, app: Flask, database: Database, thread_id: int, width: int
) -> None:
    with app.app_context(), database.transaction() as db:
        for number in range(40):
            messages.post(db, db.get_one(Person, cast.seeker.id), thread_id, Draft(f"Line {number}\n\nand more"))
    page = open_thread(cast.provider)
    page.set_viewport_size({"width": width, "height": 740})
    page.locator("#message-20").scroll_into_view_if_needed()
    page.context.set_offline(True)
    expect(page.locator("#connection")).to_be_in_viewport()
    write(page, "From the road")
    expect(page.locator("#outbox li")).to_be_in_viewport()
    expect(page.locator("#connection")).to_be_in_viewport()
    expect(page.locator("#connection")).to_contain_text("Messages waiting to be sent: 1")
