"""Markdown to safe HTML: Python-Markdown with raw HTML off, then an allow-list (nh3).

Imported by workers, so it stays small. Any text may be given to it, and some take long or raise: `base.text.markdown` bounds that.
"""

import re
import threading
from collections.abc import Collection
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.blockprocessors import HashHeaderProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

from peerhub.base.text.markup.autolinks import Links
from peerhub.base.text.markup.directions import Directions
from peerhub.base.text.markup.fences import Close, PartFromText
from peerhub.base.text.markup.lists import ListProcessor
from peerhub.base.text.markup.tables import TableAfterLine

AT = r"(?<![\w@./-])@(?=\w)"
TAGS = frozenset(
    """p br em strong del code pre blockquote ul ol li a h3 h4 hr table thead tbody tr th td bdi""".split()  # noqa: SIM905
)
_DEEPEST_QUOTE = 6
_DEEP = re.compile(rf"^((?:\s{{0,3}}>){{{_DEEPEST_QUOTE}}})(?:\s{{0,3}}>)+", re.MULTILINE)
_WITH_DIRECTION = ("p", "h3", "h4", "li", "th", "td", "ul", "ol", "blockquote", "table")
_ALLOWED = {"a": {"href"}, "bdi": {"class"}, "ol": {"start", "dir"}} | {
    tag: {"dir"} for tag in _WITH_DIRECTION if tag != "ol"
}
_LEFT_TO_RIGHT = {"code": {"dir": "ltr"}, "pre": {"dir": "ltr"}}
_EXTENSIONS = ("nl2br", "tables", "pymdownx.superfences", "pymdownx.tilde")
_SETTINGS = {
    "pymdownx.superfences": {"relaxed_headers": True},
    "pymdownx.tilde": {"subscript": False},
    "pymdownx.highlight": {"use_pygments": False},
}


def task(payload: tuple[str, list[str]]) -> str:
    """`convert` for a worker: the text, and the names after an @ that are to be marked."""
    source, mentions = payload
    return convert(source, mentions)


def convert(source: str, mentions: Collection[str] = ()) -> str:
    """Sanitised HTML. Links get rel and open nothing by themselves; those of `mentions` that stand after an @ are marked."""
    output = _read(_DEEP.sub(r"\1", source), mentions)
    lowered = re.sub(r"<(/?)h[1-2]\b", r"<\1h3", re.sub(r"<(/?)h[5-6]\b", r"<\1h4", output))
    return nh3.clean(
        lowered,
        tags=set(TAGS),
        attributes=_ALLOWED,
        attribute_filter=_only_known,
        set_tag_attribute_values=_LEFT_TO_RIGHT,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )


class _Readers(threading.local):
    """The reader of texts without mentions, one for each thread."""

    plain: Markdown | None = None


_readers = _Readers()


def _read(source: str, mentions: Collection[str]) -> str:
    """What Python-Markdown makes of a text. Making a reader takes as long as reading a message, so one is kept; one that failed in
    the middle of a text is not used again."""
    reader, _readers.plain = (None if mentions else _readers.plain), None
    reader = reader.reset() if reader else _reader(mentions)
    output: str = reader.convert(source)
    if not mentions:
        _readers.plain = reader
    return output


def _reader(mentions: Collection[str]) -> Markdown:
    extensions: list[str | Extension] = ["pymdownx.highlight", *_EXTENSIONS, Links(), _Ours(mentions)]
    return Markdown(extensions=extensions, extension_configs=_SETTINGS, output_format="html")


class _Heading(HashHeaderProcessor):
    """A heading has a blank after its signs: #5 and #hashtag are words."""

    RE = re.compile(r"(?:^|\n)(?P<level>#{1,6})[ ]+(?P<header>(?:\\.|[^\\\n])*?)(?:[ ]+#+)?[ ]*(?:\n|$)")


class _Ours(Extension):
    """Raw HTML is text, headings start below the page's own, images are links: no third-party request ever leaves a page."""

    def __init__(self, mentions: Collection[str]) -> None:
        super().__init__()
        self._mentions = mentions

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (the library's name)
        md.preprocessors.deregister("html_block")
        for pattern in ("html", "image_link", "image_reference", "short_image_ref"):
            md.inlinePatterns.deregister(pattern)
        md.preprocessors.register(Close(md), "close_fences", 26)
        md.preprocessors.register(PartFromText(md), "part_fences", 24)
        blocks = md.parser.blockprocessors
        for block in ("setextheader", "indent", "olist", "ulist"):
            blocks.deregister(block)
        blocks.register(_Heading(md.parser), "hashheader", 70)
        blocks.register(ListProcessor(md.parser), "list", 40)
        blocks.register(TableAfterLine(md.parser), "table_after_line", 35)  # lists first: it may stand in one
        md.treeprocessors.register(Directions(md), "directions", 5)
        if self._mentions:  # after code and escapes, before everything else
            md.inlinePatterns.register(_Mentions(self._mentions), "mention", 175)


class _Mentions(InlineProcessor):
    """Marks the names that stand after an @. They are the names that were recognised, in the writer's spelling."""

    def __init__(self, names: Collection[str]) -> None:
        super().__init__(AT)
        self._names = sorted(names, key=len, reverse=True)

    def handleMatch(  # type: ignore[override]  # noqa: N802  (the library's name)
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """The first of the names that stands here whole; the longest come first."""
        begin = m.end()
        for name in self._names:
            end = begin + len(name)
            if data.startswith(name, begin) and not data[end : end + 1].isalnum():
                marked = Element("bdi", {"class": "mention"})
                marked.text = f"@{name}"
                return marked, m.start(), end
        return None, None, None


def _only_known(tag: str, name: str, value: str) -> str | None:
    """Keep an address, a mark of a mention, a first number and directions: nh3 itself would let `title` and `lang` by."""
    if name == "dir":
        return value if value in {"auto", "ltr", "rtl"} else None
    if name == "start":
        return value if value.isdecimal() else None
    if tag == "bdi":
        return value if (name, value) == ("class", "mention") else None
    return value if name in {"href", "rel"} else None
