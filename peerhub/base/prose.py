"""What somebody says themselves in a text of Markdown: without what they quote, their code and their links."""

import re
from collections.abc import Iterator

# As they are drawn: also in lists, behind a marker, and with shorter fences inside.
_FENCED = re.compile(
    r"^ *(?:(?:[-*+]|\d{1,9}[.)]) +)?(`{3,}(?![^\n]*`)|~{3,}(?!~)).*?(?:^ *\1[`~]* *$|\Z)", re.MULTILINE | re.DOTALL
)
_CODE = re.compile(r"`[^`\n]*`")
_QUOTED = re.compile(r"^[ ]{0,3}>.*$", re.MULTILINE)


def own_words(source: str) -> str:
    """The text without quoted lines and code: who is named there is not spoken to."""
    return _QUOTED.sub("", _CODE.sub("", _FENCED.sub("", source)))


def readable(source: str) -> str:
    """The same without addresses and names after an @: what the language of a text can be told by."""
    return " ".join(word for word in own_words(source).split() if "@" not in word and "://" not in word)


def quoted(source: str, by: str, address: str, longest: int) -> str:
    """`source` as a quotation in Markdown that names `by` and leads back to `address`.

    What it quotes itself is left out, and what comes after `longest` characters.
    """
    kept = "".join(_without_quotations(source)).strip("\n").rstrip()
    if len(kept) > longest:
        kept = "".join(kept[:longest].rsplit(maxsplit=1)[:1]) + " …"
    name = re.sub(r"([\\`*_\[\]<>])", r"\\\1", by)
    return "\n".join(f"> {line}".rstrip() for line in [f"[{name}]({address}):", "", *kept.splitlines()])


def _without_quotations(source: str) -> Iterator[str]:
    """The parts of a text without its quoted lines, code as it is: a line of code may begin with the sign of a quotation."""
    at = 0
    for code in _FENCED.finditer(source):
        yield _squeezed(source[at : code.start()])
        yield code[0]
        at = code.end()
    yield _squeezed(source[at:])


def _squeezed(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", _QUOTED.sub("", text))
