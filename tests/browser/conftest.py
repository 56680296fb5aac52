"""A real server on the whole demonstration, and one Chromium."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tools import chromium
from tools.demonstration import Demonstration, demonstration


@pytest.fixture(scope="module")
def demo() -> Iterator[Demonstration]:
    """The demonstration, served."""
    with demonstration() as served:
        yield served


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """The machine's Chromium."""
    path = chromium.find()
    if not path:
        pytest.skip("There is no Chromium on this machine.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        yield browser
        browser.close()
