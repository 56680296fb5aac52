"""Numbers as their readers take them: digits of every script are one, and 1,000 in English, 1 000 in French and 1.000 in Spanish are
a thousand, where 1,5 in French is one and a half."""

import re
from functools import cache
from unicodedata import category, decimal

from babel import Locale, UnknownLocaleError

DIGITS = {
    number: str(decimal(sign))
    for number in range(128, 0x20000)
    if category(sign := chr(number)) == "Nd"
}  # fmt: skip
_ALWAYS = "\u00a0\u2009\u202f\u2019'\u066c"  # what parts thousands in any language
_GROUPED = re.compile(r"\d[^\w]\d")


def without_separators(text: str, language: str) -> str:
    """The text with its thousands closed up, as a language parts them."""
    if not _GROUPED.search(text):
        return text
    return grouped_number_pattern(language).sub(lambda number: re.sub(r"\D", "", number[0]), text)


@cache
def grouped_number_pattern(language: str) -> re.Pattern[str]:
    """A number with its thousands parted: by threes, or by twos before the last three, as in India."""
    signs = "".join(map(re.escape, sorted(_signs(language))))
    return re.compile(rf"(?<![\w.,])\d{{1,3}}(?P<sign>[{signs}])(?:\d\d(?P=sign))*\d{{3}}(?:(?P=sign)\d{{3}})*(?!\w)")


def _signs(language: str) -> set[str]:
    """What parts thousands: by CLDR; a point or a comma that is not the language's decimal sign, and blanks where it has blanks."""
    try:
        symbols = Locale.parse(language.replace("-", "_")).number_symbols["latn"]
    except (UnknownLocaleError, ValueError, KeyError, TypeError):
        return set(_ALWAYS)
    decimal_sign, group = str(symbols.get("decimal", ".")), str(symbols.get("group", ","))
    signs = {*_ALWAYS, ",", ".", group} - {decimal_sign}
    return signs | {" "} if group.isspace() else signs
