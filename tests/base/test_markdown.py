"""Text that people write becomes safe HTML."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerhub.base.markdown import LONGEST, TAGS, to_html


class Tags(HTMLParser):
    """Collects the tags of a page as a browser reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep one."""
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def tags_of(html: str) -> list[tuple[str, dict[str, str]]]:
    """The tags in `html` with their attributes."""
    parser = Tags()
    parser.feed(html)
    return parser.found


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("# big\n\n##### small", "<h3>big</h3>\n<h4>small</h4>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("[x](https://a.test/)", '<p><a href="https://a.test/" rel="noopener noreferrer nofollow">x</a></p>'),
        ("```\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>"),
    ],
)
def test_markdown_becomes_html(source: str, html: str) -> None:
    assert to_html(source) == html


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://elsewhere.test/pixel.png)",
        "[x]: javascript:alert(1)\n\n[x]",
        "<svg><a xlink:href='javascript:alert(1)'>x</a></svg>",
        '[x](https://a.test/ "onmouseover=alert(1)")',
        "`<script>`<script>",
        '<https://a.test/"onclick=alert(1)>',
        "<!-- --!><img src=x onerror=alert(1)>",
    ],
)
def test_nothing_that_runs_or_fetches_gets_through(source: str) -> None:
    for tag, attributes in tags_of(to_html(source)):
        assert tag in {"p", "a", "code", "em", "strong", "br"}
        assert set(attributes) <= {"href", "rel"}
        assert attributes.get("href", "https:").startswith(("https:", "http:", "mailto:"))


@given(st.text(alphabet="<>&\"'`*_[]()!#-=/:\\ \njavscriptonl", max_size=200))
def test_no_text_makes_a_tag_that_is_not_allowed(source: str) -> None:
    for tag, attributes in tags_of(to_html(source)):
        assert tag in TAGS
        assert set(attributes) <= {"href", "rel"}


def test_deep_quotes_stay_shallow_and_long_texts_are_cut() -> None:
    assert to_html(">" * 5000 + " deep").count("<blockquote>") <= 6
    assert len(to_html("a" * (LONGEST + 500))) < LONGEST + 20
