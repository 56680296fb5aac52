"""The words that were asked for, shown where they stand. Plain pieces come out; whoever renders them escapes them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from peerhub.base.fulltext.query import Term
from peerhub.base.fulltext.text import Token, tokens_with_positions

BEFORE = 60
WINDOW = 260
READ = 20_000
NEAR = 2_000  # characters that are looked at first: most texts say near their beginning what was asked for


class Piece(NamedTuple):
    """Some text, and whether it was asked for."""

    text: str
    hit: bool


def marked(text: str, terms: Sequence[Term], language: str = "") -> list[Piece]:
    """The whole text in pieces. `language`: its own, for its numbers."""
    return _cut(text, _spans(text, terms, language), 0, len(text))


def excerpt(text: str, terms: Sequence[Term], language: str = "") -> list[Piece]:
    """A part of the text around the first hit, in pieces; its beginning where there is none."""
    text = " ".join(text[:READ].split())
    spans = _spans(text[:NEAR], terms, language)
    if not spans or spans[0][0] + 2 * WINDOW > NEAR:
        spans = _spans(text, terms, language)
    start = _word_start(text, spans[0][0] - BEFORE) if spans else 0
    end = _word_end(text, start + WINDOW)
    pieces = _cut(text, spans, start, end)
    head, tail = "… " if start else "", " …" if end < len(text) else ""
    return [piece for piece in (Piece(head, hit=False), *pieces, Piece(tail, hit=False)) if piece.text]


def _spans(text: str, terms: Sequence[Term], language: str) -> list[tuple[int, int]]:
    """Where the terms stand, in order and joined where they touch."""
    text_tokens = list(tokens_with_positions(text, language))
    spans = sorted(span for at, term in _begun(text_tokens, terms) if (span := _span(text_tokens, at, term)))
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _begun(text_tokens: Sequence[Token], terms: Sequence[Term]) -> Iterator[tuple[int, Term]]:
    """Where a term may stand, by its first word alone: to look at each term everywhere would cost three times as much."""
    begins = [term for term in terms if term.beginning and len(term.tokens) == 1]
    by_word: dict[str, list[Term]] = {}
    for term in terms:
        if term not in begins:
            by_word.setdefault(term.tokens[0], []).append(term)
    for at, token in enumerate(text_tokens):
        yield from ((at, term) for term in by_word.get(token.word, ()))
        yield from ((at, term) for term in begins if token.word.startswith(term.tokens[0]))


def _span(text_tokens: list[Token], at: int, term: Term) -> tuple[int, int] | None:
    place_tokens = text_tokens[at : at + len(term.tokens)]
    words = [token.word for token in place_tokens]
    *firsts, last = term.tokens
    if len(words) < len(term.tokens) or words[:-1] != firsts:
        return None
    fits = words[-1].startswith(last) if term.beginning else words[-1] == last
    if not fits:
        return None
    end = (
        place_tokens[-1].start + len(last)
        if term.beginning and place_tokens[-1].end - place_tokens[-1].start == 2
        else place_tokens[-1].end
    )
    return place_tokens[0].start, end


def _cut(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> list[Piece]:
    return [piece for piece in _pieces(text, spans, start, end) if piece.text]


def _pieces(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[Piece]:
    at = start
    for first, last in spans:
        if first >= end:
            break
        if last > at:
            yield Piece(text[at : max(first, at)], hit=False)
            yield Piece(text[max(first, at) : min(last, end)], hit=True)
            at = min(last, end)
    yield Piece(text[at:end], hit=False)


def _word_start(text: str, at: int) -> int:
    """A place near `at` where a word begins."""
    if at <= 0:
        return 0
    space = text.find(" ", at, at + 30)
    return space + 1 if space >= 0 else at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - 30, at)
    return space if space >= 0 else at
