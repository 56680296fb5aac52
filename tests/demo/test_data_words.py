"""The demonstration's words: nothing of this machine, no address that could be real, and what was made up says so."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.demo.content import (
    CONTENT,
    NAMES,
    ROOMS,
)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("name", NAMES)
def test_no_local_file_names_and_no_address_that_could_be_real(name: str) -> None:
    text = "\n".join(strings(CONTENT[name]))
    assert not re.search(r"\b00\d_[0-9a-f]{6,}|\.txt\b|seed 00\d|/w[o]rk/|file://", text)
    assert all(address.endswith("@demo.peerhub.example") for address in re.findall(r"\S+@\S+\.\S+", text))


def test_what_was_made_up_about_a_country_says_so() -> None:
    """Every thread with figures or practice of one's own carries the mark at least once, in one of the languages."""
    marks = re.compile(
        r"\((example|exemple|ejemplo|مثال|mfano)\)|\(예시\)|invented figures|inventadas|fictifs|example of a method"
    )
    for thread in (thread for room in ROOMS for thread in room["threads"]):
        text = "\n".join(strings(thread))
        assert thread["kind"] != "experience" or marks.search(text), thread["key"]
