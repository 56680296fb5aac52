"""What somebody typed into a search field: words, "phrases", beginnings* and operators such as author:me. Nothing is an error."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from peerhub.base.search.text import is_spaceless, tokens

LONGEST = 400
MOST_TERMS = 12
MOST_TOKENS = 40
SHORTEST_BEGINNING = 3
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』＂", '"') | {"：": ":", "＊": "*"})
_PART = re.compile(r'(?:([^\W\d_]+):)?(?:"([^"]*)"?|([^\s"]+))')


@dataclass(frozen=True)
class Term:
    """Something that must be there: one word, or several in a row. `beginning`: the last may go on. `typed`: as it was asked for."""

    tokens: tuple[str, ...]
    beginning: bool = False
    typed: str = field(default="", compare=False)


@dataclass(frozen=True)
class Query:
    """What was asked: terms that must all be there, and operators with their values. `cut`: not all of it was used."""

    terms: tuple[Term, ...] = ()
    operators: tuple[tuple[str, str], ...] = ()
    cut: bool = False


def parse(text: str, operators: Collection[str] = ()) -> Query:
    """Read what was typed. A word before a colon that is no operator is an ordinary word, as in http://example.org."""
    cut = len(text) > LONGEST
    terms: dict[Term, None] = {}
    found: dict[tuple[str, str], None] = {}
    for name, phrase, word in _PART.findall(text[:LONGEST].translate(_QUOTES)):
        operator = name.casefold()
        if operator in operators:
            if value := (phrase or word).strip():
                found[operator, value] = None
            continue
        text = f"{name} {phrase or word}" if name else phrase or word
        typed = f'"{text}"' if " " in text else text
        if term := _term(text, typed, beginning=not phrase and word.endswith("*")):
            terms[term] = None
    kept = _kept(list(terms))
    return Query(tuple(kept), tuple(found), cut or len(kept) < len(terms))


def _kept(terms: list[Term]) -> list[Term]:
    kept: list[Term] = []
    for term in terms[:MOST_TERMS]:
        if sum(len(each.tokens) for each in kept) + len(term.tokens) > MOST_TOKENS:
            break
        kept.append(term)
    return kept


def _term(text: str, typed: str, *, beginning: bool) -> Term | None:
    words = tokens(text)
    if not words:
        return None
    last = words[-1]
    if not is_spaceless(last):
        return Term(tuple(words), beginning and len(last) >= SHORTEST_BEGINNING, typed)
    # The last sign of a run stands alone in the index only where a run ends; here anything may follow it.
    if len(words) > 1 and is_spaceless(words[-2]):
        return Term(tuple(words[:-1]), typed=typed)
    return Term(tuple(words), beginning=True, typed=typed)
