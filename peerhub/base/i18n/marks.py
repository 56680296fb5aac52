"""Marks for words that are translated later than they are written."""

CONTEXT = "\x04"  # what gettext puts between a context and its word


def N_(text: str) -> str:  # noqa: N802  # the name that gettext tools know
    """Mark a sentence of a constant for extraction (`pybabel extract -k N_`); it is translated where it is shown."""
    return text


def NC_(context: str, text: str) -> str:  # noqa: N802  # the name that gettext tools know
    """Mark a word that other languages say differently by what it is about: `NC_("survey", "closed")`. `i18n.translated` shows it."""
    return f"{context}{CONTEXT}{text}"
