"""Each block has the direction of its own words: an English paragraph in an Arabic message reads from left to right."""

import re
from unicodedata import bidirectional
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

BY_ITS_WORDS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "th", "td"})
BY_ALL_INSIDE = frozenset({"ul", "ol", "blockquote", "table"})
_PLACEHOLDER = re.compile("\x02[^\x03]*\x03")


class Directions(Treeprocessor):
    """Sets `dir`: "auto" on blocks of words, and a direction on those that hold blocks, since "auto" skips children that have one."""

    def run(self, root: Element) -> None:
        """Name the directions."""
        for element in root.iter():
            if element.tag in BY_ITS_WORDS and not _PLACEHOLDER.fullmatch(
                element.text or ""
            ):  # a block replaces it whole
                element.set("dir", "auto")
        _tell(root)


def _tell(element: Element) -> str:
    """The direction of the first letter inside that has one, "" where none has."""
    direction = _direction(element.text) if element.tag not in {"code", "pre"} else ""
    for child in element:
        inside = _tell(child)
        direction = direction or inside or _direction(child.tail)
    if direction and element.tag in BY_ALL_INSIDE:
        element.set("dir", direction)
    return direction


def _direction(text: str | None) -> str:
    for sign in _PLACEHOLDER.sub("", text or ""):
        kind = bidirectional(sign)
        if kind in {"L", "R", "AL"}:
            return "ltr" if kind == "L" else "rtl"
    return ""
