"""Fenced code wherever it stands: in quotations, in lists, right behind their markers, and where nobody closed it.

The library's extension finds the blocks and leaves a placeholder line for each; here the text is made ready for it, and taken over
from it. Who asks what of a text is code reads it the same way.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown.preprocessors import Preprocessor

_FENCE = re.compile(r"([> ]*)(`{3,}+(?!.*`)|~{3,}+)")
_BEHIND_MARKER = re.compile(r"([> ]*(?:[-*+]|\d{1,9}[.)])) {1,4}((?:`{3,}+(?!.*`)|~{3,}+).*)")
_MARKER_ALONE = re.compile(r"[> ]*(?:[-*+]|\d{1,9}[.)])")
_PLACED = re.compile("([> ]*)\x02wzxhzdk:\\d+\x03 *")


@dataclass(frozen=True)
class Line:
    """A line of a text. `parts` are the lines to render for it, `is_code` when it belongs to a block, which `is_quoted` in a quotation;
    `missing` would have closed the block before it."""

    parts: Sequence[str]
    is_code: bool
    is_quoted: bool
    missing: str = ""


def read(lines: Sequence[str]) -> Iterator[Line]:
    """Each line of a text, and one more without parts where the last block was not closed."""
    place, fence = "", ""
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        missing = ""
        if fence and not _stays(line, place):
            missing, fence = place + fence, ""
        if fence:
            fence = "" if _closes(line, fence) else fence
            yield Line([line], True, ">" in place)
        elif behind := _BEHIND_MARKER.fullmatch(line):
            place = _place(behind, following)
            fence = _fence(behind[2])
            yield Line([behind[1], place + behind[2]], True, ">" in place, missing)
        else:
            match = _FENCE.match(line)
            place, fence = (match[1], match[2]) if match else ("", "")
            yield Line([line], match is not None, ">" in place, missing)
    if fence:
        yield Line([], True, ">" in place, place + fence)


class Close(Preprocessor):
    """A block that nobody closed ends with the quotation or the list that it stands in, or with the text."""

    def run(self, lines: list[str]) -> list[str]:
        """The lines, with closing ones where they are missing."""
        while lines and not lines[-1].strip():
            lines.pop()
        closed: list[str] = []
        for line in read(lines):
            closed += [line.missing] if line.missing else []
            closed += line.parts
        return [*closed, "", ""]


class PartFromText(Preprocessor):
    """Blank lines around each finished block: it ends a paragraph and a list."""

    def run(self, lines: list[str]) -> list[str]:
        """The lines with blank ones, in quotations as part of them."""
        parted: list[str] = []
        for line, following in zip(lines, [*lines[1:], ""], strict=True):
            placed = _PLACED.fullmatch(line)
            if not placed:
                parted.append(line)
                continue
            quoted = placed[1].rstrip()
            before = [] if parted and _MARKER_ALONE.fullmatch(parted[-1]) else [quoted]
            after = quoted if following.startswith(quoted) else ""
            parted += [*before, line, after]
        return parted


def _place(behind: re.Match[str], following: str) -> str:
    """What stands before each line of a block that begins behind a marker: as many blanks as the next line has, where that is more
    than one."""
    blanks = "".join(sign if sign == ">" else " " for sign in behind[0][: behind.start(2)])
    return blanks if following.startswith(blanks) else blanks[: len(behind[1]) + 1]


def _fence(line: str) -> str:
    match = _FENCE.match(line)
    return match[2] if match else ""


def _closes(line: str, fence: str) -> bool:
    bare = line.lstrip("> ").rstrip()
    return bool(bare) and set(bare) == {fence[0]} and len(bare) >= len(fence)


def _stays(line: str, place: str) -> bool:
    """Whether a line is still inside what a block began in."""
    if ">" in place:
        return line.lstrip().startswith(">")
    return not line.strip() or line.startswith(place)
