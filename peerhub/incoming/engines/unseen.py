"""What of an email's HTML nobody sees: what a style hides, and elements whose content no mail program shows.

Styles are read as they stand at an element. A sheet of styles, and words in the colour of what they stand on, are beyond this.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

LONGEST_VALUE = 200  # characters that are looked at
TINY, FAR = 1.5, 900.0  # px: letters and boxes that nobody can read, and what stands outside of every screen
FAINT = 0.1  # opacity
SILENT: Final = {
    "style",
    "script",
    "head",
    "title",
    "template",
    "noscript",
    "object",
    "applet",
    "select",
    "option",
    "datalist",
    "textarea",
    "svg",
    "math",
    "iframe",
    "noframes",
    "noembed",
    "audio",
    "video",
    "canvas",
    "progress",
    "meter",
}
_PIXELS = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78, "em": 16.0, "rem": 16.0, "vw": 10.0}
_PIXELS |= {"ex": 8.0, "ch": 8.0, "vh": 8.0, "": 1.0}
_LENGTH = re.compile(r"(?<![\w#.])([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?)(%|[a-z]{0,4})(?![\w.])")
_NO_WORDS = re.compile(  # comments, strings and addresses, in which a semicolon means nothing
    r"/\*.*?(?:\*/|\Z)"
    r"|\"(?:[^\"\\\n\r\f]|\\.)*\"|'(?:[^'\\\n\r\f]|\\.)*'|url\(\s*[^\"'()\s]*\s*\)",
    re.DOTALL | re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE | re.DOTALL)
_SPACE = re.compile(r"\s+")
_WORDS: Final = {
    "display": {"none"},
    "visibility": {"hidden", "collapse"},
    "content-visibility": {"hidden"},
    "mso-hide": {"all"},
    "color": {"transparent"},
    "-webkit-text-fill-color": {"transparent"},
}
_OVERFLOWS, _SIZES = ("overflow", "overflow-x", "overflow-y"), ("height", "max-height", "width", "max-width")
_OFFSETS = ("text-indent", "left", "right", "top", "bottom", "margin", "margin-left", "margin-right", "margin-top")
_NO_COLOUR = re.compile(
    r"(?:rgb|hsl)a?\((?:(?:[^(),/]{1,20},){3}|[^(),/]{1,60}/) ?0*\.?0*%? ?\)|#(?:[0-9a-f]{3}0|[0-9a-f]{6}00)",
    re.IGNORECASE,
)
_NO_CLIP = re.compile(
    r"rect\( ?[01](?:px)?[ ,]+[01](?:px)?[ ,]+[01](?:px)?[ ,]+[01](?:px)? ?\)|inset\( ?(?:[5-9]\d|\d{3})(?:\.\d*)?%|circle\( ?0"
)
_NO_SCALE = re.compile(r"scale[xy]?\( ?0*\.?0*[ ,)]")
_FAINT_FILTER = re.compile(r"opacity(?:=|\( ?)0*\.?0*%? ?\)")


def is_unseen(tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether nobody sees an element and what is in it: the first words for a list of emails, what only Outlook reads, words that somebody
    hid."""
    is_shut = tag == "dialog" and "open" not in attributes
    return is_shut or "hidden" in attributes or "popover" in attributes or _is_hiding(attributes.get("style", ""))


def _is_hiding(style: str) -> bool:
    """Whether one declaration of a style hides, or several do together. What a later one takes back is not asked: nobody types such."""
    if not style:
        return False
    found: dict[str, list[str]] = {}
    for name, value in _declarations(style):
        if _hides(name, value):
            return True
        found.setdefault(name, []).append(value)
    is_cut = any(value != "visible" for name in _OVERFLOWS for value in found.get(name, ()))
    is_flat = any(_has_nothing(value) for value in found.get("line-height", ()))
    return is_cut and (is_flat or any(_is_tiny(value) for name in _SIZES for value in found.get(name, ())))


def _declarations(style: str) -> Iterator[tuple[str, str]]:
    """Names and values in small letters: without comments, escapes (CSS Syntax 3, 4.3.7) and `!important`."""
    plain = _SPACE.sub(" ", _ESCAPE.sub(_unescaped, _NO_WORDS.sub("", style)))
    for declaration in plain.lower().split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            yield name.strip(), value[:LONGEST_VALUE].partition("!")[0].strip()


def _unescaped(match: re.Match[str]) -> str:
    if not match[1]:
        return str(match[2])
    code = int(match[1], 16)
    return chr(code) if 0 < code < 0x110000 else ""


def _hides(name: str, value: str) -> bool:
    """Whether one declaration hides on its own."""
    if value in _WORDS.get(name, ()):
        return True
    if name in {"font-size", "font", "zoom"}:
        return _is_tiny(value) if name == "font-size" else _has_nothing(value.partition("/")[0])
    if name == "opacity":
        return any(abs(number) * (0.01 if unit == "%" else 1) < FAINT for number, unit in _lengths(value))
    if name in {"color", "-webkit-text-fill-color"}:
        return bool(_NO_COLOUR.fullmatch(value))
    if name in _OFFSETS:
        return any(abs(_pixels(number, unit, percent=9.0)) >= FAR for number, unit in _lengths(value))
    return _hides_otherwise(name, value)


def _hides_otherwise(name: str, value: str) -> bool:
    if name in {"filter", "-ms-filter"}:
        return bool(_FAINT_FILTER.search(value))
    if name in {"clip", "clip-path"}:
        return bool(_NO_CLIP.match(value))
    if name in {"transform", "translate", "scale"}:
        moves = (abs(_pixels(number, unit, percent=9.0)) >= FAR for number, unit in _lengths(value))
        return any(moves) or bool(_NO_SCALE.search(f"scale({value})" if name == "scale" else value))
    return False


def _lengths(value: str) -> list[tuple[float, str]]:
    return [(float(number), unit) for number, unit in _LENGTH.findall(value)]


def _pixels(number: float, unit: str, *, percent: float) -> float:
    return number * (percent if unit == "%" else _PIXELS.get(unit, 16.0))


def _is_tiny(value: str) -> bool:
    """Whether a size is next to nothing; of what is computed, whether nothing is in it."""
    limit = 0.0 if "(" in value else TINY
    return any(abs(_pixels(number, unit, percent=0.16)) <= limit for number, unit in _lengths(value))


def _has_nothing(value: str) -> bool:
    """Whether one of the sizes in a value is nothing."""
    return any(number == 0 for number, _unit in _lengths(value))
