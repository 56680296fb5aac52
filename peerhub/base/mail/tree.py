"""HTML as a tree: of messages, which are cut and put into emails, and of emails, which are also sent as plain text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "meta"})
BLOCKS = frozenset(
    {
        "html", "body", "div", "p", "h1", "h2", "h3", "h4", "blockquote", "pre",
        "ul", "ol", "li", "hr", "table", "thead", "tbody", "tr", "th", "td",
    }
)  # fmt: skip
DEEPEST = 40  # elements inside elements; what is deeper stands beside its parent


@dataclass
class Element:
    """An element with what is in it: elements and texts."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    @property
    def is_block(self) -> bool:
        """Whether it begins on a line of its own."""
        return self.tag in BLOCKS

    def elements(self) -> Iterator["Element"]:
        """The elements that stand in it directly."""
        return (child for child in self.children if isinstance(child, Element))

    def text(self) -> str:
        """All that is written in it, as it stands there."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


def parse(html: str) -> Element:
    """The tree of an HTML text. What is not well-formed gives some tree; nothing raises."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("div")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[min(len(self._open), DEEPEST) - 1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        for number in range(len(self._open) - 1, 0, -1):
            if self._open[number].tag == tag:
                del self._open[number:]
                return

    def handle_data(self, data: str) -> None:
        self._open[min(len(self._open), DEEPEST) - 1].children.append(data)
