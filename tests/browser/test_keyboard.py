"""Who has no mouse, or no JavaScript, gets as far as everybody else."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.looking import NARROW, watched
from tools.demonstration import AT, Demonstration

pytestmark = [pytest.mark.browser, pytest.mark.slow]


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
        expect(page.get_by_text("Your answers were stored once, without your name.")).to_be_visible()
        assert wrong == []
