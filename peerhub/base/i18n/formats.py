"""Numbers, lists and words of the programme, written as the reader writes them."""

from collections.abc import Iterable

from babel.lists import format_list
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from peerhub.base.i18n.marks import CONTEXT
from peerhub.base.i18n.reader import (
    current_locale,
)
from peerhub.base.i18n.translate import gettext, pgettext


def decimal(number: float, pattern: str = "0.#") -> str:
    """A number as the reader writes it, 4,5; by a pattern of CLDR, without another one with at most one decimal."""
    return str(format_decimal(number, format=pattern, locale=current_locale()))


def weekday_name(weekday: int) -> str:
    """The name of a day of the week, Monday being 0, in the reader's language."""
    return str(current_locale().days["stand-alone"]["wide"][weekday])


def listed(words: Iterable[str]) -> str:
    """Words as a list in the reader's language, by CLDR's list patterns: “Friday and Saturday”. HTML where one of them is."""
    items = list(words)
    if any(hasattr(item, "__html__") for item in items):
        return Markup(format_list([str(escape(item)) for item in items], locale=current_locale()))  # noqa: S704  # each escaped
    return str(format_list(items, locale=current_locale())) if items else ""


def isolated(text: object) -> Markup:
    """Something that has its own direction, for a sentence of another: what people wrote, a name, an address."""
    return Markup('<bdi dir="auto">{}</bdi>').format(text)  # format escapes the text


def translated(text: str | None) -> str:
    """A word of the programme's data, or one that `N_` or `NC_` marked, in the reader's language; itself where it has no
    translation. Stays text in templates, where `_()` would take it for HTML."""
    context, mark, word = (text or "").rpartition(CONTEXT)
    if mark:
        return pgettext(context, word)
    return gettext(word) if word else ""
