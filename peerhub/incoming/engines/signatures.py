"""Whether lines at the end of an email are a name, an office and how to reach them, or words that somebody typed.

In doubt they were typed: a signature that stays harms nobody.
"""

import re
from collections.abc import Collection, Sequence
from typing import Final

MOST_WORDS_OF_NAME, FEWEST_OF_SENTENCE = 8, 4
MOST_UNCASED, FEWEST_UNCASED = 3, 5  # words in a script without capitals: of a name, of a sentence
SHORT = 3  # letters of "of", "de", "von", which names have in small letters
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
_REACHED: Final = re.compile(
    r"(?:\b(?:tel|tél|tlf|phone|telephone|téléphone|teléfono|telefone|mobile|mob|cell|fax|móvil|portable)\b|هاتف|جوال|فاكس)"
    r"|\+\d[\d ()./-]{5,}\d|\(?0\d[\d ()./-]{6,}\d|[^\s@]+@[^\s@]+\.[^\s@]+|https?://|\bwww\.",
    re.IGNORECASE,
)


def is_signature(lines: Sequence[str], names: Collection[str]) -> bool:
    """Whether a paragraph is somebody's name or office, or says how to reach them. `names`: words of the sender, in small letters."""
    return is_known(lines, names) or all(_is_name(line) for line in lines)


def is_known(lines: Sequence[str], names: Collection[str]) -> bool:
    """Whether a paragraph begins with the sender's name, or has it in it, a telephone number or an address, and no sentence."""
    if any(is_sentence(line) for line in lines):
        return bool(lines) and _is_theirs(lines[0], names)
    return any(_is_theirs(line, names) or _REACHED.search(line) for line in lines)


def is_sentence(line: str) -> bool:
    """Whether a line has the words of a sentence rather than those of a name: most are in small letters."""
    words = _WORD.findall(line)
    if not _has_case(line):
        return len(words) >= FEWEST_UNCASED
    long = [word for word in words[1:] if len(word) > SHORT]
    small = [word for word in long if word[0].islower()]
    return len(words) >= FEWEST_OF_SENTENCE and 2 * len(small) >= max(len(long), 1)


def _is_theirs(line: str, names: Collection[str]) -> bool:
    """Whether a line is the sender's name, and not a sentence in which it is mentioned."""
    return not is_sentence(line) and any(word.casefold() in names for word in re.findall(r"[^\W\d_]{3,}", line))


def _is_name(line: str) -> bool:
    words = _WORD.findall(line)
    if not words or not _has_case(line):
        return 0 < len(words) <= MOST_UNCASED
    is_short = len(words) <= MOST_WORDS_OF_NAME
    return is_short and words[0][0].isupper() and all(len(word) <= SHORT or word[0].isupper() for word in words)


def _has_case(text: str) -> bool:
    return text.lower() != text.upper()
