"""Lists as people know them: right after a line, nested by as many blanks as their marker takes, with the number they begin with.

Python-Markdown wants a blank line before a list and four blanks under it; these two take the place of its list processors.
"""

import re
from xml.etree.ElementTree import Element, SubElement

from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor

DEEPEST = 12
MOST_DIGITS = 9
_MARKER = re.compile(rf"( {{0,3}})([-*+]|\d{{1,{MOST_DIGITS}}}[.)])( {{1,4}}(?! )|(?= {{5}})|$)")
_RULE = re.compile(r" {0,3}(?:(?:- *){3,}|(?:\* *){3,}|(?:_ *){3,})$")
_OTHER_BLOCK = re.compile(r" {0,3}(?:>|#{1,6} )")
_QUOTED = re.compile(r" {0,3}>")


class ListProcessor(BlockProcessor):
    """A list from its first marker to its last line, whatever blank lines are inside."""

    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser)
        self._depth = 0

    def test(self, _parent: Element, block: str) -> bool:
        """Whether a list begins in this block: with its first line, or further down where a list may end a paragraph."""
        return self._depth < DEEPEST and self._begins(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Take all lines of the list, also those behind blank lines."""
        block = blocks.pop(0)
        at = self._begins(block) or 0
        lines = block.split("\n")
        if at:
            self.parser.parseBlocks(parent, ["\n".join(lines[:at])])
        item_list = _List(lines[at])
        left = item_list.take(lines[at:])
        while not left and item_list.goes_on(blocks):
            left = item_list.take(["", *blocks.pop(0).split("\n")])
        if left:
            blocks.insert(0, "\n".join(left))
        self._draw(parent, item_list)

    def _begins(self, block: str) -> int | None:
        lines = block.split("\n")
        for at, line in enumerate(lines):
            marker = _MARKER.match(line)
            if not marker or _RULE.match(line):
                continue
            if line[marker.end() :].strip():
                if at == 0 or _may_interrupt(marker) or _QUOTED.match(lines[at - 1]):
                    return at
            elif at == 0 and lines[1:2] and lines[1].startswith(" " * (marker.end(2) + 1)):
                return at
        return None

    def _draw(self, parent: Element, item_list: "_List") -> None:
        shown = SubElement(parent, "ul" if item_list.first is None else "ol")
        if item_list.first not in {None, 1}:
            shown.set("start", str(item_list.first))
        self._depth += 1
        self.parser.state.set("looselist" if item_list.is_loose else "list")
        for item in item_list.items:
            self.parser.parseChunk(SubElement(shown, "li"), "\n".join(item))
        self.parser.state.reset()
        self._depth -= 1


class _List:
    """The items of a list that begins with `line`, each as its lines without indentation; loose where blank lines part them."""

    def __init__(self, line: str) -> None:
        self.items: list[list[str]] = []
        self.is_loose = False
        self._sign, number = _sign_and_number(line)
        self.first = int(number) if number else None
        self._inside = 0  # how far the lines of the last item are indented

    def take(self, lines: list[str]) -> list[str]:
        """Take what belongs to the list, and give back the rest."""
        blanks = 0
        for at, line in enumerate(lines):
            if not line.strip():
                blanks += 1
                continue
            if self._is_inside(line):
                own = line[self._inside :]
                self.is_loose = self.is_loose or (blanks > 0 and own[:1] != " ")
                self.items[-1] += [""] * blanks + [own]
            elif self._is_next(line):
                self.is_loose = self.is_loose or (blanks > 0 and bool(self.items))
                self._begin(line)
            elif blanks or _RULE.match(line) or _OTHER_BLOCK.match(line) or _MARKER.match(line):
                return lines[at:]
            else:
                self.items[-1].append(line.lstrip(" "))
            blanks = 0
        return []

    def goes_on(self, blocks: list[str]) -> bool:
        """Whether the next block belongs to the list. Blank ones before it are dropped."""
        while blocks and not blocks[0].strip():
            blocks.pop(0)
        line = blocks[0].lstrip("\n").partition("\n")[0] if blocks else ""
        return bool(line) and (self._is_inside(line) or self._is_next(line))

    def _is_inside(self, line: str) -> bool:
        return bool(self.items) and line.startswith(" " * self._inside)

    def _is_next(self, line: str) -> bool:
        return _sign_and_number(line)[0] == self._sign and not _RULE.match(line)

    def _begin(self, line: str) -> None:
        marker = _MARKER.match(line)
        if marker:
            self._inside = marker.end() if marker[3] and line[marker.end() :].strip() else marker.end(2) + 1
        self.items.append([line[self._inside :]])


def _sign_and_number(line: str) -> tuple[str, str]:
    """The sign of a bullet, or that after a number and the number: what makes two items one list."""
    marker = _MARKER.match(line)
    return (marker[2][-1], marker[2][:-1]) if marker else ("", "")


def _may_interrupt(marker: re.Match[str]) -> bool:
    """Whether an item may follow a line of text. As in CommonMark, of numbered ones only the first: a year there is none."""
    return marker[2] in "-*+" or int(marker[2][:-1]) == 1
