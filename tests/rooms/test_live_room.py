"""A room that is open in two browsers: its list follows what is written, and a thread's page says what holds now."""

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from peerhub.base.database.engine import Database
from peerhub.people.models import Person
from tests.base.live.sites import Line, Site, cookie_of
from tests.cast import Cast
from tests.rooms.arrange import Open, write

pytestmark = pytest.mark.browser
ROOM = "/rooms/2"  # nobody has written there


def start(page: Page, title: str) -> None:
    """Start a thread in the room."""
    page.goto("/".join(page.url.split("/")[:3]) + f"{ROOM}/threads/new")
    page.fill("[name=title]", title)
    page.fill("[name=body]", "Its first message.")
    page.click("main form button[type=submit], main form .buttons button")
    expect(page.locator("#messages")).to_be_visible()


def titles(page: Page) -> list[str]:
    """The threads of the list, from the top."""
    return page.locator("#threads li a.headline").all_inner_texts()


def beat(app: Flask, served: Site, person: Person) -> None:
    """Let the heart of the site beat now."""
    line = Line(served, cookie_of(app, person)).greet()
    line.ask("test:beat")
    line.wire.shutdown()


def test_the_list_follows_the_room(open_thread: Open, cast: Cast, database: Database) -> None:
    with database.transaction() as db:  # what was written before somebody joined is not new to them
        db.get_one(Person, cast.seeker.id).created_at -= timedelta(days=9)
    reader, writer = open_thread(cast.seeker, path=ROOM), open_thread(cast.provider, path=ROOM)
    expect(reader.locator("#threads")).to_contain_text("No one has written here yet")
    start(writer, "Film funds")
    row = reader.locator("#threads li").filter(has_text="Film funds")
    expect(row).to_contain_text("1 message")
    expect(row.locator(".counter")).to_contain_text("1")
    expect(reader.locator("#status")).to_have_text("New thread: Film funds")
    expect(reader.locator("#threads")).not_to_contain_text("No one has written here yet")
    start(writer, "Museums")
    expect(reader.locator("#threads li")).to_have_count(2)
    assert titles(reader) == ["Museums", "Film funds"]
    reader.focus("#threads li a:has-text('Film funds')")
    writer.goto(reader.url)
    writer.click("a:has-text('Film funds')")
    write(writer, "One more thing")
    expect(row).to_contain_text("2 messages")
    expect(reader.locator("#status")).to_have_text("New message in “Film funds”")
    assert titles(reader) == ["Film funds", "Museums"]
    expect(reader.locator("#threads li a:has-text('Film funds')")).to_be_focused()
    reader.click("button:has-text('Mark this room as read')")
    expect(reader.locator("#threads .counter")).to_have_count(0)


def test_the_list_keeps_its_filter(open_thread: Open, cast: Cast) -> None:
    reader, writer = open_thread(cast.seeker, path=f"{ROOM}?kind=question"), open_thread(cast.provider, path=ROOM)
    with reader.expect_response("**/rooms/2?kind=question&part=threads"):
        start(writer, "Film funds")
    expect(reader.locator("#threads")).to_contain_text("There is no such thread in this room.")


def test_the_list_catches_up_after_a_lost_line(open_thread: Open, cast: Cast) -> None:
    reader, writer = open_thread(cast.seeker, path=ROOM), open_thread(cast.provider, path=ROOM)
    reader.context.set_offline(True)
    start(writer, "Film funds")
    start(writer, "Museums")
    reader.context.set_offline(False)
    expect(reader.locator("#threads li")).to_have_count(2)
    assert titles(reader) == ["Museums", "Film funds"]


def test_who_is_here_is_said_again_with_the_heartbeat(open_thread: Open, cast: Cast, app: Flask, served: Site) -> None:
    page = open_thread(cast.seeker)
    tiles = page.locator("#here .tiles")
    expect(tiles).to_have_text("JM ")
    open_thread(cast.provider)
    expect(open_thread(cast.facilitator).locator("#here .tiles")).to_have_text("CL JM the programme")
    expect(tiles).to_have_text("JM ")
    beat(app, served, cast.outsider)
    expect(tiles).to_have_text("CL JM the programme")


def test_each_message_has_its_own_number(open_thread: Open, cast: Cast) -> None:
    page, other = open_thread(cast.provider), open_thread(cast.seeker)
    write(page, "One")
    write(page, "Two")
    for each in (page, other):
        for number in (1, 2, 3):
            expect(each.locator(f"#message-{number} summary")).to_have_text(f"More message {number}")


def test_the_kind_is_shown_and_that_a_question_is_answered(open_thread: Open, cast: Cast) -> None:
    asker, page = open_thread(cast.seeker), open_thread(cast.provider)
    expect(page.locator(".lede")).to_contain_text("Question")
    expect(page.locator(".lede [data-answered]")).to_be_hidden()
    write(page, "About 40,000.")
    asker.click("#message-2 summary")
    asker.click("#message-2 [formaction$='/answer']")
    for each in (asker, page):
        expect(each.locator(".lede [data-answered]")).to_be_visible()


def test_who_answers_has_read(open_thread: Open, cast: Cast) -> None:
    page = open_thread(cast.provider)
    new = page.locator("[data-new], [data-read], a[href='#new']")
    expect(page.locator("#new")).to_have_text("1 new")
    write(page, "About 40,000.")
    expect(page.locator("#message-2")).to_be_visible()
    expect(new).to_have_count(0)
    page.reload()
    expect(page.locator("#message-2")).to_be_visible()
    expect(new).to_have_count(0)


def test_who_has_no_country_has_no_tile(open_thread: Open, cast: Cast) -> None:
    desk, chile = open_thread(cast.facilitator), open_thread(cast.provider)
    write(desk, "Welcome")
    for page in (desk, chile):
        expect(page.locator("#message-2")).to_be_visible()
        expect(page.locator("#message-2 .tile")).to_have_count(0)
    desk.reload()
    expect(desk.locator("#message-1 .tile")).to_have_text("JM")
    expect(desk.locator("#message-2 .tile")).to_have_count(0)
    for page, count in ((desk, 0), (chile, 1)):
        page.context.set_offline(True)
        write(page, "Waiting")
        expect(page.locator("#outbox li .tile")).to_have_count(count)
