"""What somebody typed into a search field: words, "phrases", beginnings*, -words to leave out, and operators such as author:me.

Nothing is an error.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from peerhub.base.fulltext.korean import is_korean, without_particle
from peerhub.base.fulltext.numbers import without_separators
from peerhub.base.fulltext.text import is_spaceless, tokens

LONGEST = 400
MOST_TERMS = 12
MOST_TOKENS = 40
SHORTEST_BEGINNING = 3
ABBREVIATIONS = 3
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』＂", '"') | {"：": ":", "＊": "*"})
_SAID = {"AND": "and", "&&": "and", "NOT": "not", "OR": "or", "|": "or", "||": "or"}
_PART = re.compile(r'((?:(?<=\s)|^)[-−–－](?=[\w"]))?(?:([^\W\d_]+):)?(?:"([^"]*)"?|([^\s"]+))')


@dataclass(frozen=True)
class Term:
    """Something that must be there: one word, or several in a row. `beginning`: the last may go on. `typed`: as it was asked for."""

    tokens: tuple[str, ...]
    beginning: bool = False
    typed: str = field(default="", compare=False)


@dataclass(frozen=True)
class Query:
    """What was asked: terms that must all be there, some that must not, operators with their values. `cut`: not all was used.
    `either`: an OR was among the words, which is none of ours."""

    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()
    operators: tuple[tuple[str, str], ...] = ()
    cut: bool = False
    either: bool = False


def parse(text: str, operators: Collection[str] = (), language: str = "") -> Query:
    """Read what was typed, numbers as in `language`. A word before a colon that is no operator is an ordinary word, as in
    http://example.org."""
    cut = len(text) > LONGEST
    terms: dict[Term, None] = {}
    without: dict[Term, None] = {}
    filters: dict[tuple[str, str], None] = {}
    either = is_not = False
    is_shouted = _is_shouted(text.split())
    for minus, name, phrase, word in _PART.findall(_plain(text[:LONGEST], language)):
        connective = "" if minus or name or phrase else _SAID.get(word, "")
        either = either or connective == "or"
        if connective in {"and", "not"} and not is_shouted:
            is_not = connective == "not"
            continue
        is_out, is_not = bool(minus) or is_not, False
        operator = name.casefold()
        if operator in operators and not is_out:
            if value := (phrase or word).strip():
                filters[operator, value] = None
            continue
        text = f"{name} {phrase or word}" if name else phrase or word
        typed = f'"{text}"' if " " in text else text
        if term := _term(text, typed, beginning=not phrase and word.endswith("*")):
            (without if is_out else terms)[term] = None
    used, left_out = _kept(list(terms)), _kept(list(without))
    cut = cut or len(used) < len(terms) or len(left_out) < len(without)
    return Query(tuple(used), tuple(left_out), tuple(filters), cut, either)


def _is_shouted(words: list[str]) -> bool:
    """Whether a text is in capitals as a whole, so that those of AND and NOT say nothing. A few words are rather abbreviations."""
    others = [word for word in words if word not in _SAID]
    return "".join(others).isupper() and (len(others) > ABBREVIATIONS or words[0] in _SAID)


def _plain(text: str, language: str) -> str:
    plain = text.translate(_QUOTES)
    return without_separators(plain, language) if language else plain


def _kept(terms: list[Term]) -> list[Term]:
    used: list[Term] = []
    for term in terms[:MOST_TERMS]:
        if sum(len(other.tokens) for other in used) + len(term.tokens) > MOST_TOKENS:
            break
        used.append(term)
    return used


def _term(text: str, typed: str, *, beginning: bool) -> Term | None:
    words = tokens(text)
    if not words:
        return None
    last = words[-1]
    if is_korean(last):
        return Term((*words[:-1], without_particle(last)), beginning=True, typed=typed)
    if not is_spaceless(last):
        return Term(tuple(words), beginning and len(last) >= SHORTEST_BEGINNING, typed)
    # The last sign of a run stands alone in the index only where a run ends; here anything may follow it.
    if len(words) > 1 and is_spaceless(words[-2]):
        return Term(tuple(words[:-1]), typed=typed)
    return Term(tuple(words), beginning=True, typed=typed)
