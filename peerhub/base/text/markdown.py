"""Text that people write, as safe HTML. Reading it is bounded: what is not plainly cheap is read in a worker that can be stopped.

A text that cannot be rendered in time is shown as plain text, with UNRENDERED as its version, so that `peerhub rooms render` finds it.
"""

import html
import logging
import re
from collections import OrderedDict
from collections.abc import Collection
from typing import NamedTuple

from peerhub.base.text.markup.to_html import AT, TAGS, convert
from peerhub.base.text.plain import is_visible
from peerhub.base.workers.pool import Failed, Pool

__all__ = [
    "AT",
    "LONGEST",
    "TAGS",
    "UNRENDERED",
    "VERSION",
    "RenderedText",
    "as_plain_html",
    "is_quick_to_render",
    "render",
    "to_html",
]
VERSION = 4
UNRENDERED = 0  # the version of a text that is shown as it was typed
LONGEST = 10_000
SECONDS = 1.0
PATIENT = 20.0  # for those whom nobody waits for
LARGEST = 300_000  # characters of HTML: short texts can ask for long ones
_KEPT = 64
_CHEAP = 20_000  # characters times signs that the library looks at
_CHEAP_LENGTH = 3000
_SIGNS = re.compile(r"[^\w\s.,;?’…]|\n|(?<=\d)[.)]")
_TAG = re.compile(r"<[^>]*>")
_TASK = "peerhub.base.text.markup.to_html:task"
log = logging.getLogger(__name__)
_workers = Pool(2)


class RenderedText(NamedTuple):
    """A text as HTML, and the version that rendered it: UNRENDERED where it could not be."""

    html: str
    version: int


_recent: OrderedDict[tuple[str, frozenset[str]], RenderedText] = OrderedDict()


def to_html(source: str, mentions: Collection[str] = ()) -> str:
    """The HTML of at most LONGEST characters of Markdown. `mentions`: the names after an @ that are to be marked, as written."""
    return render(source, mentions).html


def render(source: str, mentions: Collection[str] = (), seconds: float | None = None) -> RenderedText:
    """The same with its version. It depends on nothing but its arguments, so the latest are cached: a text rendered before a
    transaction is ready inside it. More `seconds` than usual try again what was not rendered in time."""
    key = (source[:LONGEST], frozenset(mentions))
    recent = _recent.get(key)
    seconds = seconds or SECONDS
    if recent and (recent.version or seconds <= SECONDS):
        return recent
    result = _rendered(*key, seconds)
    _recent[key] = result
    while len(_recent) > _KEPT:
        _recent.popitem(last=False)
    return result


def as_plain_html(source: str) -> str:
    """A text as it was typed, in paragraphs and lines."""
    paragraphs = re.split(r"\n{2,}", source.strip("\n"))
    return "\n".join(
        f'<p dir="auto">{html.escape(paragraph, quote=False).replace(chr(10), "<br>")}</p>' for paragraph in paragraphs
    )


def _rendered(source: str, mentions: frozenset[str], seconds: float) -> RenderedText:
    try:
        result = (
            convert(source, mentions) if is_quick_to_render(source, mentions) else _beside(source, mentions, seconds)
        )
        if len(result) <= LARGEST:
            return RenderedText(result if _shows_something(result) else as_plain_html(source), VERSION)
        log.warning("A text of %s characters became %s of HTML; it is shown as it was typed.", len(source), len(result))
    except Failed as problem:
        log.warning("A text is shown as it was typed, since it could not be rendered: %r", problem)
    except Exception:
        log.exception("A text is shown as it was typed, since it could not be rendered.")
    return RenderedText(as_plain_html(source), UNRENDERED)


def _shows_something(html_text: str) -> bool:
    """Whether a reader sees anything: a text of entities or of definitions alone is shown as it was typed."""
    return "<hr" in html_text or is_visible(html.unescape(_TAG.sub("", html_text)))


def _beside(source: str, mentions: frozenset[str], seconds: float) -> str:
    result: str = _workers.run(_TASK, [source, sorted(mentions)], seconds)
    return result


def is_quick_to_render(source: str, mentions: Collection[str] = ()) -> bool:
    """Whether reading takes a few milliseconds whatever the text says: what costs more needs many signs and a long way."""
    if len(source) > _CHEAP_LENGTH:
        return False
    signs = sum(1 for _each in _SIGNS.finditer(source))
    return len(source) * (1 + signs) + 50 * len(mentions) * signs <= _CHEAP
