"""Bare addresses as links, by pymdownx.magiclink: no shortcuts of other sites, and no sign of any script at the end. Addresses that
were given to words without a scheme lead to where their writer meant, not to a page of this site."""

import re
from unicodedata import category
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pymdownx.magiclink import MagiclinkExtension, MagiclinkPattern

_SCHEME = r"(?i)(?<![A-Za-z0-9_/@:.=&?%+-])(?:https?://|(?P<www>www\.))"
_PLACED = re.compile(
    r"(?i)[a-z][a-z0-9+.-]*:|[/#?\x02]"
)  # a scheme, also one the library has hidden; or a place on this site
# What looks like an email address becomes a link. email-validator is stricter: it checks that one can write to it.
_MAIL = re.compile(r"[^\s@/]+@[^\s@/.]+(?:\.[^\s@/.]+)+")
_HOST = re.compile(r"[^\s/?#:@.]+(?:\.[^\s/?#:@.]+)*\.(?P<last>[^\W\d_]{2,}|xn--[\w-]+)\.?(?=(?P<more>[/?#]|:\d)|$)")
_FILE = re.compile(r"(?i)csv|docx?|gif|html?|jpe?g|json|md|mp[34]|od[pst]|pdf|png|pptx?|rtf|svg|txt|xlsx?|xml|zip")
_OPENERS = {")": "(", "]": "[", "}": "{", "）": "（", "】": "【", "」": "「", "』": "『", "》": "《"}
_INSIDE = frozenset("/-_+=&%#@$~")


class Links(MagiclinkExtension):  # type: ignore[misc]  # the library ships no types
    """The extension with our pattern in the place of its own."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (the library's name)
        super().extendMarkdown(md)
        md.inlinePatterns.register(_Bare(_SCHEME, md, self.getConfigs()), "magic-link", 85)
        md.treeprocessors.register(Addresses(md), "addresses", 6)


class Addresses(Treeprocessor):
    """Gives the address of a link the scheme that its writer left out; what is no address is no link."""

    def run(self, root: Element) -> None:
        """Look at each link."""
        for link in root.iter("a"):
            href = "".join(
                sign for sign in link.get("href", "") if category(sign) != "Cf"
            ).strip()  # copied with the text around
            host = _HOST.match(href)
            if _MAIL.fullmatch(href):
                link.set("href", f"mailto:{href}")
            elif host and (host["more"] or not _FILE.fullmatch(host["last"])):
                link.set("href", f"http://{href}")
            elif _PLACED.match(href):
                link.set("href", href)
            else:
                link.tag = "span"  # which the cleaning takes away around its words


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
        address = _without_ending(text)
        if len(address) <= len(m[0]):
            return None, None, None
        link.text = AtomicString(address)
        link.set("href", self.unescape(("http://" if m["www"] else "") + address))
        return link, start, start + len(address)


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
