"""What counts as read is what was on the screen; counters follow on every tab and device; keys and menus; in a real browser."""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from peerhub.base.database.engine import Database
from peerhub.people.models import Person
from peerhub.rooms.actions import messages
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.models.log import ReadMark
from tests.base.live.sites import Line, Site, cookie_of
from tests.cast import Cast
from tests.faults.clients import Browser
from tests.rooms.arrange import Open, write
from tests.stories.waiting import until

pytestmark = pytest.mark.browser


def fill(app: Flask, database: Database, author: Person, thread: int, count: int) -> None:
    """Messages of somebody, some lines each."""
    with app.app_context(), database.transaction() as db:
        for number in range(count):
            draft = Draft(f"Line {number}\n\nIt goes on\n\nfor a while.")
            messages.post(db, db.get_one(Person, author.id), thread, draft)


def post(app: Flask, served: Site, author: Person, thread: int, count: int) -> None:
    """The same through the site, so that open pages are told."""
    browser = Browser.of(app, author, served.origin)
    browser.open_form("/profile")
    for number in range(count):
        sent = browser.post(f"/threads/{thread}/messages", body=f"Line {number}\n\nIt goes on\n\nfor a while.")
        assert sent.status in {201, 302}


def mark_of(database: Database, person: Person, thread: int) -> int:
    """How far somebody has read."""
    with database.session() as db:
        where = (ReadMark.person_id == person.id, ReadMark.thread_id == thread)
        return db.scalar(select(ReadMark.number).where(*where)) or 0


def read_to(page: Page, number: int) -> None:
    """Turn the wheel until that message is in the window."""
    page.mouse.move(600, 400)

    def is_there() -> bool | None:
        page.mouse.wheel(0, 300)
        return (
            page.locator(f"#message-{number}").evaluate("it => it.getBoundingClientRect().bottom < innerHeight") or None
        )

    until(is_there, f"message {number} in view")


def test_read_without_seeing(open_thread: Open, cast: Cast, app: Flask, database: Database, thread_id: int) -> None:
    fill(app, database, cast.seeker, thread_id, 49)
    page = open_thread(cast.provider)
    with page.expect_request("**/threads/*/read"):
        read_to(page, 30)
    page.goto("about:blank")
    until(lambda: mark_of(database, cast.provider, thread_id) >= 29 or None, "the mark")
    first_new = open_thread(cast.provider).locator("#new + li")
    assert 30 <= int(first_new.get_attribute("data-number") or 0) <= 37


def test_read_without_seeing_what_lies_between(
    open_thread: Open, cast: Cast, app: Flask, database: Database, thread_id: int
) -> None:
    fill(app, database, cast.seeker, thread_id, 49)
    page = open_thread(cast.provider)
    with page.expect_request("**/threads/*/read"):
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        expect(page.locator("#message-50")).to_be_in_viewport()
    page.goto("about:blank")
    assert 0 < until(lambda: mark_of(database, cast.provider, thread_id) or None, "the mark") < 20


def test_read_without_seeing_after_being_away(
    open_thread: Open, cast: Cast, app: Flask, database: Database, served: Site, thread_id: int
) -> None:
    page = open_thread(cast.provider)
    expect(page.locator("#message-1")).to_be_visible()
    page.context.set_offline(True)
    fill(app, database, cast.seeker, thread_id, 300)
    page.context.set_offline(False)
    expect(page.locator("#message-100")).to_be_attached()
    expect(page.locator("#further")).to_be_visible()
    assert page.evaluate("scrollY") == 0
    expect(page.locator("#new + li")).to_have_attribute("data-number", "2")
    page.goto("about:blank")
    assert mark_of(database, cast.provider, thread_id) < 20


def test_read_without_seeing_what_rushed_by(
    open_thread: Open, cast: Cast, app: Flask, database: Database, served: Site, thread_id: int
) -> None:
    page = open_thread(cast.provider)
    expect(page.locator("#message-1")).to_be_visible()
    post(app, served, cast.seeker, thread_id, 18)
    expect(page.locator("#message-19")).to_be_attached()
    expect(page.locator("#message-19")).not_to_be_in_viewport()
    expect(page.locator(".new-pill")).to_be_visible()
    page.goto("about:blank")
    assert mark_of(database, cast.provider, thread_id) < 16


def test_read_without_seeing_while_nobody_touches_the_page(
    open_thread: Open, cast: Cast, app: Flask, database: Database, served: Site, thread_id: int
) -> None:
    page = open_thread(cast.provider)
    until(lambda: mark_of(database, cast.provider, thread_id) or None, "the mark")
    page.clock.install()
    page.clock.run_for(130_000)
    post(app, served, cast.seeker, thread_id, 1)
    expect(page.locator("#new + #message-2")).to_be_attached()
    page.clock.run_for(10_000)
    assert mark_of(database, cast.provider, thread_id) == 1
    with page.expect_request("**/threads/*/read"):
        page.mouse.move(300, 300)
        page.locator("#message-2").scroll_into_view_if_needed()
        page.clock.run_for(5_000)
        page.clock.run_for(5_000)
    until(lambda: mark_of(database, cast.provider, thread_id) == 2 or None, "the mark")


def test_counters_live(
    open_thread: Open, cast: Cast, app: Flask, database: Database, served: Site, thread_id: int
) -> None:
    with database.transaction() as db:  # what was written before somebody joined is not new to them
        db.get_one(Person, cast.provider.id).created_at = db.get_one(Person, cast.provider.id).created_at.replace(
            year=2020
        )
    fill(app, database, cast.seeker, thread_id, 2)
    here = [open_thread(cast.provider, path="/rooms", blocked=True), open_thread(cast.provider, path="/rooms/2")]
    second = here[0].context.new_page()
    second.goto(f"{served.origin}/notices")
    theme = "[data-count^=data] .counter"
    for page in (*here, second):
        expect(page.locator(theme)).to_contain_text("3")
    expect(here[0].locator("main [data-count='room-1'] .counter")).to_contain_text("3")
    reader = here[0].context.new_page()
    reader.goto(f"{served.origin}/threads/{thread_id}")
    read_to(reader, 3)
    for page in (reader, *here, second):
        expect(page.locator(theme)).to_have_count(0, timeout=15_000)
    expect(here[0].locator("main [data-count='room-1'] .counter")).to_have_count(0)
    bell = "[data-count=bell] .counter"
    expect(here[1].locator(bell)).to_have_count(0)
    write(open_thread(cast.seeker), f"@{cast.provider.name} have a look")
    expect(here[1].locator(bell)).to_contain_text("1", timeout=15_000)


def test_counters_live_tell_the_persons_own_pages(app: Flask, served: Site, cast: Cast, thread_id: int) -> None:
    own, other = (Line(served, cookie_of(app, person)).greet() for person in (cast.provider, cast.outsider))
    reader = Browser.of(app, cast.provider, served.origin)
    reader.open_form("/profile")
    assert reader.post(f"/threads/{thread_id}/read", number=1).status == 200
    assert own.event() == ["counts", {}]
    other.ask("test:tell", channel=f"person:{cast.outsider.id}", text="next")
    assert other.event()[0] == "told"
    counted = reader.get("/counts").json
    assert counted["bell"] == 0
    assert counted["data_collection"] == 0
    for line in (own, other):
        line.wire.shutdown()


def test_keyboard_in_thread(open_thread: Open, cast: Cast, app: Flask, database: Database, thread_id: int) -> None:
    fill(app, database, cast.seeker, thread_id, 3)
    page = open_thread(cast.provider)
    for key, number in (("j", 1), ("j", 2), ("j", 3), ("k", 2)):
        page.keyboard.press(key)
        expect(page.locator(f"#message-{number} article")).to_be_focused()
    page.keyboard.press("r")
    expect(page.locator("#reply-form #body")).to_be_focused()


@pytest.mark.parametrize(
    ("path", "works"), [("/rooms", True), ("/rooms/1", True), ("/search?q=cost", True), ("/profile", False)]
)
def test_keyboard_in_thread_and_where_else_it_is_promised(
    open_thread: Open, cast: Cast, path: str, *, works: bool
) -> None:
    page = open_thread(cast.provider, path=path, blocked=True)
    page.keyboard.press("j")
    assert (page.locator("[data-list] :focus").count() == 1) is works
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert page.locator("#keys [data-for=j]").is_visible() is works


@pytest.mark.parametrize("who", ["provider", "arabic_reader"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_menu_off_screen(open_thread: Open, cast: Cast, who: str, width: int) -> None:
    page = open_thread(getattr(cast, who))
    page.set_viewport_size({"width": width, "height": 740})
    menus = page.locator("details.menu")
    assert menus.count() >= 3
    for menu in menus.all():
        menu.locator("summary").click()
        box = menu.locator("summary + *")
        expect(box).to_be_in_viewport(ratio=1)
        left, right = box.evaluate("it => [it.getBoundingClientRect().left, it.getBoundingClientRect().right]")
        assert 0 <= left < right <= width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.keyboard.press("Escape")


def test_poll_field(open_thread: Open, cast: Cast) -> None:
    page = open_thread(cast.provider)
    page.click(".composer-poll summary")
    style = "it => [getComputedStyle(it).borderTopWidth, getComputedStyle(it).borderTopStyle]"
    assert page.locator("#poll_options").evaluate(style) == page.locator("#poll_question").evaluate(style)
    assert page.locator("#poll_options").evaluate(style) == ["1px", "solid"]
