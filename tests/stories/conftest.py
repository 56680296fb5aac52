"""The browser of the stories: one Chromium for all of them."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tools import chromium


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """A real Chromium; without one the test is skipped aloud, and fails under CI=true."""
    path = chromium.find()
    if not path:
        missing = "There is no Chromium: install it, or set PEERHUB_TEST_CHROMIUM to its path."
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        yield browser
        browser.close()
