"""Whether a short text holds what was asked for: for lists small enough to look through, where no index is worth keeping.

The words of a text stand in one line with a blank around each, so that a term is found by one search in it: comparing word by
word took fifty times as long, and this runs while others wait.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import TypeVar

from peerhub.base.fulltext.query import Query, Term
from peerhub.base.fulltext.text import tokens
from peerhub.base.text.plain import normalized

T = TypeVar("T")
READ = 2_000  # characters of a text that are looked at
KEPT = 5_000  # texts whose words are remembered


@lru_cache(maxsize=KEPT)
def _line(text: str) -> str:
    """The words of a text, cut after compatibility forms are written out, of which one can stand for eighteen characters."""
    return f" {' '.join(tokens(normalized('NFKC', text[:READ])[:READ]))} "


def _sought(term: Term) -> str:
    """A term as it stands in a line; a beginning may go on."""
    return f" {' '.join(term.tokens)}{'' if term.beginning else ' '}"


def matching(query: Query, candidates: Iterable[tuple[T, tuple[str, ...]]]) -> list[T]:
    """Of things with the texts by which they can be found, those in whose texts every term stands, and none of those that were left
    out, in the same order. Nothing matches a query without terms."""
    needed, excluded = [_sought(term) for term in query.terms], [_sought(term) for term in query.without]
    if not needed:
        return []
    matches = []
    for thing, texts in candidates:
        lines = [_line(text) for text in texts if text]
        if all(any(term in line for line in lines) for term in needed) and not any(
            term in line for term in excluded for line in lines
        ):
            matches.append(thing)
    return matches
