"""A table right after a line of text: Python-Markdown wants a blank line between them."""

import re
from xml.etree.ElementTree import Element

from markdown.blockprocessors import BlockProcessor

_UNDERLINE = re.compile(r" {0,3}(?=[^\n]*\|)\|?(?: *:?-+:? *\|)* *(?::?-+:? *)?")


class TableAfterLine(BlockProcessor):
    """Parts a block before the head of a table, which the library's processor then finds."""

    def test(self, _parent: Element, block: str) -> bool:
        """Whether a table begins below the first line."""
        return _begins(block.split("\n")) > 0

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Render what stands before it; the table comes next."""
        lines = blocks.pop(0).split("\n")
        at = _begins(lines)
        self.parser.parseBlocks(parent, ["\n".join(lines[:at])])
        blocks.insert(0, "\n".join(lines[at:]))


def _begins(lines: list[str]) -> int:
    """The line of the head, which has as many cells as the line below it; 0 where there is none."""
    for at in range(1, len(lines) - 1):
        head, below = lines[at], lines[at + 1]
        if "|" in head and _UNDERLINE.fullmatch(below) and _cells(head) == _cells(below):
            return at
    return 0


def _cells(line: str) -> int:
    return len(re.findall(r"(?<!\\)\|", line.strip().strip("|")))
