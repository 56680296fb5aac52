"""In which script a text is written, and which languages are written in it: Unicode's names of letters, and CLDR's likely subtags.

The `regex` package knows the scripts of letters too, for eleven megabytes a process: ours costs a dozen lines.
"""

from collections import Counter
from functools import cache, lru_cache
from unicodedata import name

import pycountry
from babel.core import get_global

# Scripts that languages mix, by ISO 15924: what a Japanese or a Korean text is made of, and the two ways to write Chinese.
_MIXED = {"Jpan": {"Hira", "Kana", "Hani"}, "Kore": {"Hang", "Hani"}, "Hans": {"Hani"}, "Hant": {"Hani"}}
# Words of Unicode's names for which ISO has another one, or several.
_NAMED = {"CJK": "Hani", "NKO": "Nkoo", "ARABIC": "Arab", "CYRILLIC": "Cyrl", "LATIN": "Latn", "SYRIAC": "Syrc"} | {
    "CANADIAN": "Cans", "MEETEI": "Mtei", "PHAGS": "Phag", "HENTAIGANA": "Hira"
}  # fmt: skip
_NAMED_BY_TWO = {"OL CHIKI": "Olck", "TAI LE": "Tale", "TAI THAM": "Lana", "TAI VIET": "Tavt"}
_BEFORE = ("HALFWIDTH ", "FULLWIDTH ")


@lru_cache(maxsize=64)  # asked for several times while one text is written
def script_of(text: str) -> str | None:
    """The script of most letters, as an ISO 15924 code; None without letters. Kana make the Han signs beside them Japanese."""
    counts = Counter(script for sign in text if sign.isalpha() and (script := _script(sign)))
    if not counts:
        return None
    if "Hani" in counts:
        for kind in ("Hira", "Kana"):
            if counts[kind]:
                counts[kind] += counts.pop("Hani", 0)
    return counts.most_common(1)[0][0]


def is_written_in(language: str, script: str) -> bool:
    """Whether texts of a language (`pt-BR`) are written in a script. Latin is for those that nothing is known about."""
    return script in _scripts().get(language.partition("-")[0].lower(), {"Latn"})


def likely_language(script: str) -> str | None:
    """The language that a text in this script is most likely in."""
    tag = get_global("likely_subtags").get(f"und_{script}", "en" if script == "Latn" else "und")
    language = str(tag.partition("_")[0])
    return None if language == "und" else language


@cache
def _script(sign: str) -> str | None:
    sign_name = name(sign, "")
    for before in _BEFORE:
        sign_name = sign_name.removeprefix(before)
    first, _blank, further = sign_name.partition(" ")
    return _NAMED_BY_TWO.get(f"{first} {further.partition(' ')[0]}") or _names().get(first.partition("-")[0])


@cache
def _names() -> dict[str, str]:
    """The script of a word of Unicode's names, such as HEBREW."""
    return {script.name.split()[0].rstrip(",").upper(): script.alpha_4 for script in pycountry.scripts} | _NAMED


@cache
def _scripts() -> dict[str, set[str]]:
    scripts: dict[str, set[str]] = {}
    for tag in get_global("likely_subtags").values():
        language, script = tag.split("_")[:2]
        scripts.setdefault(language, set()).update(_MIXED.get(script, set()) | {script})
    return scripts
