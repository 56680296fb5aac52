"""Text that people write becomes safe HTML."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerhub.base.text import markdown
from peerhub.base.text.markdown import LONGEST, to_html
from peerhub.base.text.markup import to_html as to_html_module
from peerhub.base.text.markup.to_html import TAGS, convert
from tests.support.rendered import LINK, a, bare

PIECES = ("[a]: /b", "[a]", "```", "```python", "~~~", "> ", "- ", "1. ", "7. ", "|a|b|\n|-|-|", "# ", "*", "**", "`", "~~", "www.a.test",
          "&amp;", "<b>", "\\", "    ", "word", "\n", "\n\n")  # fmt: skip


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=12), min_size=2, max_size=4))
def test_a_reader_remembers_nothing_of_the_text_before(texts: list[list[str]]) -> None:
    for pieces in texts:
        source = "".join(pieces)
        read_by_one, to_html_module._readers.plain = convert(source), None
        assert read_by_one == convert(source)


def test_a_reader_that_failed_is_not_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    convert("before")
    kept = to_html_module._readers.plain
    assert kept is not None

    def fail(_lines: list[str]) -> None:
        raise RuntimeError

    monkeypatch.setattr(kept.parser, "parseDocument", fail)
    with pytest.raises(RuntimeError):
        convert("a text")
    assert to_html_module._readers.plain is None
    assert "a text" in convert("a text")


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
        ("one\ntwo", "<p>one<br>two</p>"),
        ("> said", "<blockquote><p>said</p></blockquote>"),
        ("# big\n\n##### small", "<h3>big</h3><h4>small</h4>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("[x](https://a.test/)", f'<p><a href="https://a.test/" {LINK}>x</a></p>'),
        ("```\n<b>\n```", "<pre><code>&lt;b&gt;</code></pre>"),
        ("|a|b|\n|-|-|\n|1|2|", "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"),
    ],
)  # fmt: skip
def test_markdown_becomes_html(source: str, html: str) -> None:
    assert bare(to_html(source)) == html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("Something:\n- one\n- two", "<p>Something:</p><ul><li>one</li><li>two</li></ul>"),
        (
            "> Something:\n> - one\n> - two",
            "<blockquote><p>Something:</p><ul><li>one</li><li>two</li></ul></blockquote>",
        ),
        ("Steps:\n1. one\n2. two", "<p>Steps:</p><ol><li>one</li><li>two</li></ol>"),
        ("It was in\n1986. Then more.", "<p>It was in<br>1986. Then more.</p>"),
        ("a - b\n-5 degrees\n+33 6 12", "<p>a - b<br>-5 degrees<br>+33 6 12</p>"),
        ("-", "<p>-</p>"),
        ("- a\n---\n- b", "<ul><li>a</li></ul><hr><ul><li>b</li></ul>"),
        ("- a\nlazy\n\nend", "<ul><li>a<br>lazy</li></ul><p>end</p>"),
        ("- a\n\n  more\n- b", "<ul><li><p>a</p><p>more</p></li><li><p>b</p></li></ul>"),
        ("- a\n- b\n\ntext", "<ul><li>a</li><li>b</li></ul><p>text</p>"),
        ("- a\n> q", "<ul><li>a</li></ul><blockquote><p>q</p></blockquote>"),
        ("- > q\n  > r", "<ul><li><blockquote><p>q<br>r</p></blockquote></li></ul>"),
    ],
)
def test_list_after_line(source: str, html: str) -> None:
    assert bare(to_html(source)) == html


@pytest.mark.parametrize(
    "source",
    [
        "Text:\n| a | b |\n|---|---|\n| 1 | 2 |",
        "Two\nlines\na | b\n:--|--:\n1 | 2",
        "> Text:\n> | a | b |\n> |---|---|\n> | 1 | 2 |",
        "- item\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n- next",
        "> q\n| a | b |\n|---|---|\n| 1 | 2 |\n\nafter",
    ],
)
def test_a_table_may_follow_a_line(source: str) -> None:
    table = "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    assert table in bare(to_html(source))


@pytest.mark.parametrize("source", ["a | b\n---\nc", "x\n|a|b|\n|-|", "a\nb|c\nd", "a\n1 | 2\n3 | 4"])
def test_lines_with_bars_alone_are_no_table(source: str) -> None:
    assert "<table" not in to_html(source)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("1986. A great year.", '<ol start="1986"><li>A great year.</li></ol>'),
        (
            "1. a\n```\nx\n```\n2. b",
            '<ol><li>a</li></ol><pre><code>x</code></pre><ol start="2"><li>b</li></ol>',
        ),
        ("3) a\n4) b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("1. a\n\nbetween\n\n2. b", '<ol><li>a</li></ol><p>between</p><ol start="2"><li>b</li></ol>'),
        ("٥. خمسة\n٦. ستة", '<ol start="5"><li>خمسة</li><li>ستة</li></ol>'),
        ("12345678901. x", "<p>12345678901. x</p>"),
        ("> q\n2. b", '<blockquote><p>q</p></blockquote><ol start="2"><li>b</li></ol>'),
    ],
)
def test_numbers_kept(source: str, html: str) -> None:
    assert bare(to_html(source)) == html


@pytest.mark.parametrize(
    "source",
    ["#5 is mine", "#hashtag", "Regards\n--\nName", "Total\n=====", "a\n-", "a\n=\nb", "####### seven", "C#\n#"],
)
def test_no_surprise_headings(source: str) -> None:
    assert bare(to_html(source)) == "<p>" + source.replace("\n", "<br>") + "</p>"


def test_a_line_of_dashes_below_text_makes_no_heading() -> None:
    assert bare(to_html("Text\n---\nmore")) == "<p>Text</p><hr><p>more</p>"
    assert bare(to_html("Text\n# Head #\n## C#")) == "<p>Text</p><h3>Head</h3><h3>C#</h3>"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("~~x~~ a~b", "<p><del>x</del> a~b</p>"),
        ("- a\n  - b\n    - c\n- d", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"),
        ("1. a\n   - b\n2. c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
        ("- a\n  1. b\n  2. c", "<ul><li>a<ol><li>b</li><li>c</li></ol></li></ul>"),
        ("> - a\n>   - b", "<blockquote><ul><li>a<ul><li>b</li></ul></li></ul></blockquote>"),
        ("- a\n    - four", "<ul><li>a<ul><li>four</li></ul></li></ul>"),
    ],
)
def test_strike_and_nesting(source: str, html: str) -> None:
    assert bare(to_html(source)) == html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("before\n```py title=x\n# y\n```\nafter", "<p>before</p><pre><code># y</code></pre><p>after</p>"),
        ("- a\n  ```\n  x\n  ```", "<ul><li><p>a</p><pre><code>x</code></pre></li></ul>"),
        ("- ```\n  x\n  ```\n- b", "<ul><li><pre><code>x</code></pre></li><li><p>b</p></li></ul>"),
        ("```\nnever closed\n\n# x", "<pre><code>never closed# x</code></pre>"),
        ("> ```\n> a\n\nafter", "<blockquote><pre><code>a</code></pre></blockquote><p>after</p>"),
        ("> a\n> ```\n> b\n> ```\nafter", "<blockquote><p>a</p><pre><code>b</code></pre></blockquote><p>after</p>"),
        ("````\n```\n````", "<pre><code>```</code></pre>"),
        ("1.  ```\n    > x\n    ```", "<ol><li><pre><code>&gt; x</code></pre></li></ol>"),
        ("-   ~~~\n    x\n    ~~~\n-   b", "<ul><li><pre><code>x</code></pre></li><li><p>b</p></li></ul>"),
        ("1.  ```\n   x\n   ```", "<ol><li><pre><code>x</code></pre></li></ol>"),
    ],
)
def test_fences_stand_anywhere(source: str, html: str) -> None:
    assert bare(to_html(source)) == html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("الدالة `fetchData` هنا", '<p dir="auto">الدالة <code dir="ltr">fetchData</code> هنا</p>'),
        ("`./run.sh` הרץ", '<p dir="auto"><code dir="ltr">./run.sh</code> הרץ</p>'),
        ("مرحبا\n\nEnglish", '<p dir="auto">مرحبا</p>\n<p dir="auto">English</p>'),
        ("- عنصر", '<ul dir="rtl">\n<li dir="auto">عنصر</li>\n</ul>'),
        ("> `x` قال", '<blockquote dir="rtl">\n<p dir="auto"><code dir="ltr">x</code> قال</p>\n</blockquote>'),
        ("```\nx\n```", '<pre dir="ltr"><code dir="ltr">x</code></pre>'),
        ("# عنوان", '<h3 dir="auto">عنوان</h3>'),
    ],
)
def test_code_in_arabic(source: str, html: str) -> None:
    assert to_html(source) == html


def test_parser_poisoned() -> None:
    for text in ("+ " * 496, "1. " * 495, "+ " * 5000, "> - " * 2500, "- > " * 2500):
        to_html(text)
        assert bare(to_html("after **bold**")) == "<p>after <strong>bold</strong></p>"
    assert bare(to_html("[x][1]\n\n[1]: https://a.test")) == f"<p>{a('https://a.test', 'x')}</p>"
    assert bare(to_html("[x][1]")) == "<p>[x][1]</p>"


SLOW = "[a](" * 2400


def test_what_cannot_be_rendered_in_time_is_shown_as_it_was_typed() -> None:
    text = f"<b>One</b>\ntwo\n\n{SLOW}"
    shown = markdown.render(text, seconds=0.01)
    assert shown == (
        f'<p dir="auto">&lt;b&gt;One&lt;/b&gt;<br>two</p>\n<p dir="auto">{SLOW}</p>',
        markdown.UNRENDERED,
    )
    assert markdown.render(text) == shown, "inside a transaction nobody tries again"
    assert markdown.render(text, seconds=markdown.PATIENT).version == markdown.VERSION


@pytest.mark.parametrize(
    "source", ["&nbsp;", "&#8203;", "[1]: https://a.test", "[](https://a.test)", "**&zwnj;**", "```\n```"]
)
def test_what_would_be_rendered_as_nothing_is_shown_as_it_was_typed(source: str) -> None:
    assert to_html(source) == markdown.as_plain_html(source)
    assert to_html("---") == "<hr>"


def test_a_text_that_asks_for_a_long_page_is_shown_as_it_was_typed() -> None:
    text = f"[1]: https://a.test/{'x' * 4000}\n\n" + "[1] " * 1400
    assert markdown.render(text).version == markdown.UNRENDERED


def test_an_error_of_the_library_shows_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_asked: object) -> str:
        raise RecursionError

    monkeypatch.setattr(markdown, "convert", broken)
    assert markdown.render("an *error* of a kind") == ('<p dir="auto">an *error* of a kind</p>', markdown.UNRENDERED)


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
        assert set(attributes) <= {"href", "rel", "dir"}
        assert attributes.get("href", "https:").startswith(("https:", "http:", "mailto:"))


@given(st.text(alphabet="<>&\"'`*_[]()!#-=/:\\ \njavscriptonl", max_size=200))
def test_no_text_makes_a_tag_that_is_not_allowed(source: str) -> None:
    for tag, attributes in tags_of(to_html(source)):
        assert tag in TAGS
        assert set(attributes) <= {"href", "rel", "dir", "start"}


def test_deep_quotes_stay_shallow_and_long_texts_are_cut() -> None:
    assert to_html(">" * 5000 + " deep").count("<blockquote>") <= 6
    assert len(to_html("a" * (LONGEST + 500))) < LONGEST + 40
