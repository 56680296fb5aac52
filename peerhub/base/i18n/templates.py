"""Templates whose sentences are put in when they are compiled, once for each language. Asked for at every rendering they were a
tenth of a page's work."""

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment
from jinja2 import nodes
from jinja2.environment import create_cache
from jinja2.visitor import NodeTransformer

from peerhub.base.i18n.reader import locale_key
from peerhub.base.i18n.translate import catalogues

WORDS = {
    "_": "gettext",
    "gettext": "gettext",
    "pgettext": "pgettext",
}  # ngettext depends on a number, which is not known yet


class LanguageEnvironment(Environment):
    """Flask's environment, which keeps each template in each language that it was read in."""

    @property
    def cache(self) -> MutableMapping[Any, Any] | None:
        """The compiled templates of the reader's language."""
        key = locale_key()
        if key not in self._caches:
            self._caches[key] = create_cache(self._size)
        return self._caches[key]

    @cache.setter
    def cache(self, made: Any) -> None:
        self._size = made.capacity if made is not None else 0
        self._caches: dict[Any, MutableMapping[Any, Any] | None] = {}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed = super()._parse(source, name, filename)
        bound: nodes.Template = Binder(catalogues.get_translations()).visit(parsed)
        return bound


class Binder(NodeTransformer):
    """Replaces the calls that ask for a sentence by the sentence."""

    def __init__(self, translations: Any) -> None:
        self._translations = translations

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802  (Jinja's name)
        """The sentence of a call whose words are written out, its placeholders still to be filled; any other call as it is."""
        self.generic_visit(node)
        words = [word.value for word in node.args if isinstance(word, nodes.Const)]
        ask = _asks_for_words(node)
        if not ask or len(words) < len(node.args):
            return node
        text = getattr(self._translations, ask)(*words)
        if not node.kwargs:
            return nodes.MarkSafeIfAutoescape(nodes.Const(text % {}, lineno=node.lineno), lineno=node.lineno)
        values = nodes.Dict([nodes.Pair(nodes.Const(each.key), each.value) for each in node.kwargs], lineno=node.lineno)
        sentence = nodes.MarkSafeIfAutoescape(nodes.Const(text, lineno=node.lineno), lineno=node.lineno)
        return nodes.Mod(sentence, values, lineno=node.lineno)


def _asks_for_words(node: nodes.Call) -> str:
    """The method of a catalogue that answers the call; empty where the call asks for something else."""
    is_plain = isinstance(node.node, nodes.Name) and not node.dyn_args and not node.dyn_kwargs
    return WORDS.get(getattr(node.node, "name", ""), "") if is_plain else ""
