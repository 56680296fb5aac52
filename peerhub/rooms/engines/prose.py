"""What somebody says themselves in a text of Markdown: without what they quote, their code and their links."""

import re
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from peerhub.base.text.markup.fences import read

_CODE = re.compile(r"`[^`\n]*`")
_QUOTED = re.compile(r"^[ ]{0,3}>.*$", re.MULTILINE)


def own_words(source: str) -> str:
    """The text without quoted lines and code: names there are no mentions."""
    prose = "\n".join(text for text, is_code in _parts(source) if not is_code)
    return _QUOTED.sub("", _CODE.sub("", prose))


def text_for_language(source: str) -> str:
    """The same without addresses and names after an @: what the language of a text can be recognised by."""
    return " ".join(word for word in own_words(source).split() if "@" not in word and "://" not in word)


def quoted(source: str, by: str, address: str, longest: int) -> str:
    """`source` as a quotation in Markdown that names `by` and leads back to `address`.

    What it quotes itself is left out, and what comes after `longest` characters.
    """
    text = _without_quotations(source).strip("\n").rstrip()
    if len(text) > longest:
        text = "".join(text[:longest].rsplit(maxsplit=1)[:1]) + " …"
    name = re.sub(r"([\\`*_\[\]<>])", r"\\\1", by)
    return "\n".join(f"> {line}".rstrip() for line in [f"[{name}]({address}):", "", *text.splitlines()])


def _without_quotations(source: str) -> str:
    """The text without its quoted lines, code as it is: a line of code may begin with the sign of a quotation."""
    return "\n".join(text if is_code else _squeezed(text) for text, is_code in _parts(source))


def _parts(source: str) -> Iterator[tuple[str, bool]]:
    """The runs of lines of a text that are fenced code, and those that are not; quoted code is part of the quotation."""
    lines = source.split("\n")
    kinds = [state.is_code and not state.is_quoted for _line, state in zip(lines, read(lines), strict=False)]
    for is_code, run in groupby(zip(lines, kinds, strict=True), key=itemgetter(1)):
        yield "\n".join(line for line, _kind in run), is_code


def _squeezed(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", _QUOTED.sub("", text))
