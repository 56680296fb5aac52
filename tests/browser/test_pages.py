"""Every page of the demonstration in Chromium: axe finds nothing, it fits a phone, it asks nobody else, it stays silent."""

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.looking import COLOURS, NARROW, WIDE, overflow, violations, watched
from tests.browser.walk import walk
from tools.demonstration import AT, Demonstration

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NEEDS_A_TOKEN = {"people.join", "people.link"}  # their mails are made by the tests of those doors
NO_PAGE = {
    "commitments.export",
    "dashboards.counts",  # numbers for the script
    "dashboards.health",
    "demo.mail_html",  # a mail, in a box in which no script looks around
    "exchanges.of_proposal",  # leads to the exchange
    "notices.open_notice",  # leads to what the notice is about
    "rooms.events",
    "rooms.export_room",
    "rooms.export_thread",
    "rooms.message",  # leads into its thread
    "rooms.people",
    "rooms.poll",
    "rooms.quote",  # leads to the form of its thread
    "sessions.download",
    "sessions.feed",
    "surveys.export",
}
ACCOUNTS = {  # who walks, and where beside the first page
    "": ("/demo/mail?to=statistics.jm" + AT, "/sign-in", "/sign-in/link", "/demo/mail", "/demo/clock", "/design"),
    "secretariat": ("/profile", "/outbox", "/audit", "/countries/JM", "/sessions/new"),
    "desk.discoverability": ("/exchanges/1/close",),
    "statistics.jm": ("/needs/new", "/offers/new"),
    "focal.jm": ("/countries/JM",),
}
# One of each kind: these are looked at in every dress.
KINDS = (
    "dashboards.week",
    "rooms.thread",
    "sessions.show",
    "exchanges.exchange",
    "matching.need",
    "surveys.results",
    "commitments.index",
    "dashboards.country",
    "people.profile",
    "reference.roadmap",
)
opened: dict[str, set[tuple[str, str]]] = {}  # doors with the parts that were looked at
pages: dict[str, str] = {}


@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_page_is_in_order(chrome: Browser, demo: Demonstration, site: Flask, account: str) -> None:
    """All pages are asked for; Chromium looks at those that hold a part which an earlier person's page did not."""
    with watched(chrome, demo, account) as (page, wrong):
        starts = [*ACCOUNTS[account], *(["/"] if account else [])]
        leave = NO_PAGE | {"demo.mail"} if account else NO_PAGE  # other people's mails lead to what is theirs
        found = walk(page.request, demo.address, site.url_map, starts, leave)
        problems = found.broken
        for door, path in found.pages.items():
            if found.parts[door] <= opened.get(door, set()):
                continue
            opened.setdefault(door, set()).update(found.parts[door])
            page.goto(path)
            seen = violations(page)
            page.set_viewport_size(NARROW)
            seen += overflow(page)
            page.set_viewport_size(WIDE)
            problems += [f"{door} {path}: {each}" for each in (*seen, *wrong)]
            wrong.clear()
        if account in {"secretariat", "statistics.jm"}:
            pages.update(found.pages)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_are_in_order_in_every_dress(chrome: Browser, demo: Demonstration, language: str) -> None:
    problems: list[str] = []
    with watched(chrome, demo, "statistics.jm") as (page, wrong):
        page.locator(f"button[name=language][value={language}]").click()
        for path in (pages[door] for door in KINDS):
            page.emulate_media(color_scheme="light")
            page.goto(path)
            assert page.get_attribute("html", "lang") == language
            for size in (WIDE, NARROW):
                page.set_viewport_size(size)
                page.emulate_media(color_scheme="light")
                problems += [f"{path} {language} {size['width']}: {each}" for each in violations(page)]
                page.emulate_media(color_scheme="dark")
                problems += [f"{path} {language} {size['width']} dark: {each}" for each in violations(page, COLOURS)]
            problems += [f"{path} {language}: {each}" for each in (*overflow(page), *wrong)]
            wrong.clear()
        page.goto("/")
        page.locator("button[name=language][value=en]").click()
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_keyboard_is_enough(chrome: Browser, demo: Demonstration, scripts: bool) -> None:
    with watched(chrome, demo, java_script_enabled=scripts) as (page, wrong):
        page.goto("/sign-in")
        write(page, page.locator("[name=email]"), "statistics.jm" + AT)
        write(page, page.locator("[name=password]"), demo.password)
        page.keyboard.press("Enter")
        press(page, page.get_by_role("link", name="Discoverability").first)
        press(page, page.get_by_role("link", name="Should quotas apply"))
        words = f"We shall try it, {'with' if scripts else 'without'} scripts."
        write(page, page.locator("#body"), words)
        press(page, page.get_by_role("button", name="Send"))
        expect(page.locator("#messages").get_by_text(words)).to_be_visible()
        press(page, page.get_by_role("link", name="Sessions", exact=False).first)
        accept = page.get_by_role("button", name="Accept")
        accept.first.wait_for()
        waiting = accept.count()
        press(page, accept.first)
        expect(accept).to_have_count(waiting - 1)
        assert wrong == []


def press(page: Page, wanted: Locator) -> None:
    """Tab to something and press Enter."""
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def write(page: Page, wanted: Locator, words: str) -> None:
    """Tab to a field and type."""
    tab_to(page, wanted)
    page.keyboard.type(words)


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is there."""
    wanted.wait_for()
    for _ in range(120):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {wanted}.")


def test_a_survey_is_answered_from_its_mail_without_scripts(chrome: Browser, demo: Demonstration) -> None:
    with watched(chrome, demo, java_script_enabled=False, viewport=NARROW) as (page, wrong):
        page.goto("/demo/mail?to=statistics.jm" + AT)
        page.get_by_role("link", name="How was it?").first.click()
        page.locator("a[href*='/answer/']").first.click()
        page.locator("input[type=radio]").first.check()
        page.get_by_role("button", name="Send my answers").click()
        expect(page.get_by_text("Your answers are stored, without your name.")).to_be_visible()
        assert wrong == []


def test_the_history_of_a_message_is_in_order(chrome: Browser, demo: Demonstration) -> None:
    """No message of the demonstration was changed: an office changes one, and looks at what it said before. Near the end, since
    what it says is then another."""
    with watched(chrome, demo, "statistics.jm") as (page, wrong):
        page.goto(pages["rooms.edit"])
        page.locator("textarea[name=body]").fill("Said better.")
        page.get_by_role("button", name="Save").click()
        page.locator("[data-edited]").first.click()
        assert "/history" in page.url
        problems = [*violations(page), *wrong]
        page.set_viewport_size(NARROW)
        assert [*problems, *overflow(page)] == []
        opened.setdefault("rooms.history", set())


def test_no_page_was_left_out(site: Flask) -> None:
    doors = {rule.endpoint for rule in site.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert doors - set(opened) - NO_PAGE - NEEDS_A_TOKEN == set()
