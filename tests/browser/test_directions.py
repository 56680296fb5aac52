"""Where a field begins: empty as its page does, filled as what is written in it."""

import pytest
from playwright.sync_api import Browser, Locator

from tests.browser.looking import watched
from tools.demonstration import Demonstration

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_empty_fields_begin_where_the_page_does(chrome: Browser, demo: Demonstration) -> None:
    with watched(chrome, demo, "statistics.jm", "ar") as (page, _wrong):
        for path in ("/threads/23", "/search", "/offers/new"):
            page.goto(path)
            fields = page.locator("textarea[dir=auto], input[dir=auto]:not([type=checkbox], [type=radio])").all()
            assert fields
            assert {direction(field) for field in fields if not field.input_value()} == {"rtl"}, path
        field = page.locator("textarea[dir=auto]").first
        field.fill("Two sentences in English.")
        assert direction(field) == "ltr"
        field.fill("جملتان بالعربية.")
        assert direction(field) == "rtl"
        field.fill("")
        assert direction(field) == "rtl"


def direction(field: Locator) -> str:
    """To which side a field is written now."""
    return str(field.evaluate("field => getComputedStyle(field).direction"))
