"""Bare addresses as links, by pymdownx.magiclink: no shortcuts of other sites, and no sign of any script at the end."""

import re
from unicodedata import category
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.util import AtomicString
from pymdownx.magiclink import MagiclinkExtension, MagiclinkPattern

_SCHEME = r"(?i)(?<![A-Za-z0-9_/@:.=&?%+-])(?:https?://|(?P<www>www\.))"
_OPENERS = {")": "(", "]": "[", "}": "{", "）": "（", "】": "【", "」": "「", "』": "『", "》": "《"}
_INSIDE = frozenset("/-_+=&%#@$~")


class Links(MagiclinkExtension):  # type: ignore[misc]  # the library ships no types
    """The extension with our pattern in the place of its own."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (the library's name)
        super().extendMarkdown(md)
        md.inlinePatterns.register(_Bare(_SCHEME, md, self.getConfigs()), "magic-link", 85)


class _Bare(MagiclinkPattern):  # type: ignore[misc]
    """An address in the text. After letters of scripts without blanks it may stand as well, and «quotes» are not part of it."""

    def __init__(self, pattern: str, md: Markdown, config: dict[str, object]) -> None:
        super().__init__(pattern, md)
        self.config = config

    def handleMatch(  # noqa: N802  (the library's name)
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """The library's link, without the signs of other scripts at its end."""
        link, start, end = super().handleMatch(m, data)
        if link is None:
            return None, None, None
        text = data[start:end]
        kept = _without_ending(text)
        if len(kept) <= len(m[0]):
            return None, None, None
        link.text = AtomicString(kept)
        link.set("href", self.unescape(("http://" if m["www"] else "") + kept))
        return link, start, start + len(kept)


def _without_ending(text: str) -> str:
    """The address without punctuation at its end; a bracket stays where the address holds the one that opens it."""
    text = re.split('["“”«»„<>|\\\\`。，、；：！？؟،؛]', text, maxsplit=1)[0]
    while text:
        last = text[-1]
        is_closing = last in _OPENERS and text.count(last) > text.count(_OPENERS[last])
        is_sign = category(last)[0] == "P" and last not in _OPENERS and last not in _INSIDE
        if not (is_closing or is_sign or last in "~_"):
            return text
        text = text[:-1]
    return text
