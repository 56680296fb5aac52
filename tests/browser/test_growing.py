"""Text areas grow with what is written: by CSS, and by our script in a browser that cannot."""

import pytest
from playwright.sync_api import Browser

from tests.browser.looking import watched
from tools.demonstration import Demonstration

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# The height that `rows` gives to an area that does not grow.
PLAIN = """area => {
    const plain = area.cloneNode();
    plain.removeAttribute("data-grow");
    plain.style.minBlockSize = "0";
    area.after(plain);
    const height = plain.offsetHeight;
    plain.remove();
    return height;
}"""
# A browser that does not know `field-sizing`.
WITHOUT = """CSS.supports = () => false;
document.addEventListener("DOMContentLoaded", () => {
    for (const area of document.querySelectorAll("textarea")) area.style.fieldSizing = "fixed";
});"""
LINES = "\n".join(["A line."] * 30)


@pytest.mark.parametrize(
    ("path", "name"), [("/needs/new", "challenge"), ("/offers/new", "result"), ("/design", "body")]
)
@pytest.mark.parametrize("able", [True, False], ids=["css", "script"])
def test_area_grows(chrome: Browser, demo: Demonstration, path: str, name: str, able: bool) -> None:
    with watched(chrome, demo, "statistics.jm") as (page, wrong):
        if not able:
            page.add_init_script(WITHOUT)
        page.goto(path)
        area = page.locator(f"textarea[name={name}]").first
        height = area.evaluate("area => area.offsetHeight")
        assert abs(height - area.evaluate(PLAIN)) <= 1
        area.fill(LINES)
        assert area.evaluate("area => area.offsetHeight") > 3 * height
        assert area.evaluate("area => area.scrollHeight <= area.clientHeight + 1")
        assert ("block-size" in (area.get_attribute("style") or "")) is not able
        area.fill("")
        assert abs(area.evaluate("area => area.offsetHeight") - height) <= 1
        assert wrong == []
