"""Pure rules about people: names and time zones."""

import unicodedata
from collections.abc import Sequence

from peerhub.base.text.plain import normalized

RESERVED = frozenset({"peerhub", "secretariat", "administrator", "administration"})


_ALPHABETS = frozenset({"LATIN", "CYRILLIC", "GREEK"})


def single_zone(zones: Sequence[str]) -> str:
    """The time zone of a country that has one; empty where there are several, since to guess would be to mislead."""
    return zones[0] if len(zones) == 1 else ""


def mixes_alphabets(name: str) -> bool:
    """Whether a word of the name has letters of two alphabets that look alike, as only forged names do (UTS 39, 5.2)."""
    return any(len(_alphabets(word)) > 1 for word in normalized("NFKC", name).split())


def is_reserved(name: str) -> bool:
    """Whether the name is that of those who run the programme or the site, however it is spelled."""
    return letters_of(name) in RESERVED


def letters_of(text: str) -> str:
    """Letters and digits alone, small."""
    return "".join(sign for sign in normalized("NFKC", text).casefold() if sign.isalnum())


def _alphabets(word: str) -> set[str]:
    return {unicodedata.name(sign, "").partition(" ")[0] for sign in word} & _ALPHABETS
