"""Whether a short text holds what was asked for: for lists small enough to look through, where no index is worth keeping."""

from functools import lru_cache

from peerhub.base.fulltext.query import Query, Term
from peerhub.base.fulltext.text import tokens

READ = 4_000  # characters of a text that are looked at
KEPT = 20_000  # texts whose words are remembered


@lru_cache(maxsize=KEPT)
def _words(text: str) -> tuple[str, ...]:
    return tuple(tokens(text))


def matches(query: Query, *texts: str) -> bool:
    """Whether every term stands in one of the texts, and none that was left out stands in any. Nothing matches a query
    without terms."""
    words = [_words(text[:READ]) for text in texts]
    held = all(any(_holds(each, term) for each in words) for term in query.terms)
    return bool(query.terms) and held and not any(_holds(each, term) for term in query.without for each in words)


def _holds(words: tuple[str, ...], term: Term) -> bool:
    """Whether the words of a term stand in a row; the last may go on where it is a beginning."""
    size = len(term.tokens)
    *firsts, last = term.tokens
    for at in range(len(words) - size + 1):
        end = words[at + size - 1]
        if words[at : at + size - 1] == tuple(firsts) and (end.startswith(last) if term.beginning else end == last):
            return True
    return False
