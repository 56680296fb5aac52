"""Text whose lines were broken for the way. A space at the end of a line says that its paragraph goes on (RFC 3676); programs that do
not write it so leave only the length of a line to tell."""

import re

SHORTEST, LONGEST = 60, 80  # characters of the longest line of a text that a program has broken
_OWN_LINE = re.compile(r"\s|[-*•·>#|]|\d{1,2}[.)]\s|--$|__")


def joined(text: str, *, delete_space: bool = False) -> str:
    """The text with whole paragraphs. `delete_space`: the space stands for the break alone (DelSp=yes), as between Chinese signs."""
    lines: list[str] = []
    goes_on, depth_before = False, 0
    for line in text.replace("\r\n", "\n").split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:]
        content = content.removeprefix(" ") if depth or content.startswith(" ") else content
        flows = content.endswith(" ") and content != "-- "
        if goes_on and depth == depth_before and content != "-- ":
            lines[-1] += content
        else:
            lines.append(">" * depth + (" " if depth else "") + content)
        if flows and delete_space:
            lines[-1] = lines[-1][:-1]
        goes_on, depth_before = flows, depth
    return "\n".join(lines)


def unbroken(text: str) -> str:
    """The text with the lines joined that a program has broken: those after which the first word of the next had no more room.

    Left as it is where a line is too long to have been broken, and where a line begins as those of a list or a table do.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    own = [len(line.rstrip()) for line in lines if not line.startswith(">") and "://" not in line]
    width = max(own, default=0)
    if not SHORTEST <= width <= LONGEST:
        return text
    joined_lines, before = lines[:1], lines[0]
    for line in lines[1:]:
        word = line.split(" ", 1)[0]
        no_room = len(before.rstrip()) + 1 + len(word) > max(width, 72) and len(before) <= LONGEST
        if no_room and line and not _OWN_LINE.match(line) and not before.startswith(">"):
            joined_lines[-1] = f"{joined_lines[-1].rstrip()} {line}"
        else:
            joined_lines.append(line)
        before = line
    return "\n".join(joined_lines)
