"""Text without control characters, for headers, calendars, stored answers and all that people type.

A carriage return in a title could end a header line and start another one; a lone surrogate can't be encoded at all; overrides and
isolates of direction make one text look like another ("Trojan Source", CVE-2021-42574). Letters that join, and marks of direction,
stay: Arabic, Hindi and Persian need them. What nobody can see is no text.
"""

import re
from typing import Final, Literal
from unicodedata import category, combining, normalize  # noqa: TID251  (`normalized` makes it safe)

# Categories Cc, Cs, Zl and Zp. Readers of calendars drop a byte order mark, so a text that starts with one would come back changed.
_CONTROL = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]")
_BREAK = re.compile(r"\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"[ \t]+")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Unicode's Default_Ignorable_Code_Point outside the categories below: fillers, joiners, selectors, tags. Then three blank signs, the
# place of an object that is not there, and what Unicode promises never to be a character.
_IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff"
    "\u2800\U0001d159\U00016fe4\ufffc\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + 0xFFFE + last) for plane in range(17) for last in (0, 1))
    + "]"
)
# Marks that Unicode counts as letters until they are taken apart, and the halfwidth ones that only compatibility takes apart.
_APART = {0xF73: "\u0f71\u0f72", 0xF75: "\u0f71\u0f74", 0xF81: "\u0f71\u0f80"}
_WIDENED = {0xFF9E: "\u3099", 0xFF9F: "\u309a"}
_MANY_MARKS: Final = re.compile(rb"[^\0]{32,}")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})


def normalized(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """What `unicodedata.normalize` gives, in time that grows with the text alone.

    The library moves each mark past all that it has to follow, so that thousands of marks on one letter, in the wrong order,
    take seconds and more (Unicode, UAX 15, 13). Long runs of them are put in order beforehand.
    """
    if text.isascii():
        return text
    spread = text.translate(_APART | (_WIDENED if "K" in form else {}))
    pieces, done = [], 0
    for run in _MANY_MARKS.finditer(bytes(map(combining, spread))):
        pieces += [spread[done : run.start()], "".join(sorted(spread[run.start() : run.end()], key=combining))]
        done = run.end()
    return normalize(form, "".join([*pieces, spread[done:]]))


def is_visible(text: str) -> bool:
    """Whether there is anything in the text that somebody can see."""
    return any(category(sign) not in _UNSEEN and not _IGNORABLE.match(sign) for sign in text)


def without_controls(text: str) -> str:
    """The text without any control character, line breaks included."""
    return _CONTROL.sub("", text)


def one_line(text: str) -> str:
    """The text on one line: breaks and tabs become spaces, runs of spaces become one, ends are trimmed. "" when nothing can be seen."""
    clean = _TURNS.sub("", without_controls(_BREAK.sub(" ", text).replace("\t", " ")))
    return _SPACES.sub(" ", clean).strip() if is_visible(clean) else ""


def many_lines(text: str) -> str:
    r"""The text with `\n` as its only break; other controls are gone, tabs are spaces, ends are trimmed. "" as above."""
    lines = _TURNS.sub("", _BREAK.sub("\n", text).replace("\t", " ")).split("\n")
    clean = "\n".join(without_controls(line).rstrip() for line in lines)
    return clean.strip() if is_visible(clean) else ""
