"""The HTML of an email as text, without what mail programs put below the cursor: the quoted email, and the signature.

Where a quotation stood, a line of `MARK` stays, so that an answer below it or between two of them is seen to be one. Lists and links
are written as Markdown writes them.
"""

import re
from collections import Counter
from html.parser import HTMLParser

from peerhub.incoming.engines.marks import Attributes, ends_all, is_line, is_quote, is_signature
from peerhub.incoming.engines.quotations import MARK
from peerhub.incoming.engines.unseen import SILENT, is_unseen

LONGEST = 1_000_000  # characters that are looked at, pictures not counted
MOST_TEXT = 100_000  # characters of the text after which the rest is left
_PICTURE = re.compile(r"data:[\w/+.-]{0,60};base64,[A-Za-z0-9+/=%]*")
_DECLARATION = re.compile(r"<[!?][^<>]*>")
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "pre", "table"}
_BLOCKS = _PARAGRAPHS | {"div", "tr", "section", "article", "center", "header", "footer", "address", "dl", "dt", "dd"}
_VOID = {"br", "img", "hr", "meta", "link", "input", "area", "base", "col", "embed", "source", "track", "wbr"}
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BULLET = re.compile(r"^(?:[·•▪§\uf0b7]|o(?=\xa0))[ \xa0]+")
_NUMBER = re.compile(r"^(\d{1,2}[.)])[ \xa0]{2,}")
_NESTED = re.compile(r"^ +(?:-|\d+\.) ")


def text_of(html: str) -> str:
    """What a person typed, a line for each block, a blank line between paragraphs."""
    reader = _Reader()
    reader.feed(_prepared(html))
    if not reader.is_over:
        reader.close()
    lines = [_line(line) for line in "".join(reader.text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _prepared(html: str) -> str:
    """HTML that the parser reads in time that grows with its length alone: without comments, declarations and unfinished tags, for whose
    end it would look again and again."""
    short = _PICTURE.sub("", html).replace(MARK, "").replace("\0", "")[:LONGEST]
    pieces = short.split("<!--")
    shown = pieces[0] + "".join(piece.partition("-->")[2] for piece in pieces[1:])
    plain = _DECLARATION.sub("", shown).replace("<!", "&lt;!").replace("<?", "&lt;?")
    end = plain.rfind(">") + 1
    return plain[:end] + plain[end:].replace("<", "&lt;")


def _line(line: str) -> str:
    """One line; Word draws the signs of its lists as letters. The delimiter of a signature keeps its space."""
    if line.lstrip() in ("-- ", "--\xa0"):
        return "-- "
    if _NESTED.match(line):
        return line.rstrip()
    return _NUMBER.sub(r"\1 ", _BULLET.sub("- ", line.strip()))


class _Reader(HTMLParser):
    """Reads elements one by one. `_skipped` are the open elements from the one whose content is left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.is_over = False
        self._length = 0
        self._skipped: list[str] = []
        self._open = Counter[str]()
        self._attribution: list[str] | None = None
        self._lists: list[int] = []
        self._link: tuple[str, int] | None = None
        self._preformatted = 0
        self._is_line = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element, or leave it out."""
        if self.is_over:
            return
        attributes = {
            name: value or "" for name, value in reversed(attrs)
        }  # of two, the first counts (HTML, 13.2.5.33)
        if self._skipped:
            self._skip(tag)
        elif ends_all(tag, attributes):
            self.is_over = True
        elif is_quote(tag, attributes):
            self._add(f"\n{MARK}\n")
            self._attribution = [] if "gmail_attr" in attributes.get("class", "") else None
            self._skip(tag)
        elif tag in SILENT or is_signature(attributes) or is_unseen(tag, attributes):
            self._skip(tag)
        else:
            self._begin(tag, attributes)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element such as `<br/>`; of others the slash means nothing (HTML, 13.2.5.40), but programs of old mean it."""
        self.handle_starttag(tag, attrs)
        if tag.endswith(":p"):
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """End an element; ends without a beginning, and beginnings without an end, are common."""
        if self.is_over:
            return
        if not self._skipped:
            self._end(tag)
        elif self._open[tag]:
            while (last := self._skipped.pop()) != tag:
                self._open[last] -= 1
            self._open[tag] -= 1
            if not self._skipped:
                self._end_attribution()

    def handle_data(self, data: str) -> None:
        """Take the text between two elements."""
        if self.is_over:
            return
        if self._skipped:
            if self._attribution is not None and len(self._attribution) < 20:
                self._attribution.append(data)
            return
        said = data if self._preformatted else _SPACE.sub(" ", data)
        if not self._preformatted and (not self.text or self.text[-1].endswith(("\n", " "))):
            said = said.lstrip(" ")
        if said:
            self._add(said)

    def _add(self, said: str) -> None:
        self.text.append(said)
        self._length += len(said)
        self.is_over = self.is_over or self._length > MOST_TEXT

    def _skip(self, tag: str) -> None:
        if tag not in _VOID:
            self._skipped.append(tag)
            self._open[tag] += 1

    def _end_attribution(self) -> None:
        """Below "---------- Forwarded message" Gmail puts an email without marking where it ends."""
        if self._attribution and "".join(self._attribution).lstrip().startswith("-----"):
            self.is_over = True
        self._attribution = None

    def _begin(self, tag: str, attributes: Attributes) -> None:
        if tag in {"ul", "ol"}:
            self._lists.append(1 if tag == "ol" else 0)
        if tag in _BLOCKS:
            self._new_line(blank=self._is_apart(tag) and not is_line(tag, attributes))
        elif tag == "br":
            self._add("\n")
        elif tag == "li":
            self._new_line()
            self._add(self._mark_of_item())
        elif tag in {"td", "th"} and self.text and not self.text[-1].endswith("\n"):
            self._add(" ")
        elif tag == "a":
            self._link = (attributes.get("href", ""), len(self.text))
        if tag == "p":
            self._is_line = is_line(tag, attributes)
        self._preformatted += tag == "pre"

    def _end(self, tag: str) -> None:
        if tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        self._preformatted = max(self._preformatted - (tag == "pre"), 0)
        if tag == "a" and self._link:
            self._close_link(*self._link)
        elif tag in _BLOCKS:
            self._new_line(blank=self._is_apart(tag) and not (tag == "p" and self._is_line))

    def _is_apart(self, tag: str) -> bool:
        """Whether a blank line stands around an element; around a list within a list none does."""
        return tag in _PARAGRAPHS and not (self._lists and tag in {"ul", "ol", "p"})

    def _mark_of_item(self) -> str:
        depth = "  " * max(len(self._lists) - 1, 0)
        number = self._lists[-1] if self._lists else 0
        if not number:
            return f"{depth}- "
        self._lists[-1] = number + 1
        return f"{depth}{number}. "

    def _close_link(self, address: str, start: int) -> None:
        self._link = None
        words = "".join(self.text[start:]).strip()
        shown = words.rstrip("/") in (address.rstrip("/"), address.rstrip("/").partition("://")[2])
        if words and "\n" not in words and address.startswith(("http://", "https://")) and not shown:
            self.text[start:] = [f"[{words}]({address})"]

    def _new_line(self, *, blank: bool = False) -> None:
        if not self.text:
            return
        end = "".join(self.text[-3:])[-3:]
        missing = (2 if blank else 1) - (len(end) - len(end.rstrip("\n")))
        if missing > 0:
            self.text.append("\n" * missing)
