"""The plain text of an email, made of its HTML: the same words and addresses, for programs and people who prefer it.

Made of the HTML and not written beside it, so that the two cannot say different things. Of an element with `role="contentinfo"`, the
foot, it makes what mail programs know as a signature ("-- ", RFC 3676, section 4.3).
"""

import re
from dataclasses import dataclass

from peerhub.base.i18n.translate import _
from peerhub.base.mail.tree import Element, parse

_SPACES = re.compile(r"[ \t\r\n]+")
_AROUND_BREAK = re.compile(r" *\n *")
_HIDDEN = frozenset({"head", "style", "script", "title"})
_KEPT = ("pre-line", "pre-wrap")  # styles by which white space is shown as it stands
_BETWEEN_LINKS = " ·\n\t"


@dataclass(frozen=True)
class _Part:
    """Lines that stand together. Between tight ones there is no empty line."""

    lines: list[str]
    is_tight: bool = False


def to_plain(html: str) -> str:
    """The text of HTML: an empty line between blocks, the address behind a link, signs before what is quoted or listed; the colon
    before an address as the reader's language writes it."""
    return "\n".join(_lines(parse(html), keeps=False))


def _lines(element: Element, *, keeps: bool) -> list[str]:
    """The lines of a block. What stands between two blocks is a block as well."""
    keeps = keeps or _keeps(element)
    if _is_of_links(element):
        return [line for link in element.elements() for line in _own_lines(link)]
    parts: list[_Part] = []
    run: list[Element | str] = []
    number = _first_number(element)
    for child in element.children:
        if isinstance(child, str) or not _is_block(child):
            run.append(child)
            continue
        parts += [*_run(run, keeps=keeps), _part(child, _lines(child, keeps=keeps), number)]
        run, number = [], number + 1 if number is not None and child.tag == "li" else number
    return _joined([*parts, *_run(run, keeps=keeps)], is_tight=element.tag == "li")


def _is_block(element: Element) -> bool:
    return element.is_block or any(_is_block(child) for child in element.elements())


def _keeps(element: Element) -> bool:
    return element.tag == "pre" or any(value in element.attributes.get("style", "") for value in _KEPT)


def _first_number(element: Element) -> int | None:
    if element.tag != "ol":
        return None
    first = element.attributes.get("start", "1")
    return int(first) if first.isdecimal() else 1


def _is_of_links(element: Element) -> bool:
    """Whether a paragraph says nothing but links: a button, or some ways to go on."""
    between = "".join(child for child in element.children if isinstance(child, str))
    tags = {child.tag for child in element.elements()}
    return element.tag == "p" and "a" in tags and tags <= {"a", "br"} and not between.strip(_BETWEEN_LINKS)


def _own_lines(link: Element) -> list[str]:
    if link.tag != "a":
        return []
    text, address = _label(link), link.attributes.get("href", "")
    return [address] if text == address else [_("%(label)s:", label=text), address]


def _run(children: list[Element | str], *, keeps: bool) -> list[_Part]:
    text = "".join(_inline(child, keeps=keeps) for child in children)
    text = text if keeps else _AROUND_BREAK.sub("\n", re.sub(" +", " ", text)).strip(" ")
    return [_Part([line.rstrip(" ") for line in text.strip("\n").split("\n")])] if text.strip() else []


def _joined(parts: list[_Part], *, is_tight: bool) -> list[str]:
    lines: list[str] = []
    was_tight = False
    for part in parts:
        if part.lines:
            lines += [""] if lines and not (is_tight or (part.is_tight and was_tight)) else []
            lines += part.lines
            was_tight = part.is_tight
    return lines


def _part(block: Element, lines: list[str], number: int | None) -> _Part:
    """A block as plain text marks it; `number`: its place, where it is an item of a numbered list."""
    if block.tag == "blockquote":
        return _Part([f"> {line}".rstrip() for line in lines])
    if block.tag == "hr":
        return _Part(["---"])
    if block.tag == "li":
        mark = "- " if number is None else f"{number}. "
        indented = [f"{' ' * len(mark)}{line}".rstrip() for line in lines]
        return _Part([mark + (lines[0] if lines else ""), *indented[1:]], is_tight=True)
    if block.tag == "tr":
        cells = (" ".join(_lines(cell, keeps=False)) for cell in block.elements())
        return _Part([" | ".join(cells)], is_tight=True)
    if block.attributes.get("role") == "contentinfo":
        return _Part(["-- ", *lines])
    return _Part(lines, is_tight=block.tag in {"thead", "tbody"})


def _inline(node: Element | str, *, keeps: bool) -> str:
    if isinstance(node, str):
        return node if keeps else _SPACES.sub(" ", node)
    if node.tag in _HIDDEN:
        return ""
    if node.tag == "br":
        return "\n"
    if node.tag == "a":
        return _link(node)
    keeps = keeps or _keeps(node)
    return "".join(_inline(child, keeps=keeps) for child in node.children)


def _label(link: Element) -> str:
    return _SPACES.sub(" ", "".join(_inline(child, keeps=False) for child in link.children)).strip()


def _link(link: Element) -> str:
    """What a link says, and where it leads; once where that is the same."""
    text, href = _label(link), link.attributes.get("href", "")
    return text if href.removeprefix("mailto:") in {"", text} else f"{text} ({href})"
