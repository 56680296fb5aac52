"""Marks for words that are translated later than they are written."""


def N_(text: str) -> str:  # noqa: N802  # the name that gettext tools know
    """Mark a sentence of a constant for extraction (`pybabel extract -k N_`); it is translated where it is shown."""
    return text
