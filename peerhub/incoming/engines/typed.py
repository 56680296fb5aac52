"""What somebody typed in an email: its text without the email that it quotes, and without a signature.

A line with `>` in front is a quotation below a line that introduces one, and at the end: people type that sign, too, above their words.
"""

import re
from collections.abc import Collection

from peerhub.incoming.engines.closings import without_closing
from peerhub.incoming.engines.quotations import (
    MARK,
    above_ending,
    above_headers,
    ending,
    headers,
    introduction,
    is_followed,
    is_quoted,
)

LONGEST = 60_000  # characters that are looked at: what was typed stands at the top
_INLINE_PICTURE = re.compile(r"\[(?:cid:[^\]\s]{1,200}|image: [^\]\n]{1,200})\]")


def typed(text: str, names: Collection[str] = ()) -> str:
    """What was typed in a text; quotations between which answers stand are left out, the answers stay.

    `names`: words of the sender's name and address, in small letters, by which a name below "Thanks," is known.
    """
    given = _parts(_prepared(text))
    parts = ["\n".join(without_closing(part, names)) for part in given]
    if not any(parts):
        parts = ["\n".join(without_closing(part, names, is_all=True)) for part in given]
    said = re.sub(r"\n{3,}", "\n\n", "\n\n".join(part for part in parts if part)).strip()
    return said if any(line and not is_quoted(line) for line in said.split("\n")) else ""


def _prepared(text: str) -> list[str]:
    """Its lines. A space at the end is kept where it says that a signature begins (RFC 3676, section 4.3)."""
    lines = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").split("\n")
    found = [_INLINE_PICTURE.sub("", line) if "[" in line else line for line in lines]
    return [line if line == "-- " else line.strip() if line.lstrip()[:1] == MARK else line.rstrip() for line in found]


def _parts(lines: list[str]) -> list[list[str]]:
    """What stands between quotations."""
    parts: list[list[str]] = [[]]
    is_introduced, at, last = False, 0, ending(lines)
    while at < last:
        if _is_rest(lines, at):
            del parts[-1][len(parts[-1]) - (at - above_headers(lines, at)) :]
            break
        end = headers(lines, at)
        start = introduction(lines, at + 1) if end is None else above_headers(lines, at)
        if start is not None:
            del parts[-1][max(len(parts[-1]) - (at - start), 0) :]
            end = end or at + 1
            if is_followed(lines, end) is False:
                break
            is_introduced = is_introduced or _is_plain(lines, end)
            at = end
        elif lines[at] == MARK or (is_introduced and is_quoted(lines[at])):
            parts.append([])
            at += 1
        else:
            parts[-1].append(lines[at])
            at += 1
    if last < len(lines) and at == last:
        del parts[-1][above_ending(parts[-1]) :]
    return parts


def _is_rest(lines: list[str], at: int) -> bool:
    """Whether the headers of a quoted email begin here, and all that follows is that email."""
    end = headers(lines, at)
    return end is not None and not is_followed(lines, end)


def _is_plain(lines: list[str], end: int) -> bool:
    """Whether the quotation below is marked by signs in front of its lines."""
    return next((line for line in lines[end : end + 3] if line), "") != MARK
