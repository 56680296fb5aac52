"""Writing in a thread with a script: names are completed by keyboard, quotations land in the text box, polls stay true."""

import re

import pytest
from playwright.sync_api import expect

from tests.cast import Cast
from tests.rooms.arrange import Open, write

pytestmark = pytest.mark.browser


def test_a_name_is_completed_by_keyboard_and_marked(open_thread: Open, cast: Cast) -> None:
    page = open_thread(cast.provider)
    field = page.locator("#reply-form #body[name=body]")
    field.click()
    expect(page.locator("#names")).to_be_attached()
    field.press_sequentially("Thank you, @jam")
    box = page.locator("#names [role=option]")
    expect(box.first).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == "name-0"
    names = [each.split("\n")[0] for each in box.all_inner_texts()]
    assert names[0].startswith("Jamaica")
    field.press("ArrowDown")
    field.press("ArrowUp")
    field.press("Enter")
    expect(field).to_have_value("Thank you, @Jamaica ")
    expect(page.locator("#names")).to_be_hidden()
    field.press_sequentially("and @fac")
    expect(box.first).to_contain_text("facilitators")
    field.press("Escape")
    expect(page.locator("#names")).to_be_hidden()
    expect(field).to_have_value("Thank you, @Jamaica and @fac")
    page.click("#reply-form .buttons button")
    expect(page.locator("#message-2 .mention")).to_have_text("@Jamaica")


def test_a_selection_or_the_whole_is_quoted_below_what_is_written(open_thread: Open, cast: Cast) -> None:
    page = open_thread(cast.provider)
    field = page.locator("#reply-form #body[name=body]")
    field.fill("Mine")
    page.evaluate("""() => {
      const words = document.querySelector("#message-1 [data-body] p").firstChild;
      getSelection().setBaseAndExtent(words, 9, words, 23);
    }""")
    page.evaluate("document.querySelector('#message-1 details').open = true")
    page.dispatch_event("#message-1 a[data-quote]", "click")
    expect(field).to_have_value("Mine\n\n> [Statistics office, Jamaica](/messages/1):\n>\n> the first year\n\n")
    page.evaluate("getSelection().removeAllRanges()")
    page.evaluate("document.querySelector('#message-1 details').open = true")
    page.dispatch_event("#message-1 a[data-quote]", "click")
    expect(field).to_have_value(
        "Mine\n\n> [Statistics office, Jamaica](/messages/1):\n>\n> the first year\n\n"
        "> [Statistics office, Jamaica](/messages/1):\n>\n> What did the first year cost?\n\n"
    )


def test_selected_code_is_quoted_as_code(open_thread: Open, cast: Cast) -> None:
    page = open_thread(cast.provider)
    write(page, "Try:\n```\n# one\n# two\n```")
    expect(page.locator("#message-2 pre")).to_have_text("# one\n# two")
    page.evaluate("document.querySelector('#message-2 details').open = true")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#message-2 pre code'))")
    page.dispatch_event("#message-2 a[data-quote]", "click")
    field = page.locator("#reply-form #body[name=body]")
    expect(field).to_have_value(re.compile(r"\):\n>\n> ```\n> # one\n> # two\n> ```\n\n$"))
    field.fill("")
    page.evaluate("document.querySelector('#message-2 details').open = true")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#message-2 [data-body]'))")
    page.dispatch_event("#message-2 a[data-quote]", "click")
    expect(field).to_have_value(re.compile(r"> Try:\n> ```\n> # one\n> # two\n> ```\n\n$"))


def test_a_poll_arrives_and_its_result_is_the_one_of_a_fresh_page(open_thread: Open, cast: Cast) -> None:
    chile, jamaica = open_thread(cast.provider), open_thread(cast.seeker)
    chile.click(".composer-poll summary")
    chile.fill("[name=poll_question]", "Which day?")
    chile.fill("[name=poll_options]", "Monday\nTuesday")
    write(chile, "Choose a day for the next call, please.")
    for page in (chile, jamaica):
        expect(page.locator("#message-2 [data-poll] h3")).to_have_text("Which day?")
    expect(chile.locator("[name=poll_question]")).to_have_value("")
    jamaica.check("#message-2 [data-poll] li:first-child input")
    jamaica.click("#message-2 [formaction$='/vote']")
    expect(jamaica.locator("#message-2 [data-poll]")).to_contain_text("1 vote")
    expect(chile.locator("#message-2 [data-poll]")).to_contain_text("1 person has voted")
    expect(chile.locator("#message-2 meter")).to_have_count(0)
    chile.click("#message-2 [formaction$='/close']")
    expect(jamaica.locator("#message-2 [data-poll]")).to_contain_text("closed")
    live = jamaica.locator("#message-2 [data-poll]").inner_text()
    jamaica.reload()
    assert jamaica.locator("#message-2 [data-poll]").inner_text() == live


def test_a_language_that_the_reader_does_not_read_is_named_when_it_arrives(open_thread: Open, cast: Cast) -> None:
    chile, jamaica = open_thread(cast.provider), open_thread(cast.seeker)
    write(chile, "¿Cuánto costó el primer año y quién pagó la encuesta?")
    expect(jamaica.locator("#message-2 [data-language]")).to_have_text("language: Spanish")
    expect(jamaica.locator("#message-2 [data-body]")).to_have_attribute("lang", "es")
    jamaica.reload()
    expect(jamaica.locator("#message-2 [data-language]")).to_have_text("language: Spanish")
