"""Sentences in the reader's language, from our catalogues."""

import io
from hashlib import sha256
from pathlib import Path
from typing import Any

import flask_babel
from babel.messages import mofile, pofile
from babel.support import NullTranslations, Translations
from flask_babel import lazy_gettext, lazy_pgettext

from peerhub.base.i18n.reader import locale_key

__all__ = ["_", "gettext", "lazy_gettext", "lazy_pgettext", "ngettext", "pgettext"]


CATALOGUES = Path(__file__).parents[2] / "translations"


def gettext(sentence: str, **values: Any) -> str:
    """`sentence` in the reader's language, its named placeholders filled."""
    text: str = catalogues.get_translations().gettext(sentence)
    return text % values if values else text


def ngettext(one: str, several: str, num: int, **values: Any) -> str:
    """The form of a sentence that fits `num` in the reader's language."""
    return str(catalogues.get_translations().ngettext(one, several, num) % {"num": num, **values})


def pgettext(context: str, word: str, **values: Any) -> str:
    """A word that other languages say differently by what it is about, `context`: a session is accepted, and so is a proposal."""
    text = str(catalogues.get_translations().pgettext(context, word))
    return text % values if values else text


_ = gettext


class Catalogues(flask_babel.Domain):  # type: ignore[misc]  # Flask-Babel ships no types
    """Reads our catalogues."""

    def get_translations(self) -> NullTranslations:
        """The catalogue of the current language; English is the source and has none."""
        key = locale_key()
        if key not in self.cache:
            self.cache[key] = read_catalogue(str(flask_babel.get_locale() or "en"))
        translations: NullTranslations = self.cache[key]
        return translations


catalogues = Catalogues()  # asked for directly: by way of Flask-Babel each sentence costs twice as much


def read_catalogue(language: str) -> NullTranslations:
    """The translations of one language, empty where there is no file. The .mo that `make assets` compiles is read in a tenth of the
    time; its version says of which .po it is, and of another one it is not served."""
    path = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return Translations()
    source, built = path.read_bytes(), path.with_suffix(".mo")
    if built.exists():
        translations = Translations(io.BytesIO(built.read_bytes()))
        if translations.info().get("project-id-version", "").endswith(sha256(source).hexdigest()):
            return translations
    compiled = io.BytesIO()
    mofile.write_mo(compiled, pofile.read_po(io.BytesIO(source), locale=language))
    compiled.seek(0)
    return Translations(compiled)
