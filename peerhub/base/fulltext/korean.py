"""Korean words carry their particles at the end: 다양성을 is 다양성 with the sign of an object. A word is asked for as a beginning."""

import re

_HANGUL = re.compile("[\uac00-\ud7a3]+")
_FIRST, _FINALS = 0xAC00, 28
# The particle, and whether the sound before it ends in a consonant; None where both can be.
_PARTICLES = {
    "에게서": None, "으로서": True, "으로써": True, "에서는": None, "에서도": None, "까지": None, "부터": None, "에게": None,
    "에서": None, "으로": True, "처럼": None, "보다": None, "마다": None, "조차": None, "이나": True, "이란": True, "을": True,
    "를": False, "은": True, "는": False, "이": True, "가": False, "과": True, "와": False, "의": None, "에": None, "도": None,
    "만": None, "로": False,
}  # fmt: skip
_SHORTEST = 2  # syllables that must be left


def is_korean(word: str) -> bool:
    """Whether a folded word is of Korean syllables alone."""
    return bool(_HANGUL.fullmatch(word))


def without_particle(word: str) -> str:
    """The word without a particle that can stand after it; short words stay whole, since their end may be their own."""
    for particle, after_consonant in _PARTICLES.items():
        stem = word.removesuffix(particle)
        if stem != word and len(stem) >= _SHORTEST and after_consonant in {None, _ends_in_consonant(stem)}:
            return stem
    return word


def _ends_in_consonant(word: str) -> bool:
    return (ord(word[-1]) - _FIRST) % _FINALS != 0
