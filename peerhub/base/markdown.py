"""Text that people write, as safe HTML: Python-Markdown with raw HTML off, then an allow-list (nh3)."""

import re
import threading
from collections.abc import Collection
from functools import cache
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

VERSION = 2
LONGEST = 10_000
_DEEPEST_QUOTE = 6
_MOST_NESTED = 50
_ONE_AT_A_TIME = threading.Lock()  # the renderer keeps what it reads in itself
TAGS = {
    "p",
    "br",
    "em",
    "strong",
    "del",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "a",
    "h3",
    "h4",
    "hr",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "bdi",
}
AT = r"(?<![\w@./-])@(?=\w)"
_DEEP = re.compile(rf"^((?:\s{{0,3}}>){{{_DEEPEST_QUOTE}}})(?:\s{{0,3}}>)+", re.MULTILINE)

_NESTED = re.compile(r"\[(?=[^\[\]]*\[)")  # a bracket that opens before the one before it was closed


class _NoRawHtml(Extension):
    """Raw HTML is text, headings start below the page's own, images are links: no third-party request ever leaves a page."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (the library's name)
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.deregister("image_link")
        md.inlinePatterns.deregister("image_reference")


class _Mentions(InlineProcessor):
    """Marks those of `names` that stand after an @. They are what was found to name somebody, in the writer's spelling."""

    def __init__(self) -> None:
        super().__init__(AT)
        self.names: list[str] = []

    def handleMatch(  # type: ignore[override]  # noqa: N802  (the library's name)
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """The first of the names that stands here whole; the longest come first."""
        begin = m.end()
        for name in self.names:
            end = begin + len(name)
            if data.startswith(name, begin) and not data[end : end + 1].isalnum():
                marked = Element("bdi", {"class": "mention"})
                marked.text = f"@{name}"
                return marked, m.start(), end
        return None, None, None


def to_html(source: str, mentions: Collection[str] = ()) -> str:
    """Render at most LONGEST characters of Markdown to sanitised HTML. Links get rel and open nothing by themselves.

    `mentions`: the names after an @ that are to be marked, as they are written.
    """
    shallow = _DEEP.sub(r"\1", source[:LONGEST])
    with_links = len(_NESTED.findall(shallow)) <= _MOST_NESTED
    with _ONE_AT_A_TIME:
        writer, marks = _writer(with_links=with_links, with_mentions=bool(mentions))
        marks.names = sorted(mentions, key=len, reverse=True)
        rendered = writer.reset().convert(shallow)
    lowered = re.sub(r"<(/?)h[1-2]>", r"<\1h3>", re.sub(r"<(/?)h[5-6]>", r"<\1h4>", rendered))
    return nh3.clean(
        lowered,
        tags=TAGS,
        attributes={"a": {"href"}, "bdi": {"class"}},
        attribute_filter=_only_links,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )


@cache
def _writer(*, with_links: bool, with_mentions: bool) -> tuple[Markdown, _Mentions]:
    """The library's renderer, made once since that takes as long as a message. It looks for the end of each bracket through the
    whole text, so a text with too many of them goes without links."""
    writer = Markdown(extensions=[_NoRawHtml(), "nl2br", "sane_lists", "tables", "fenced_code"], output_format="html")
    for pattern in () if with_links else ("link", "reference", "short_reference"):
        writer.inlinePatterns.deregister(pattern)
    marks = _Mentions()
    if with_mentions:
        writer.inlinePatterns.register(marks, "mention", 175)  # after code and escapes, before everything else
    return writer, marks


def _only_links(tag: str, name: str, value: str) -> str | None:
    """Keep nothing but a link's address and the mark of a mention: nh3 itself would let `title` and `lang` by."""
    if tag == "bdi":
        return value if (name, value) == ("class", "mention") else None
    return value if name in {"href", "rel"} else None
