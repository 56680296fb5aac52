"""The HTML of an email as text, without what mail programs put below the cursor: the quoted email, and the signature.

Each program marks these in its own way. Where a quotation stood, a line `>` stays, so that an answer below it or between two of them
is seen to be one.
"""

import re
from html.parser import HTMLParser

QUOTED = ">"
_QUOTE_CLASSES = ("gmail_quote", "yahoo_quoted", "protonmail_quote", "moz-cite-prefix", "tutanota_quote", "zmail_extra")
_SIGNATURE_CLASSES = ("gmail_signature", "moz-signature", "protonmail_signature_block", "elementToProof_signature")
_SIGNATURE_IDS = ("Signature", "ms-outlook-mobile-signature", "AppleMailSignature", "x_Signature")
_REST_IDS = (
    "appendonsend",
    "divRplyFwdMsg",
    "stopSpelling",
    "zwchr",
    "mail-editor-reference-message-container",
    "x_divRplyFwdMsg",
)
_OUTLOOK_LINE = re.compile(r"border:\s*none;\s*border-top:\s*solid\s+#(?:E1E1E1|B5C4DF)", re.IGNORECASE)
_BLOCKS = {
    "p",
    "div",
    "tr",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "pre",
    "section",
    "article",
    "blockquote",
}
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "pre"}
_SILENT = {"style", "script", "head", "title", "template", "noscript"}
_VOID = {"br", "img", "hr", "meta", "link", "input", "area", "base", "col", "embed", "source", "track", "wbr"}
_SPACE = re.compile(r"[ \t\r\n\f]+")


def text_of(html: str) -> str:
    """What a person typed, a line for each block, a blank line between paragraphs, lists and links as Markdown writes them."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [line.strip() for line in "".join(reader.text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    """Reads elements one by one. `_skipping` counts the open elements from the one whose content is left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self._skipping = 0
        self._skipped: list[str] = []
        self._is_over = False
        self._lists: list[int | None] = []
        self._links: list[tuple[str, int]] = []
        self._preformatted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element, or leave it out."""
        if self._is_over:
            return
        if self._skipping:
            if tag not in _VOID:
                self._skipped.append(tag)
            return
        attributes = {name: value or "" for name, value in attrs}
        if _ends_all(tag, attributes):
            self._is_over = True
        elif tag in _SILENT or (is_quote := _is_quote(tag, attributes)) or _is_signature(attributes):
            if tag in _VOID:
                return
            if tag not in _SILENT and is_quote:
                self.text.append(f"\n{QUOTED}\n")
            self._skipping, self._skipped = 1, [tag]
        else:
            self._begin(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        """End an element; ends without a beginning, and beginnings without an end, are common."""
        if self._is_over:
            return
        if self._skipping:
            if tag in self._skipped:
                while self._skipped.pop() != tag:
                    pass
                self._skipping = len(self._skipped)
            return
        self._end(tag)

    def handle_data(self, data: str) -> None:
        """Take the text between two elements."""
        if self._skipping or self._is_over:
            return
        said = data if self._preformatted else _SPACE.sub(" ", data)
        if not self._preformatted and (not self.text or self.text[-1].endswith(("\n", " "))):
            said = said.lstrip(" ")
        if said:
            self.text.append(said)

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in {"ul", "ol"}:
            self._lists.append(1 if tag == "ol" else None)
        if tag in _BLOCKS:
            self._new_line(blank=tag in _PARAGRAPHS)
        elif tag == "br":
            self.text.append("\n")
        elif tag == "li":
            self._new_line()
            self.text.append(self._mark_of_item())
        elif tag == "td" and self.text and not self.text[-1].endswith("\n"):
            self.text.append(" ")
        elif tag == "a":
            self._links.append((attributes.get("href", ""), len(self.text)))
        if tag == "pre":
            self._preformatted += 1

    def _end(self, tag: str) -> None:
        if tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        if tag == "pre":
            self._preformatted = max(self._preformatted - 1, 0)
        if tag == "a" and self._links:
            self._close_link(*self._links.pop())
        elif tag in _BLOCKS:
            self._new_line(blank=tag in _PARAGRAPHS)

    def _mark_of_item(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "- "
        self._lists[-1] = number + 1
        return f"{number}. "

    def _close_link(self, address: str, start: int) -> None:
        words = "".join(self.text[start:]).strip()
        bare = address.removeprefix("mailto:").rstrip("/")
        if (
            words
            and address.startswith(("http://", "https://"))
            and words.rstrip("/") not in (bare, bare.partition("://")[2])
        ):
            self.text[start:] = [f"[{words}]({address})"]

    def _new_line(self, *, blank: bool = False) -> None:
        if not self.text:
            return
        ends = len(self.text[-1]) - len(self.text[-1].rstrip("\n"))
        if len(self.text) > 1 and not self.text[-1].strip("\n"):
            ends += len(self.text[-2]) - len(self.text[-2].rstrip("\n"))
        if missing := (2 if blank else 1) - ends:
            self.text.append("\n" * max(missing, 0))


def _is_quote(tag: str, attributes: dict[str, str]) -> bool:
    classes = attributes.get("class", "").split()
    if tag == "blockquote" and (attributes.get("type", "").lower() == "cite" or "cite" in attributes):
        return True
    return (
        any(name.startswith(_QUOTE_CLASSES) for name in classes) or attributes.get("data-marker") == "__QUOTED_TEXT__"
    )


def _is_signature(attributes: dict[str, str]) -> bool:
    classes = attributes.get("class", "").split()
    marked = attributes.get("data-smartmail") == "gmail_signature" or attributes.get("data-marker") == "__SIG_PRE__"
    return marked or attributes.get("id") in _SIGNATURE_IDS or any(name in _SIGNATURE_CLASSES for name in classes)


def _ends_all(tag: str, attributes: dict[str, str]) -> bool:
    """Whether an Outlook or Zimbra begins the email that it quotes here, which goes on to the end."""
    is_line = tag == "div" and bool(_OUTLOOK_LINE.search(attributes.get("style", "")))
    return attributes.get("id") in _REST_IDS or is_line
