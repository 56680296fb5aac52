"""How tests and loops wait. A browser test waits by a locator, never by a string that Chromium evaluates again and again.

The site's Content Security Policy refuses `eval`. Playwright's `wait_for_function` gets by with it on its first look only:
the test passes on a quick machine and fails on a slow one.
"""

import ast
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
BASE = TESTS.parent / "peerhub" / "base"


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


def pauses_of_nothing(source: str) -> list[int]:
    """The lines that pause for 0."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args)
    return [
        call.lineno
        for call in calls
        if ast.unparse(call.func).rpartition(".")[2] in {"sleep", "pause", "_pause"}
        and isinstance(call.args[0], ast.Constant)
        and call.args[0].value == 0
    ]


def test_no_loop_pauses_for_nothing() -> None:
    """After a pause of 0 gevent goes on with whoever is awake, up to fifty times: others need `base.pauses.PAUSE`."""
    assert pauses_of_nothing("socketio.sleep(0)\nself._pause(0.0)") == [1, 2]
    found = {str(path): pauses_of_nothing(path.read_text()) for path in BASE.rglob("*.py")}
    assert {path: lines for path, lines in found.items() if lines} == {}
