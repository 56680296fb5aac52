"""A page of each kind in its sizes, colours and directions of writing."""

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.browser.looking import COLOURS, NARROW, WIDE, covered, overflow, violations, watched
from tests.browser.walk import walk
from tools.demonstration import Demonstration

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# One of each kind: these are looked at in every size, colour and direction.
KINDS = (
    "dashboards.week",
    "rooms.thread",
    "sessions.show",
    "exchanges.exchange",
    "matching.need",
    "surveys.results",
    "commitments.index",
    "dashboards.country",
    "accounts.profile",
    "reference.roadmap",
)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_are_in_order_wide_and_narrow_light_and_dark(
    chrome: Browser, demo: Demonstration, site: Flask, language: str
) -> None:
    problems: list[str] = []
    with watched(chrome, demo, "statistics.jm", language) as (page, wrong):
        pages = walk(page, demo.address, site.url_map, ["/"], {"demo.mail"}).pages
        for path in (pages[endpoint] for endpoint in KINDS):
            page.emulate_media(color_scheme="light")
            page.goto(path)
            assert page.get_attribute("html", "lang") == language
            for size in (WIDE, NARROW):
                page.set_viewport_size(size)
                page.emulate_media(color_scheme="light")
                problems += [f"{path} {language} {size['width']}: {each}" for each in violations(page)]
                page.emulate_media(color_scheme="dark")
                problems += [f"{path} {language} {size['width']} dark: {each}" for each in violations(page, COLOURS)]
            problems += [f"{path} {language}: {each}" for each in (*overflow(page), *covered(page), *wrong)]
            wrong.clear()
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("language", ["fr", "es"])
def test_long_words_on_buttons_leave_room_for_the_title(chrome: Browser, demo: Demonstration, language: str) -> None:
    with watched(chrome, demo, "statistics.jm", language, viewport={"width": 1024, "height": 900}) as (page, _wrong):
        page.goto("/")
        assert page.get_attribute("html", "lang") == language
        widths = page.eval_on_selector_all(".next > :nth-child(2)", "all => all.map(each => each.clientWidth)")
    assert widths
    assert min(widths) >= 190
