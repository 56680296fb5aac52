"""Sending a page's form as a browser would: with the token that the page carries."""

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_TOKEN = re.compile(r'name="csrf_token"[^>]*?value="([^"]+)"')


def submit(browser: FlaskClient, path: str, /, *, form_path: str | None = None, **fields: Any) -> TestResponse:
    """Open the page at `form_path` (`path` where it is not given), take its CSRF token, and post `fields` to `path`.

    Raises AssertionError when the page cannot be opened or holds no form.
    """
    return browser.post(path, data={"csrf_token": token_of(browser, form_path or path), **fields})


def token_of(browser: FlaskClient, path: str) -> str:
    """The CSRF token that the page at `path` carries."""
    shown = browser.get(path)
    assert shown.status_code == 200, f"{path} answered {shown.status_code}."
    found = _TOKEN.search(shown.text)
    assert found, f"{path} holds no form."
    return found.group(1)


def without_token(page: str) -> str:
    """A page without its CSRF tokens, which carry the second at which they were made: for telling whether two pages are the same."""
    return _TOKEN.sub("", page)
