"""What changed between two texts."""

import random

from hypothesis import given
from hypothesis import strategies as st

from peerhub.base.text.differences import Piece, differences


def test_words_that_changed_are_told_from_those_that_stayed() -> None:
    pieces = differences("It cost 40 a year.\nSame\n", "It cost 45 a year.\nSame\n")
    changed = [piece for piece in pieces if piece.kind != "same"]
    assert changed == [Piece("taken", " 40"), Piece("added", " 45")]


@given(st.text("ab .\n>"), st.text("ab .\n>"))
def test_both_texts_can_be_read_from_the_pieces(before: str, after: str) -> None:
    pieces = differences(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "taken") == after


def test_hostile_texts_are_compared_as_a_whole() -> None:
    """Attack 25: the library needs the square of the length for words that come again and again."""
    draw = random.Random(1)  # noqa: S311  (the same texts each time)
    for size, words in ((5000, 1), (2500, 2), (3300, 70)):
        before, after = (" ".join(str(draw.randrange(words)) for _ in range(size)) + end for end in ("x", "y"))
        assert [piece.kind for piece in differences(before, after)] == ["taken", "added"]
