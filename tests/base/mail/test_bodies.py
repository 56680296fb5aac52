"""Messages in emails: whole addresses, nothing that is loaded, as long as there is room for, and the same as plain text."""

import re
from html.parser import HTMLParser

import pytest
from flask import Flask

from peerhub.base.i18n import reader
from peerhub.base.mail.bodies import fitted, for_mail
from peerhub.base.mail.plain import to_plain
from peerhub.base.mail.tree import DEEPEST, parse
from peerhub.base.text.markdown import to_html

SITE = "https://site.example/hub"
ROOM = 2000  # bytes


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("[a](/messages/3)", f'<a href="{SITE}/messages/3">a</a>'),
        ("[a](https://x.example/?b=1&c)", '<a href="https://x.example/?b=1&amp;c">a</a>'),
        ("office@x.example", '<a href="mailto:office@x.example">office@x.example</a>'),
        ("![a](https://x.example/a.png)", '![a](<a href="https://x.example/a.png">https://x.example/a.png</a>)'),
        ("[a](//x.example)", "a"),
        ("[a](#here)", "a"),
        ("@Office, you", "<bdi>@Office</bdi>, you"),
        ("a < b & `<i>`", 'a &lt; b &amp; <code dir="ltr" style="font-family:monospace">&lt;i&gt;</code>'),
    ],
)
def test_what_leads_somewhere_leads_there_from_an_email_too(source: str, written: str) -> None:
    assert for_mail(to_html(source, ["Office"]), SITE) == f'<p dir="auto" style="margin:6px 0">{written}</p>'


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        '<img src="https://x.example/a.png">',
        '<p onclick="x" class="y" id="z" style="background:url(//x.example)">a</p>',
        '<a href="javascript:alert(1)">a</a>',
        '<a href="data:text/html,x">a</a>',
        '<form action="//x.example"><input name="x"></form>',
    ],
)
def test_whatever_is_kept_nothing_runs_and_nothing_is_loaded(html: str) -> None:
    written = for_mail(html, SITE).replace("alert(1)", "")
    assert re.findall("script|img|onclick|class|id=|url|href|form|input|action", written) == []


def test_plain_text_shows_what_stands_where() -> None:
    source = (
        "Hello [you](/a)\n\n> quoted\n> - one\n\n2. two\n3. three\n   - in\n\n| a | b |\n|--|--|\n| 1 | 2 |\n\n"
        "```\nx\n  y\n```\n\n---\nend"
    )
    assert to_plain(for_mail(to_html(source), SITE)).split("\n") == [
        f"Hello you ({SITE}/a)", "",
        "> quoted", ">", "> - one", "",
        "2. two", "3. three", "   - in", "",
        "a | b", "1 | 2", "",
        "x", "  y", "",
        "---", "",
        "end",
    ]  # fmt: skip


def test_a_paragraph_of_links_alone_has_each_on_its_own_line() -> None:
    html = '<p><a href="https://a.example">Yes</a> · <a href="https://b.example">No</a></p><p><a href="https://c.example">https://c.example</a></p>'
    assert to_plain(html) == "Yes:\nhttps://a.example\nNo:\nhttps://b.example\n\nhttps://c.example"


def test_the_colon_before_an_address_is_written_as_in_the_language(app: Flask) -> None:
    html = '<p><a href="https://a.example">Je viens</a></p>'
    with app.app_context(), reader.in_language("fr", "UTC"):
        assert to_plain(html) == "Je viens\N{NO-BREAK SPACE}:\nhttps://a.example"


def test_the_foot_is_a_signature() -> None:
    assert to_plain('<p>a</p><div role="contentinfo"><p>b</p></div>') == "a\n\n-- \nb"


def test_what_fits_is_whole() -> None:
    html = to_html("One\n\n- two")
    assert fitted(html, SITE, ROOM)[::2] == (html, False)


LONG = {
    "words": "word " * 2000,
    "no spaces": "字" * 5000,
    "quotations": "> x\n\n" * 1500,
    "a list": "- item\n" * 1400,
    "a table": "| a | b |\n|---|---|\n" + "| one | two |\n" * 600,
    "links": "[a](/b) " * 1200,
    "signs": "&" * 9000,
    "code": "```\n" + "line\n" * 1900 + "```",
    "a long beginning": "word " * 1000 + "\n\nshort",
    "a short beginning": "short\n\n" + "word " * 1000,
}


@pytest.mark.parametrize("source", LONG.values(), ids=LONG)
def test_what_is_long_is_cut_between_words_and_never_in_a_tag(source: str) -> None:
    html = to_html(source)
    short, size, is_cut = fitted(html, SITE, ROOM)
    written = for_mail(short, SITE)
    in_mail = len(written.encode()) + len(to_plain(written).encode())
    assert is_cut
    assert ROOM / 4 < in_mail <= size <= ROOM * 1.1
    assert all(
        len(re.findall(rf"<{tag}\b", written)) == written.count(f"</{tag}>")
        for tag in ("p", "li", "ul", "table", "tr", "td", "pre", "a")
    )
    whole = to_plain(for_mail(html, SITE)).replace("\n", " ").replace(">", "").split()
    beginning = to_plain(written).replace("\n", " ").replace(">", "").rstrip("… ").split()
    assert "&am" not in beginning
    if source not in {LONG["no spaces"], LONG["signs"]}:
        assert [word for word in beginning if word.startswith("word")] == ["word"] * beginning.count("word")
        assert set(beginning) <= set(whole) | {"a"}


def nested(depth: int) -> str:
    """A list inside a list, so deep, with most of its items in the innermost one."""
    inner = "<ul>" + "<li>an item</li>" * 600 + "</ul>"
    return "<ul><li>outer" * depth + inner + "</li></ul>" * depth


@pytest.mark.parametrize("room", [900, 8000])
@pytest.mark.parametrize("depth", [1, 6, 30])
def test_the_work_of_cutting_does_not_grow_with_the_depth(
    monkeypatch: pytest.MonkeyPatch, depth: int, room: int
) -> None:
    read, feed = list[int](), HTMLParser.feed

    def counted(parser: HTMLParser, data: str) -> None:
        read.append(len(data))
        feed(parser, data)

    monkeypatch.setattr(HTMLParser, "feed", counted)
    html = nested(depth)
    short = fitted(html, SITE, room)
    assert short.is_cut
    assert short.size <= room * 1.1
    written = len(for_mail(html[: 4 * room], SITE))
    assert 0 < sum(read) <= 2 * (len(html[: 4 * room]) + written)


@pytest.mark.parametrize("depth", [2, 12])
def test_what_stands_deep_is_cut_where_the_room_ends(depth: int) -> None:
    deep = "<blockquote>" * depth + "<p>word word</p>" * 1000 + "</blockquote>" * depth
    for room in (2000, 8000):
        assert room / 4 < fitted(deep, SITE, room).size <= room * 1.1


def test_it_ends_with_a_block_where_that_says_enough() -> None:
    paragraph = "word " * 150
    short = fitted(to_html(f"{paragraph}\n\n{paragraph}"), SITE, ROOM)
    assert to_plain(short.html) == paragraph.strip()
    assert short.is_cut


def test_deep_html_is_read_all_the_same() -> None:
    root = parse("<blockquote>" * 5000 + "deep" + "</blockquote>" * 5000)
    depth, element = 0, root
    while any(element.elements()):
        depth, element = depth + 1, next(element.elements())
    assert depth <= DEEPEST
    assert root.text() == "deep"
