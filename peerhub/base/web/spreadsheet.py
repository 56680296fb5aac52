"""Tables for spreadsheet programs."""

import io
import re
from collections.abc import Iterable, Sequence

from defusedcsv import csv
from flask import Response

# Formulas that defusedcsv overlooks: after white space, and in the wide signs of East Asia (OWASP, CSV injection).
_FORMULA = re.compile("[\t\r\n]|\\s+[=+@|%-]|\\s*[\uff1d\uff0b\uff0d\uff20]")


def csv_file(name: str, rows: Iterable[Sequence[object]]) -> Response:
    """A download of `rows`, the first being the headings; UTF-8 with the mark that Excel needs. None is an empty cell."""
    text = io.StringIO()
    csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
    answer = Response("\ufeff" + text.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value
