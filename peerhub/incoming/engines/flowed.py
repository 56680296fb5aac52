"""Text whose lines were broken for the way (RFC 3676): a space at the end of a line says that its paragraph goes on."""


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
