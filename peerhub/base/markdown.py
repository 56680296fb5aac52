"""Text that people write, as safe HTML: Python-Markdown with raw HTML off, then an allow-list (nh3)."""

import re

import nh3
from markdown import Markdown
from markdown.extensions import Extension

VERSION = 1
LONGEST = 10_000
_DEEPEST_QUOTE = 6
_MOST_NESTED = 50
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
}
_DEEP = re.compile(rf"^((?:\s{{0,3}}>){{{_DEEPEST_QUOTE}}})(?:\s{{0,3}}>)+", re.MULTILINE)

_NESTED = re.compile(r"\[(?=[^\[\]]*\[)")  # a bracket that opens before the one before it was closed


class _NoRawHtml(Extension):
    """Raw HTML is text, headings start below the page's own, images are links: no third-party request ever leaves a page."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (the library's name)
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.deregister("image_link")
        md.inlinePatterns.deregister("image_reference")


def to_html(source: str) -> str:
    """Render at most LONGEST characters of Markdown to sanitised HTML. Links get rel and open nothing by themselves."""
    shallow = _DEEP.sub(r"\1", source[:LONGEST])
    writer = Markdown(extensions=[_NoRawHtml(), "nl2br", "sane_lists", "tables", "fenced_code"], output_format="html")
    if len(_NESTED.findall(shallow)) > _MOST_NESTED:  # the library looks for the end of each through the whole text
        for pattern in ("link", "reference", "short_reference"):
            writer.inlinePatterns.deregister(pattern)
    rendered = writer.convert(shallow)
    lowered = re.sub(r"<(/?)h[1-2]>", r"<\1h3>", re.sub(r"<(/?)h[5-6]>", r"<\1h4>", rendered))
    return nh3.clean(
        lowered,
        tags=TAGS,
        attributes={"a": {"href"}},
        attribute_filter=_only_links,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )


def _only_links(_tag: str, name: str, value: str) -> str | None:
    """Keep nothing but a link's address: nh3 itself would let `title` and `lang` by."""
    return value if name in {"href", "rel"} else None
