"""What somebody says themselves, and quotations of it."""

import pytest

from peerhub.base import markdown, prose


def test_quotes_code_and_addresses_are_not_own_words() -> None:
    text = "Mine\n> @theirs\n   > theirs\n`@code` and\n```\n@block\n```\nend of https://x.test and a@b.test"
    assert prose.own_words(text).split() == ["Mine", "and", "end", "of", "https://x.test", "and", "a@b.test"]
    assert prose.readable(text) == "Mine and end of and"


def test_a_quotation_leads_back_and_quotes_no_quotation() -> None:
    text = prose.quoted("> older\n\nFirst\n\nSecond", "Office [of] *culture*", "/messages/7", 100)
    assert text == "> [Office \\[of\\] \\*culture\\*](/messages/7):\n>\n> First\n>\n> Second"
    drawn = markdown.to_html(text)
    assert drawn.startswith('<blockquote dir="ltr">\n<p dir="auto"><a href="/messages/7"')
    assert "Office [of] *culture*</a>:" in drawn


def test_a_long_message_is_quoted_in_part() -> None:
    assert prose.quoted("word " * 1000, "A", "/m", 20).endswith("> word word word …")


EVIL = [
    "`" * 10_000,
    "```\n" * 2500,
    "](" * 5000,
    "a@" * 5000,
    "> " * 5000,
    "x@x." * 2500,
    ">\n" * 5000,
    " " * 9999 + "x",
]


@pytest.mark.parametrize("text", EVIL)
def test_no_text_costs_more_than_its_length(text: str) -> None:
    """Attack 25: the first of these patterns took minutes for ten thousand characters; all of them together take no time."""
    assert len(prose.readable(text)) <= len(text)
    assert prose.quoted(text, "A", "/m", 1500)
