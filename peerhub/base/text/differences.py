"""What changed between two texts, word by word, in time that a hostile text cannot stretch."""

import re
from collections import Counter
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

_WORDS = re.compile(r"\s*\w+|\s*[^\w\s]|\s+")
_LINES = re.compile(r".*\n|.+\Z")
_MOST_PAIRS = 20_000  # equal words that one comparison may have to look at
Kind = Literal["same", "added", "taken"]


class Piece(NamedTuple):
    """Some text that stayed, came or went."""

    kind: Kind
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """The pieces of both texts in order; `same` and `taken` together are `before`, `same` and `added` are `after`.

    Lines are compared first, then the words of those that changed.
    """
    return [word for line in _compared(_LINES, before, after) for word in line]


def _compared(pattern: re.Pattern[str], before: str, after: str) -> list[list[Piece]]:
    old, new = pattern.findall(before), pattern.findall(after)
    if _pairs(old, new) > _MOST_PAIRS:
        return [_replaced(before, after)]
    pieces: list[list[Piece]] = []
    for operation, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        removed, come = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        if operation == "equal":
            pieces.append([Piece("same", come)])
        elif operation == "replace" and pattern is _LINES:
            pieces += _compared(_WORDS, removed, come)
        else:
            pieces.append(_replaced(removed, come))
    return pieces


def _replaced(removed: str, come: str) -> list[Piece]:
    return [piece for piece in (Piece("taken", removed), Piece("added", come)) if piece.text]


def _pairs(old: list[str], new: list[str]) -> int:
    """How many pairs of equal words there are: what one look of the library costs."""
    new_counts = Counter(new)
    return sum(new_counts[word] for word in old)
