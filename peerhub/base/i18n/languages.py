"""Names of languages."""

from babel import Locale

from peerhub.base.i18n.marks import N_
from peerhub.base.i18n.reader import current_locale
from peerhub.base.i18n.translate import gettext

LANGUAGE_NAMES = {
    "en": "English",
    "fr": "Français",
    "es": "Español",
    "ar": "العربية",
    "ru": "Русский",
    "zh": "中文",
    "pt": "Português",
}
# Languages of the Parties that CLDR does not name.
UNNAMED = {"wni": N_("Ndzwani Comorian"), "zdj": N_("Ngazidja Comorian")}


def language_name(code: str) -> str:
    """The name of a language in the reader's language, else in English."""
    name = current_locale().languages.get(code)
    return str(name or gettext(UNNAMED.get(code, "") or Locale("en").languages.get(code, code)))


def language_code(name: str) -> str:
    """The code of a language that is called so in the reader's language, in English or in itself; empty when none is."""
    folded = name.casefold()
    for names in (LANGUAGE_NAMES, dict(current_locale().languages), dict(Locale("en").languages)):
        for code, label in names.items():
            if label.casefold() == folded:
                return str(code)
    return ""
