"""Passwords that others would try first, by the list of common passwords that zxcvbn ships (NIST SP 800-63B, 5.1.1.2: compare
with values known to be common, repeated or sequential characters, and words of the context).

zxcvbn's own scoring takes seconds for some inputs and holds lists that are not needed here, so only its list of passwords is read,
when the first password is set; what is looked for stays below a few thousand questions to a set, whatever was typed.
"""

import importlib.util
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

from peerhub.base.text.plain import normalized

ENOUGH = 3.0  # pieces; a common word with a year or a row of digits, and signs before or after, stays below
LONGEST_PIECE = 20
SHORTEST_WORD = 3
_SIGNS = str.maketrans("@483690$5+7", "aabeggosstt")
_LIKE_I, _LIKE_L = str.maketrans("1!|", "iii"), str.maketrans("1!|", "lll")
_SHIFTED = str.maketrans("!@#$%^&*()", "1234567890")  # the digits of the keyboard, typed with the shift key
_APART = re.compile(r"[^\W_]{1,2}(?:[\W_]+[^\W_]{1,2}){3,}[\W_]*")


def is_guessable(password: str, own: Collection[str] = ()) -> bool:
    """Whether a password is made of fewer than three pieces that are tried first: common passwords, also backwards or with
    signs for letters, or with blanks or signs between their letters; the `own` words of its owner; years; rows of the alphabet, of
    digits or of the keyboard; repeats."""
    plain = _plain(password)
    unit = _unit(_joined(plain))
    return _pieces(unit, frozenset(_plain(word) for word in own)) < ENOUGH


def _plain(text: str) -> str:
    """Small letters without accents."""
    bare = normalized("NFKD", text).casefold()
    return "".join(sign for sign in bare if not unicodedata.combining(sign))


_ROWS = tuple(
    map(
        _plain,
        ("qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn", "1234567890", "йцукенгшщзх"),
    )
)


def _joined(text: str) -> str:
    """Letters and digits that stand alone or in twos, put together: "password" of "p a s s w o r d"."""
    return re.sub(r"[\W_]+", "", text) if _APART.fullmatch(text.strip()) else text


def _unit(text: str) -> str:
    """What a text repeats from end to end, else the text: "asdf" of "asdfasdfasdf"."""
    size = (text + text).find(text, 1)
    return text[:size] if 0 < size < len(text) else text


def _pieces(text: str, own: frozenset[str]) -> float:
    """What the cheapest way costs to put the text together."""
    signs = text.translate(_SIGNS)
    readings = tuple({text, signs.translate(_LIKE_I), signs.translate(_LIKE_L), text.translate(_SHIFTED)})
    costs = [0.0]
    for end in range(1, len(text) + 1):
        costs.append(
            min(
                costs[start] + _cost(text[start:end], [reading[start:end] for reading in readings], own)
                for start in range(max(0, end - LONGEST_PIECE), end)
            )
        )
    return costs[-1]


def _cost(piece: str, readings: Sequence[str], own: frozenset[str]) -> float:
    """1 for a common piece; half for a sign or a digit, or the same one several times; else a letter at a time."""
    if len(set(piece)) == 1 and not piece[0].isalpha():
        return 0.5
    if len(set(piece)) == 1 or _is_row(piece) or _is_year(piece):
        return 1.0
    if any(word in common() or word in own for word in _words(readings)):
        return 1.0
    return float(len(piece))


def _words(readings: Sequence[str]) -> Iterator[str]:
    for reading in readings:
        if len(reading) >= SHORTEST_WORD:
            yield reading
            yield reading[::-1]


def _is_year(piece: str) -> bool:
    return len(piece) == 4 and piece.isdecimal() and piece[:2] in {"19", "20"}


def _is_row(piece: str) -> bool:
    """Three or more signs in the order of the alphabet, of the digits or of a keyboard, or backwards."""
    if len(piece) < SHORTEST_WORD:
        return False
    steps = {ord(after) - ord(before) for before, after in pairwise(piece)}
    return steps in ({1}, {-1}) or any(piece in row or piece[::-1] in row for row in _ROWS)


@cache
def common() -> frozenset[str]:
    """The common passwords. The file is read by itself: importing zxcvbn would load all its lists and keep them."""
    package = importlib.util.find_spec("zxcvbn")
    if package is None or package.origin is None:
        raise ImportError("zxcvbn is not installed.")
    spec = importlib.util.spec_from_file_location(
        "frequency_lists", Path(package.origin).with_name("frequency_lists.py")
    )
    if spec is None or spec.loader is None:
        raise ImportError("zxcvbn ships no frequency lists.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return frozenset(word for word in module.FREQUENCY_LISTS["passwords"] if len(word) >= SHORTEST_WORD)
