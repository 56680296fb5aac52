"""What somebody says themselves, and quotations of it."""

import re

import pytest

from peerhub.base.text import markdown
from peerhub.rooms.engines import prose


def test_quotes_code_and_addresses_are_not_own_words() -> None:
    text = "Mine\n> @theirs\n   > theirs\n`@code` and\n```\n@block\n```\nend of https://x.test and a@b.test"
    assert prose.own_words(text).split() == ["Mine", "and", "end", "of", "https://x.test", "and", "a@b.test"]
    assert prose.text_for_language(text) == "Mine and end of and"


def test_a_quotation_leads_back_and_quotes_no_quotation() -> None:
    text = prose.quoted("> older\n\nFirst\n\nSecond", "Office [of] *culture*", "/messages/7", 100)
    assert text == "> [Office \\[of\\] \\*culture\\*](/messages/7):\n>\n> First\n>\n> Second"
    rendered = markdown.to_html(text)
    assert rendered.startswith('<blockquote dir="ltr">\n<p dir="auto"><a href="/messages/7"')
    assert "Office [of] *culture*</a>:" in rendered


def test_a_long_message_is_quoted_in_part() -> None:
    assert prose.quoted("word " * 1000, "A", "/m", 20).endswith("> word word word …")


CODE = "Try:\n```sh\n# not a heading\n> output\n\n\n    indented\n```\nDone"


def test_quote_with_code() -> None:
    rendered = markdown.to_html(prose.quoted(CODE, "A", "/m", 1500) + "\n\nMy reply")
    assert '<pre dir="ltr"><code dir="ltr"># not a heading\n&gt; output\n\n\n    indented</code></pre>' in rendered
    assert rendered.endswith('<p dir="auto">Done</p>\n</blockquote>\n<p dir="auto">My reply</p>')
    assert "<h" not in rendered


@pytest.mark.parametrize(
    "source",
    [
        "- item\n  ```\n  > output\n  ```\n- two",
        "- ```\n  > output\n  ```",
        "1. ~~~\n   > output\n   ~~~",
        "   ```\n   > output\n   ```",
        "````\n```\n> output\n```\n> more\n````",
        "~~~\n```\n> output\n~~~\nend",
    ],
)
def test_code_is_found_wherever_it_is_drawn(source: str) -> None:
    """In lists, behind a marker, indented, with shorter fences inside: no line of it is taken for a quotation or a name."""
    quoted = prose.quoted(source, "A", "/m", 1500)
    assert markdown.to_html(quoted).count("&gt; output") == markdown.to_html(source).count("&gt; output") == 1
    assert "named" not in prose.own_words(source.replace("> output", "@named"))


@pytest.mark.parametrize(
    "source",
    [
        "- ```\n  code\n\n@Ann please look",
        "1. ```\n   code\n\n@Ann please look",
        "- ```\n  code\n- @Ann please look",
        "  ```\n  code\n@Ann please look",
        "> ```\n> code\n\n@Ann please look",
        "```\ncode\n```\n@Ann please look",
    ],
)
def test_who_is_named_after_code_that_nobody_closed_is_called(source: str) -> None:
    assert '<bdi class="mention">@Ann</bdi>' in markdown.to_html(source, ["Ann"])
    assert prose.own_words(source).split()[-3:] == ["@Ann", "please", "look"]
    assert "code" not in prose.own_words(source)


@pytest.mark.parametrize("longest", range(12, 60, 4))
def test_code_that_is_quoted_in_part_is_still_code(longest: int) -> None:
    rendered = markdown.to_html(prose.quoted(CODE, "A", "/m", longest) + "\n\nMy *reply*")
    assert '<pre dir="ltr"><code dir="ltr"># not' in rendered or "```" not in rendered
    assert rendered.endswith('</blockquote>\n<p dir="auto">My <em>reply</em></p>')
    assert "<h" not in rendered


@pytest.mark.parametrize("source", ["1. a\n   - b\n2. c", "    code\n\ntext", "~~~\nx\n~~~", "|a|b|\n|-|-|\n|1|2|"])
def test_what_is_quoted_is_rendered_as_it_was(source: str) -> None:
    rendered = re.sub(r' dir="\w+"', "", markdown.to_html(prose.quoted(source, "A", "/m", 1500)))
    assert re.sub(r' dir="\w+"', "", markdown.to_html(source)) in rendered


EVIL = [
    "`" * 10_000,
    "```\n" * 2500,
    "](" * 5000,
    "a@" * 5000,
    "> " * 5000,
    "x@x." * 2500,
    ">\n" * 5000,
    " " * 9999 + "x",
    "~" * 9999 + "x",
    "- ```\n" * 1600,
    "".join("`" * length + "\n" for length in range(140, 2, -1)),
]


@pytest.mark.parametrize("text", EVIL)
def test_no_text_costs_more_than_its_length(text: str) -> None:
    """Attack 25: the first of these patterns took minutes for ten thousand characters; all of them together take no time."""
    assert len(prose.text_for_language(text)) <= len(text)
    assert prose.quoted(text, "A", "/m", 1500)
