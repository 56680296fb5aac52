"""Text without control characters, for headers, calendars and stored answers.

A carriage return in a title could end a header line and start another one; a lone surrogate can't be encoded at all.
Letters that join, and marks of direction, stay: Arabic, Hindi and Persian need them.
"""

import re

# Categories Cc, Cs, Zl and Zp. Readers of calendars drop a byte order mark, so a text that starts with one would come back changed.
_CONTROL = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]")
_BREAK = re.compile(r"\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"[ \t]+")


def without_controls(text: str) -> str:
    """The text without any control character, line breaks included."""
    return _CONTROL.sub("", text)


def one_line(text: str) -> str:
    """The text on one line: breaks and tabs become spaces, runs of spaces become one, ends are trimmed."""
    return _SPACES.sub(" ", without_controls(_BREAK.sub(" ", text).replace("\t", " "))).strip()


def many_lines(text: str) -> str:
    r"""The text with `\n` as its only break; other controls are gone, tabs are spaces, ends are trimmed."""
    lines = _BREAK.sub("\n", text).replace("\t", " ").split("\n")
    return "\n".join(without_controls(line).rstrip() for line in lines).strip()
