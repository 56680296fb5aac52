"""Attack 25: text that costs the server far more than it cost to send. Work is counted in calls, not in seconds."""

import sys
from types import FrameType
from typing import Any

import pytest

from peerhub.base import markdown

NASTY = {
    "stars": "*a" * 2500, "underscores": "_" * 5000, "brackets": "[" * 5000, "nested links": "[a](" * 1250,
    "quotes": "> " * 2500, "quotes below each other": "".join(f"{'>' * depth} x\n" for depth in range(95)),
    "backticks": "`" * 2500 + "x", "lists": "".join(f"{'  ' * depth}- x\n" for depth in range(60)),
    "tables": "|" * 2500 + "\n" + "|-" * 1250, "entities": "&#x" * 1600, "autolinks": "<http://" * 625,
    "backslashes": "\\" * 5000, "references": "".join(f"[{number}]: /x\n" for number in range(450)),
    "blank lines": "\n" * 5000, "emphasis": "***" * 1600 + "a", "mentions": "@x " * 1600,
}  # fmt: skip


def work(text: str) -> int:
    """How many Python calls it takes to render the text."""
    calls = 0

    def count(_frame: FrameType, _event: str, _argument: Any) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        markdown.to_html(text)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
def test_twice_the_text_is_not_much_more_than_twice_the_work(text: str) -> None:
    base = work("x")
    half, whole = work(text[: len(text) // 2]) - base, work(text) - base
    assert whole <= 3 * half + 60_000  # a table begins with its second line
    assert whole < 400_000


def test_text_full_of_open_brackets_keeps_them_and_loses_only_its_links() -> None:
    assert markdown.to_html("[" * 60 + "a](https://x.test)") == "<p>" + "[" * 60 + "a](https://x.test)</p>"
    assert '<a href="https://x.test"' in markdown.to_html("[[1], [2]] [a](https://x.test)")


def test_no_more_than_the_longest_is_read() -> None:
    assert len(markdown.to_html("x" * 100_000)) < markdown.LONGEST + 100
