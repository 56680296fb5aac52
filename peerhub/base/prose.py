"""What somebody says themselves in a text of Markdown: without what they quote, their code and their links."""

import re

_FENCED = re.compile(r"^(```|~~~).*?(?:^\1|\Z)", re.MULTILINE | re.DOTALL)
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
    kept = re.sub(r"\n{3,}", "\n\n", _QUOTED.sub("", source)).strip()
    if len(kept) > longest:
        kept = kept[:longest].rsplit(maxsplit=1)[0] + " …"
    name = re.sub(r"([\\`*_\[\]<>])", r"\\\1", by)
    return "\n".join(f"> {line}".rstrip() for line in [f"[{name}]({address}):", "", *kept.splitlines()])
