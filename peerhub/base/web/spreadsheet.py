"""Tables for spreadsheet programs."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

# What a spreadsheet would run as a formula, also after white space and in the wide letters of East Asia (OWASP, CSV injection).
_FORMULAS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BLANK = ("\t", "\r", "\n")


def csv_file(name: str, rows: Iterable[Sequence[object]]) -> Response:
    """A download of `rows`, the first being the headings; UTF-8 with the mark that Excel needs. None is an empty cell."""
    text = io.StringIO()
    csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
    answer = Response("\ufeff" + text.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and _is_formula(text) else text


def _is_formula(text: str) -> bool:
    return text.startswith(_BLANK) or text.lstrip().startswith(_FORMULAS)
