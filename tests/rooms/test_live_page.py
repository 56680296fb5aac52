"""A thread that is open in two browsers: messages arrive, a lost line is caught up, what was written is sent once."""

import pytest
from flask import Flask
from playwright.sync_api import Page, Request, Route, WebSocket, expect

from peerhub.base.database.engine import Database
from tests.base.live.sites import Site
from tests.cast import Cast
from tests.rooms.arrange import Open, write

pytestmark = pytest.mark.browser


def texts(page: Page) -> list[str]:
    """What stands in the thread, in order."""
    return page.locator("#messages [data-body]").all_inner_texts()


def test_a_message_arrives_in_both_browsers(open_thread: Open, cast: Cast) -> None:
    chile, jamaica = open_thread(cast.provider), open_thread(cast.seeker)
    write(chile, "About *40,000* a year.")
    for page in (chile, jamaica):
        expect(page.locator("#message-2 em")).to_have_text("40,000")
        expect(page.locator("#message-2 .tile")).to_have_text("CL")
    expect(chile.locator("#outbox li")).to_have_count(0)
    expect(chile.locator("#reply-form #body")).to_have_value("")
    expect(jamaica.locator("#status")).to_have_text("New message from Chile.")
    for page in (chile, jamaica):
        page.click("#message-2 summary")
        expect(page.locator("#message-2 [data-quote]")).to_be_visible()
    expect(jamaica.locator("#message-2 [href$='/edit']")).to_have_count(0)
    expect(chile.locator("#message-2 [href$='/edit']")).to_have_count(1)


def test_a_message_that_arrives_names_its_country_as_the_page_does(open_thread: Open, cast: Cast) -> None:
    chile, jordan = open_thread(cast.provider), open_thread(cast.arabic_reader)
    write(chile, "About 40,000 a year.")
    expect(jordan.locator("#message-2 .message-head [translate=no]")).to_contain_text("تشيلي")
    expect(jordan.locator("#message-2 .tile")).to_have_attribute("title", "تشيلي")
    arrived = jordan.locator("#message-2 .message-head [translate=no]").inner_text()
    jordan.reload()
    assert jordan.locator("#message-2 .message-head [translate=no]").inner_text() == arrived


def test_a_lost_line_is_caught_up_in_order(open_thread: Open, cast: Cast) -> None:
    chile, jamaica = open_thread(cast.provider), open_thread(cast.seeker)
    jamaica.context.set_offline(True)
    for number in range(5):
        write(chile, f"Line {number}")
        expect(chile.locator(f"#message-{number + 2}")).to_be_visible()
    jamaica.context.set_offline(False)
    expect(jamaica.locator("#message-6")).to_be_attached()
    assert texts(jamaica) == ["What did the first year cost?", *(f"Line {number}" for number in range(5))]


def test_a_hidden_page_costs_nothing_and_catches_up_when_it_is_shown(open_thread: Open, cast: Cast) -> None:
    chile, jamaica = open_thread(cast.provider), open_thread(cast.seeker)
    write(chile, "While both look")
    expect(jamaica.locator("#message-2")).to_be_attached()
    jamaica.clock.install()
    sockets, asked = list[WebSocket](), list[Request]()
    show(jamaica, hidden=True)
    jamaica.clock.run_for(15_000)  # what was begun before, as telling what was read, comes to its end
    jamaica.wait_for_load_state("networkidle")
    jamaica.on("websocket", lambda opened: sockets.append(opened))  # noqa: PLW0108  (Playwright marks what it is given)
    jamaica.on("request", lambda sent: asked.append(sent))  # noqa: PLW0108  (likewise)
    write(chile, "While one has looked away")
    expect(chile.locator("#message-3")).to_be_attached()
    jamaica.clock.run_for(120_000)
    assert (texts(jamaica)[2:], asked, sockets) == ([], [], [])
    show(jamaica, hidden=False)
    expect(jamaica.locator("#message-3")).to_be_attached()
    write(chile, "While both look again")
    expect(jamaica.locator("#message-4")).to_be_attached()
    assert len(sockets) == 1


# What was to be done in ten seconds waits until the test does it.
OPENED_BEHIND = """
Object.defineProperty(document, 'hidden', { value: true, configurable: true });
window.due = [];
const wait = window.setTimeout;
window.setTimeout = (act, time, ...more) => {
  if (time !== 10000) return wait(act, time, ...more);
  document.documentElement.dataset.due = window.due.push(act);
};
"""


def test_a_page_that_was_opened_in_the_background_leaves_the_line(open_thread: Open, cast: Cast) -> None:
    page = open_thread(cast.seeker)
    page.add_init_script(OPENED_BEHIND)
    with page.expect_websocket() as opened:
        page.reload()
    # To leave, and no longer to wait for the room's answer.
    expect(page.locator("html")).to_have_attribute("data-due", "2")
    with opened.value.expect_event("close"):
        page.evaluate("window.due[0]()")


def show(page: Page, *, hidden: bool) -> None:
    """Bring a page to the back or to the front, as far as it can tell."""
    page.evaluate(
        "(hidden) => Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })", hidden
    )
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")


def test_what_is_written_offline_survives_a_restart_and_is_sent_once(open_thread: Open, cast: Cast) -> None:
    page, other = open_thread(cast.provider), open_thread(cast.seeker)
    page.context.set_offline(True)
    write(page, "Written on the road")
    write(page, "and in order")
    expect(page.locator("#outbox li")).to_have_count(2)
    expect(page.locator("#outbox li").first).to_contain_text("Saved on this device")
    page.route("**/threads/*/messages", lambda route: route.abort())
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("#outbox li")).to_have_count(2)
    page.unroute("**/threads/*/messages")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(other.locator("#message-3")).to_be_attached()
    expect(page.locator("#message-3")).to_be_attached()
    expect(page.locator("#outbox li")).to_have_count(0)
    for each in (page, other):
        assert texts(each)[1:] == ["Written on the road", "and in order"]


def test_an_answer_that_is_lost_does_not_double_the_message(open_thread: Open, cast: Cast) -> None:
    page = open_thread(cast.provider)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/threads/*/messages", lose, times=1)
    write(page, "Only once")
    expect(page.locator("#message-2")).to_be_attached()
    expect(page.locator("#outbox li")).to_have_count(0)
    assert texts(page)[1:] == ["Only once"]


def test_a_refusal_is_shown_and_the_text_is_kept(open_thread: Open, cast: Cast) -> None:
    page = open_thread(cast.provider)
    write(page, "x" * 30_000)
    expect(page.locator("#outbox li")).to_contain_text("Not sent:")
    page.click("#outbox button:has-text('Back to the text box')")
    expect(page.locator("#reply-form #body")).to_have_value("x" * 30_000)
    expect(page.locator("#outbox li")).to_have_count(0)


def test_where_sockets_are_blocked_the_page_looks_now_and_then(open_thread: Open, cast: Cast) -> None:
    page, other = open_thread(cast.seeker, blocked=True), open_thread(cast.provider)
    expect(page.locator("#live-status")).to_contain_text("Live messages are blocked", timeout=15_000)
    write(other, "Slow but sure")
    expect(page.locator("#message-2")).to_be_attached(timeout=20_000)


def test_changes_and_removals_reach_the_page(
    open_thread: Open, cast: Cast, app: Flask, database: Database, served: Site
) -> None:
    chile, jamaica = open_thread(cast.provider), open_thread(cast.seeker)
    write(chile, "A tpyo")
    expect(jamaica.locator("#message-2")).to_be_attached()
    chile.click("#message-2 summary")
    edit = str(chile.locator("#message-2 [href$='/edit']").get_attribute("href"))
    editor = chile.context.new_page()
    editor.goto(served.origin + edit)
    editor.fill("textarea", "A typo")
    editor.click("main form button")
    expect(jamaica.locator("#message-2 [data-body]")).to_have_text("A typo")
    expect(jamaica.locator("#message-2 [data-edited]")).to_be_visible()
    chile.click("#message-2 [formaction$='/remove']")
    expect(jamaica.locator("#message-2 .message-removed")).to_have_text("This message was removed by its author.")


def test_reading_to_the_end_is_remembered(open_thread: Open, cast: Cast) -> None:
    page = open_thread(cast.seeker)
    with page.expect_response("**/threads/*/read") as marked:
        write(open_thread(cast.provider), "News")
    assert marked.value.status == 200
    page.reload()
    expect(page.locator("#messages")).to_have_attribute("data-mark", "2")
