"""Words that were asked for, where they stand."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerhub.base.fulltext import excerpts
from peerhub.base.fulltext.excerpts import Piece, excerpt
from peerhub.base.fulltext.query import Term, parse
from peerhub.base.fulltext.text import Token


def test_terms_are_looked_at_where_they_may_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page has 20 excerpts of up to 10,000 signs: to look at 12 terms at each word of them takes half a second."""
    looked: list[int] = []
    inner = excerpts._span

    def span(found: list[Token], at: int, term: Term) -> tuple[int, int] | None:
        looked.append(at)
        return inner(found, at, term)

    monkeypatch.setattr(excerpts, "_span", span)
    terms = parse('one two three four five six seven "eight nine" begin* one2 two2 three2').terms
    found = excerpt("word " * 600 + "beginning " + "word " * 1000 + "eight nine, eight ten", terms)
    assert _hits(found) == ["beginning"]
    assert looked == [600, 1601, 1603]


@given(st.integers(0, 4_000), st.lists(st.sampled_from(["word", "sought", "for", "sought for"]), max_size=80))
def test_looking_near_the_beginning_first_changes_nothing(before: int, words: list[str]) -> None:
    text = "x " * (before // 2) + " ".join(words)
    terms = parse('sought "sought for" wor*').terms
    near = excerpt(text, terms)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(excerpts, "NEAR", 0)
        assert excerpt(text, terms) == near


def _hits(pieces: Sequence[Piece]) -> list[str]:
    return [piece.text for piece in pieces if piece.hit]
