"""What is asked of every page that Chromium opens: axe finds nothing, it fits a phone, and it stays at home."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tools.demonstration import ROOT, Demonstration

WIDE: Any = {"width": 1280, "height": 900}
NARROW: Any = {"width": 320, "height": 640}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
AXE = """async rules => (await axe.run({runOnly: rules, resultTypes: ["violations"]})).violations.flatMap(
    found => found.nodes.map(node => `${found.id}: ${node.target} ${node.any.map(each => each.message)}`))"""


@cache
def axe_source() -> str:
    """The code of axe-core, which `python -m tools.assets --tests` installs."""
    return Path(ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, rules: Any = RULES) -> list[str]:
    """What axe finds on a watched page as it is now, once it stands: a page that a click leads to may still be arriving."""
    page.wait_for_load_state("load")
    found: list[str] = page.evaluate(AXE, rules)
    return found


def overflow(page: Page) -> list[str]:
    """A sentence when a narrow page scrolls sideways."""
    width = page.evaluate("document.documentElement.scrollWidth")
    return [f"needs {width} px at 320"] if width > NARROW["width"] else []


COVERED = """() => [...document.querySelectorAll(".place .counter")].filter((counter) => {
    const words = document.createRange();
    words.selectNode(counter.closest(".place").firstChild);
    const [word, mark] = [words.getBoundingClientRect(), counter.getBoundingClientRect()];
    const isShown = word.width > 1 && mark.width > 1;
    return isShown && word.right > mark.left && mark.right > word.left && word.bottom > mark.top && mark.bottom > word.top;
  }).map((counter) => `${counter.textContent} lies on ${counter.closest(".place").firstChild.textContent}`)"""


def covered(page: Page) -> list[str]:
    """A sentence for each counter that lies on the word that it belongs to."""
    found: list[str] = page.evaluate(COVERED)
    return found


@contextmanager
def watched(
    chrome: Browser, demo: Demonstration, account: str = "", language: str = "en", **options: Any
) -> Iterator[tuple[Page, list[str]]]:
    """A page, signed in where an account is named, in that language, and the list of errors and foreign requests as it fills."""
    context = chrome.new_context(**{"base_url": demo.address, "viewport": WIDE, "reduced_motion": "reduce", **options})
    context.add_init_script(axe_source())  # sent once: half a megabyte with every question takes longer than its answer
    page = context.new_page()
    if account:
        demo.sign_in(page, account)
        page.locator(f"button[name=language][value={language}]").click()
    wrong = errors_of(page, demo)
    try:
        yield page, wrong
    finally:
        if account and language != "en":
            back_to_english(page)
        context.close()


def back_to_english(page: Page) -> None:
    """The account is that of other tests, too. The page must have come before its browser goes."""
    page.goto("/profile")
    page.locator("button[name=language][value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def errors_of(page: Page, demo: Demonstration) -> list[str]:
    """The errors of a page and its requests to others, as they come."""
    wrong: list[str] = []
    home = (demo.address + "/", demo.address.replace("http", "ws") + "/", "data:", "blob:")

    def stays(url: str) -> None:
        if not url.startswith(home):
            wrong.append(f"asked {url}")

    def says(message: ConsoleMessage) -> None:
        if message.type == "error":
            wrong.append(f"console: {message.text}")

    page.on("request", lambda request: stays(request.url))
    page.on("websocket", lambda line: stays(line.url))
    page.on("console", says)
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    return wrong
