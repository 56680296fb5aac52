"""Every page of the demonstration in Chromium: axe finds nothing, it fits a phone, it asks nobody else, it stays silent."""

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.browser.looking import NARROW, WIDE, overflow, violations, watched
from tests.browser.walk import walk
from tools.demonstration import AT, Demonstration

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Their mails are made by the tests of those endpoints.
NEEDS_A_TOKEN = {
    "accounts.join",
    "accounts.keep_old_address",
    "accounts.link",
    "accounts.new_address",
    "commitments.by_email",
    "incoming.show",
    "rooms.mailed_reply",
}
NO_PAGE = {
    "commitments.export",
    "dashboards.counts",  # numbers for the script
    "dashboards.health",
    "demo.mail_html",  # a mail, in a box in which no script looks around
    "exchanges.of_proposal",  # leads to the exchange
    "notices.outbox_html",  # likewise
    "notices.own_html",
    "notices.open_notice",  # leads to what the notice is about
    "rooms.events",
    "rooms.export_room",
    "rooms.export_thread",
    "rooms.message",  # leads into its thread
    "rooms.people",
    "rooms.poll",
    "rooms.quote",  # leads to the form of its thread
    "sessions.download",
    "sessions.email_html",  # a mail, likewise
    "sessions.feed",
    "surveys.export",
}
ACCOUNTS = {  # who walks, and where beside the first page
    "": ("/demo/mail?to=statistics.jm" + AT, "/sign-in", "/sign-in/link", "/demo/mail", "/demo/clock", "/design"),
    "secretariat": (
        "/profile",
        "/outbox",
        "/audit",
        "/countries/JM",
        "/sessions/new",
        "/sessions/1/sending",
        "/sessions/11/email",
    ),
    "desk.discoverability": ("/exchanges/1/close", "/rooms/5/emails"),
    "statistics.jm": ("/needs/new", "/offers/new"),
    "focal.jm": ("/countries/JM",),
}
opened: dict[str, set[tuple[str, str]]] = {}  # endpoints with the parts that were looked at
pages: dict[str, str] = {}


@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_page_is_in_order(chrome: Browser, demo: Demonstration, site: Flask, account: str) -> None:
    """All pages are asked for; Chromium looks at those that hold a part which an earlier person's page did not."""
    with watched(chrome, demo, account) as (page, wrong):
        starts = [*ACCOUNTS[account], *(["/"] if account else [])]
        leave = NO_PAGE | {"demo.mail"} if account else NO_PAGE  # other people's mails lead to what is theirs
        found = walk(page, demo.address, site.url_map, starts, leave)
        problems = found.broken
        for endpoint, path in found.pages.items():
            if found.parts[endpoint] <= opened.get(endpoint, set()):
                continue
            opened.setdefault(endpoint, set()).update(found.parts[endpoint])
            page.goto(path)
            seen = violations(page)
            page.set_viewport_size(NARROW)
            seen += overflow(page)
            page.set_viewport_size(WIDE)
            problems += [f"{endpoint} {path}: {each}" for each in (*seen, *wrong)]
            wrong.clear()
        if account in {"secretariat", "statistics.jm"}:
            pages.update(found.pages)
    assert not problems, "\n".join(problems)


def test_the_history_of_a_message_is_in_order(chrome: Browser, demo: Demonstration) -> None:
    """No message of the demonstration was changed: an office changes one, and looks at what it said before. Near the end, since
    what it says is then another."""
    with watched(chrome, demo, "statistics.jm") as (page, wrong):
        page.goto(pages["rooms.edit"])
        page.locator("textarea[name=body]").fill("Said better.")
        page.get_by_role("button", name="Save").click()
        page.locator("[data-edited]").first.click()
        page.wait_for_url("**/history")
        problems = [*violations(page), *wrong]
        page.set_viewport_size(NARROW)
        assert [*problems, *overflow(page)] == []
        opened.setdefault("rooms.history", set())


def test_no_page_was_left_out(site: Flask) -> None:
    endpoints = {rule.endpoint for rule in site.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert endpoints - set(opened) - NO_PAGE - NEEDS_A_TOKEN == set()
