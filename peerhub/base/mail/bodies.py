"""Messages in emails: their HTML with whole addresses, with styles of its own and nothing that is loaded, and no longer than there is room.

What is written is made anew of known elements, each text and address escaped: it is safe whatever the source says.
"""

import re
from functools import lru_cache
from html import escape
from typing import NamedTuple

from markupsafe import Markup

from peerhub.base.mail.plain import to_plain
from peerhub.base.mail.tree import VOID, Element, parse

_RULE = "#8a8f98"
_CELL = f"border:1px solid {_RULE};padding:4px 8px;text-align:start"
_WIDE = "overflow-x:auto;overflow-wrap:normal"  # around a table, whose columns would be a letter wide otherwise
_STYLES = {
    "p": "margin:6px 0",
    "h3": "margin:10px 0 4px;font-size:16px",
    "h4": "margin:8px 0 4px;font-size:16px",
    "blockquote": f"margin:6px 0;padding-inline-start:10px;border-inline-start:2px solid {_RULE}",
    # Room at both ends: an item in the other direction has its mark there.
    "ul": "margin:6px 0;padding:0 22px",
    "ol": "margin:6px 0;padding:0 26px",
    "pre": f"margin:6px 0;padding:8px;border:1px solid {_RULE};white-space:pre-wrap;text-align:start",
    "code": "font-family:monospace",
    "table": "margin:6px 0;border-collapse:collapse",
    "th": _CELL,
    "td": _CELL,
}
_PLAIN = frozenset({"br", "em", "strong", "del", "li", "hr", "thead", "tbody", "tr", "bdi", "a"})
_DIVISIBLE = frozenset({"div", "ul", "ol", "blockquote", "table", "thead", "tbody"})
_SCHEMES = ("https://", "http://", "mailto:")
_SOURCE = 4  # characters of HTML that become a byte in an email, at most
_BETWEEN = 4  # bytes of the lines between two blocks, and of what stands between the cells of a table
_INDENTS = {"blockquote": 2, "li": 2, "ol": 2}  # bytes by which plain text indents each line in it: "> ", "- ", "99. "
_OWN_LINES = frozenset({"p", "h3", "h4", "pre", "hr", "li", "a", "br"})  # beside those of its texts, maybe an empty one
_LAST_WORD = re.compile(r"\s\S{0,40}$")
_ENTITY = re.compile(r"&[#\w]*$")
_BEFORE_CUT = 0.5  # of the room is used: then it ends with a block, otherwise within one


def for_mail(html: str, site: str) -> Markup:
    """The HTML of a message as it stands in an email; its own pages are at the address `site`."""
    return Markup("".join(_written(child, site) for child in parse(html).children))  # noqa: S704  (made anew, see above)


class Fitted(NamedTuple):
    """HTML of a message, how many bytes it takes in an email, and whether it is the beginning only."""

    html: str
    size: int
    is_cut: bool


@lru_cache(maxsize=64)
def fitted(html: str, site: str, most: int) -> Fitted:
    """The HTML, or as much of it as takes about `most` bytes in an email, as HTML and as plain text together. It ends with a block;
    within one, with an ellipsis, where whole blocks alone would say too little. The latest are kept: many are told of one message."""
    root, is_whole = parse(_first(html, _SOURCE * most)), len(html) <= _SOURCE * most
    if is_whole and (size := _size(root, site)) <= most:
        return Fitted(html, size, is_cut=False)
    beginning = _Cutter(site).beginning(root, most)
    return Fitted("".join(map(_source, beginning.children)), _size(beginning, site), is_cut=True)


def _first(html: str, most: int) -> str:
    """So many characters of a long text at most, ending neither in a tag nor in an entity."""
    start = html[:most]
    tag = start.rfind("<")
    start = start if len(html) <= most or start.find(">", tag) >= 0 else start[:tag]
    return start if len(html) <= most else _ENTITY.sub("", start)


def _size(element: Element | str, site: str) -> int:
    """Bytes in both parts of an email."""
    written = _written(element, site)
    return len(written.encode()) + len(to_plain(written).encode()) + _BETWEEN


class _Bytes(NamedTuple):
    """What a part of a message takes: bytes of its HTML, of its plain text, and the lines of that, each of which is indented where the
    part stands in a list or a quotation. At most, or about as many: white space at ends of lines is not told apart."""

    html: int
    plain: int
    lines: int

    def indented(self, indent: int) -> int:
        """Bytes in both parts of an email, where each line begins with so many more."""
        return self.html + self.plain + self.lines * indent


class _Cutter:
    """Cuts a message. Each element is measured once, with all that is in it, however deep it stands."""

    def __init__(self, site: str) -> None:
        self._site = site
        self._known: dict[int, _Bytes] = {}  # by the id of an element, all of which live as long as their tree

    def beginning(self, element: Element, most: int, indent: int = 0) -> Element:
        """As many of its blocks as fit, and of the next one its beginning, where less than half of the room is used."""
        begun = Element(element.tag, element.attributes)
        left = most - self._own(element).indented(indent)
        indent += _INDENTS.get(element.tag, 0)
        for child in element.children:
            size = self._measured(child).indented(indent)
            if size > left:
                if isinstance(child, Element) and left > most * _BEFORE_CUT:
                    begun.children.append(self._part(child, left, indent))
                break
            begun.children.append(child)
            left -= size
        return begun

    def _part(self, block: Element, most: int, indent: int) -> Element:
        """The beginning of a block: its first blocks, or its first words as they were said, without links and marks."""
        if block.tag in _DIVISIBLE or any(child.is_block for child in block.elements()):
            return self.beginning(block, most, indent)
        bare = Element(block.tag, block.attributes)
        room = max(most - self._own(block).indented(indent), 0) // 2
        text = block.text()
        while text and _size(text, self._site) > 2 * room - 6:  # three bytes of the ellipsis, in both parts
            text = text.encode()[: min(room, len(text.encode()) * 3 // 4)].decode(errors="ignore")
        bare.children = [_LAST_WORD.sub("", text).rstrip() + "…"]
        return bare

    def _measured(self, node: Element | str) -> _Bytes:
        if isinstance(node, str):
            plain = (len(node.encode()), node.count("\n") + 1) if node.strip() else (0, 0)
            return _Bytes(len(_written(node, self._site).encode()), *plain)
        if id(node) not in self._known:
            parts = [self._own(node), *map(self._measured, node.children)]
            html, plain, lines = (sum(sizes) for sizes in zip(*parts, strict=True))
            self._known[id(node)] = _Bytes(html, plain + lines * _INDENTS.get(node.tag, 0), lines)
        return self._known[id(node)]

    def _own(self, element: Element) -> _Bytes:
        """Of the element itself: its tags, and the signs and empty lines by which plain text shows it."""
        html = len(_written(Element(element.tag, element.attributes), self._site).encode())
        address = _address(element.attributes.get("href", ""), self._site) if element.tag == "a" else ""
        return _Bytes(html, len(address.encode()) + _BETWEEN, int(element.tag in _OWN_LINES))


def _source(element: Element | str) -> str:
    """The same again as HTML of a message, with all its attributes."""
    if isinstance(element, str):
        return escape(element, quote=False)
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in element.attributes.items())
    if element.tag in VOID:
        return f"<{element.tag}{attributes}>"
    return f"<{element.tag}{attributes}>{''.join(map(_source, element.children))}</{element.tag}>"


def _written(element: Element | str, site: str) -> str:
    if isinstance(element, str):
        return escape(element, quote=False)
    if element.tag in VOID & _PLAIN:
        return f"<{element.tag}>"
    inside = "".join(_written(child, site) for child in element.children)
    if element.tag not in _PLAIN and element.tag not in _STYLES:
        return inside
    if element.tag == "a":
        address = _address(element.attributes.get("href", ""), site)
        return f'<a href="{escape(address)}">{inside}</a>' if address else inside
    written = f"<{element.tag}{_attributes(element)}>{inside}</{element.tag}>"
    return f'<div style="{_WIDE}">{written}</div>' if element.tag == "table" else written


def _attributes(element: Element) -> str:
    """Its direction, the first number of a list, and its style."""
    kept: dict[str, str] = {name: value for name, value in element.attributes.items() if name in {"dir", "start"}}
    if style := _STYLES.get(element.tag):
        kept["style"] = style
    return "".join(f' {name}="{escape(value)}"' for name, value in kept.items())


def _address(href: str, site: str) -> str:
    """Where a link leads from an email: the whole address; "" where it leads nowhere from there."""
    if href.startswith("/") and not href.startswith("//"):
        return site + href
    return href if href.lower().startswith(_SCHEMES) else ""
