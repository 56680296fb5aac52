"""A browser test waits by a locator, never by a string that Chromium evaluates again and again.

The site's Content Security Policy refuses `eval`. Playwright's `wait_for_function` gets by with it on its first look only:
the test passes on a quick machine and fails on a slow one.
"""

import ast
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent


def calls_of(source: str, name: str) -> list[int]:
    """The lines that call a method of that name."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name
    ]


def test_no_browser_test_waits_by_evaluating_a_string() -> None:
    assert calls_of("page.wait_for_function('1')", "wait_for_function") == [1]
    found = {str(path): calls_of(path.read_text(), "wait_for_function") for path in TESTS.rglob("*.py")}
    assert {path: lines for path, lines in found.items() if lines} == {}
