"""Text as words that can be compared, in any script. What is indexed and what is asked for go through the same.

Capitals, accents, Arabic vowel signs and spellings that people mix do not count. Scripts without spaces between words (Chinese,
Japanese, Thai, Khmer, Lao, Burmese) are cut into overlapping pairs of signs, so that a word is found as a phrase of pairs.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import category

from peerhub.base.fulltext.numbers import DIGITS, grouped_number_pattern, without_separators
from peerhub.base.text.plain import normalized

LONGEST = 64  # of one word; PostgreSQL takes 2046 bytes
_MARKS = "".join(sign for sign in map(chr, range(0x300, 0x20000)) if category(sign)[0] == "M")
# Soft hyphens, joiners, zero-width spaces and marks of direction stand inside words and say nothing.
_SILENT = "\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9ff\uaa60-\uaa7f"  # Thai, Lao, Burmese, Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"  # kana, Han
    "\U0001b000-\U0001b16f\U00020000-\U000323af"
)
_RUN = re.compile(rf"[^\W_]+(?:[{_MARKS}{_SILENT}]+[^\W_]*)*")
_SCRIPT = re.compile(rf"[{_SPACELESS}{_SILENT}]+|[^{_SPACELESS}]+")
_PLAIN = re.compile(r"[a-z0-9]+")
_LETTERS = re.compile(r"[^\W_]+")
_MARK = re.compile(f"[{_MARKS}]")
_WORD = re.compile(rf"[^\W_]+(?:[{_MARKS}]+[^\W_]*)*")
_IS_SPACELESS = re.compile(f"[{_SPACELESS}]")
_DROPPED = re.compile(f"[{_SILENT}\u0640]")  # U+0640: the line that stretches Arabic words
# Accents of Latin, Greek and Cyrillic, vowel signs of Hebrew and Arabic. Those of Indian scripts are letters.
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u06df-\u06e8\u06ea-\u06ed\u08d3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
)
_SAME = str.maketrans(
    # Letters without an accent to strip, as people without them on their keyboard write.
    {"ł": "l", "đ": "d", "ø": "o", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
    # Alef with and without hamza, ya and alef maqsura, ta marbuta and ha, Persian kaf and ya.
    | {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ک": "ك"}
    # Amharic writes one sound with several letters.
    | dict(zip("ሐሑሒሓሔሕሖኀኁኂኃኄኅኆሃ", "ሀሁሂሀሄህሆሀሁሂሀሄህሆሀ", strict=True))
    | dict(zip("ሠሡሢሣሤሥሦዐዑዒዓዔዕዖኣፀፁፂፃፄፅፆ", "ሰሱሲሳሴስሶአኡኢአኤእኦአጸጹጺጻጼጽጾ", strict=True))
)
_ARABIC_ARTICLE = re.compile("\\b(?:[وبكف]?ال|لل)(?=[\u0620-\u064a]{3})")


class Token(NamedTuple):
    """A word as it is compared, and where it stands in the text."""

    word: str
    start: int
    end: int


def tokens(text: str, language: str = "") -> list[str]:
    """The words of a text, in order. `language`: the one by which it parts thousands, "" where that does not matter."""
    if language:
        text = without_separators(text, language)
    if text.isascii():
        return [word[:LONGEST] for word in _PLAIN.findall(text.lower())]
    return list(_parts(text))


def tokens_with_positions(text: str, language: str = "") -> Iterator[Token]:
    """The same with their places. Pairs of signs overlap; where folding changed the length of a run, all of it is the place."""
    at = 0
    for number in grouped_number_pattern(language).finditer(text) if language else ():
        yield from (_moved(token, at) for token in _placed(text[at : number.start()]))
        yield from (Token(word, number.start(), number.end()) for word in tokens(number[0], language))
        at = number.end()
    yield from (_moved(token, at) for token in _placed(text[at:]))


def _moved(token: Token, by: int) -> Token:
    return Token(token.word, token.start + by, token.end + by)


def _placed(text: str) -> Iterator[Token]:
    for start, run in _runs(text):
        end = start + len(run)
        words = tokens(run)
        by_sign = len(words) == len(run) and is_spaceless(run)
        for offset, word in enumerate(words):
            if by_sign:
                yield Token(word, start + offset, min(start + offset + len(word), end))
            else:
                yield Token(word, start, end)


def fold(text: str) -> str:
    """A text as it is compared, for looking up names: its words with a space between."""
    return " ".join(tokens(text))


def is_spaceless(word: str) -> bool:
    """Whether letters in a row, or a token made of them, are of a script without spaces."""
    return bool(_IS_SPACELESS.search(word))


def _runs(text: str) -> Iterator[tuple[int, str]]:
    """Letters, digits and marks in a row, of scripts with spaces or of those without, and where each begins."""
    for run in _RUN.finditer(text):
        if _IS_SPACELESS.search(run[0]):
            yield from ((run.start() + part.start(), part[0]) for part in _SCRIPT.finditer(run[0]))
        else:
            yield run.start(), run[0]


def _parts(text: str) -> Iterator[str]:
    """The words of a text, folded as a whole: letter by letter would cost ten times as much."""
    composed = normalized("NFKC", _DROPPED.sub("", text)).casefold().translate(DIGITS)
    if _IS_SPACELESS.search(composed):
        for _start, run in _runs(composed):
            yield from _pairs(run) if is_spaceless(run) else _bare(run)
    else:
        yield from _bare(composed)


def _bare(text: str) -> list[str]:
    bare = normalized("NFC", _ACCENTS.sub("", normalized("NFKD", text.translate(_SAME)))).translate(_SAME)
    pattern = _PLAIN if bare.isascii() else _WORD if _MARK.search(bare) else _LETTERS
    words: list[str] = pattern.findall(bare)
    if _ARABIC_ARTICLE.search(bare):
        words = [_ARABIC_ARTICLE.sub("", word) for word in words]
    return [word[:LONGEST] for word in words]


def _pairs(run: str) -> Iterator[str]:
    """Each sign with the next one, and the last alone: one sign is then asked for as the beginning of a pair."""
    for place in range(len(run)):
        yield run[place : place + 2]
