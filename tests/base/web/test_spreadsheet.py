"""Tables open in a spreadsheet as what they are, and run nothing."""

import csv
import io

from peerhub.base.web.spreadsheet import csv_file


def test_cells_survive_and_formulas_are_words() -> None:
    answer = csv_file("a.csv", [("Text", "Number"), ('=1+1, "quoted"\nline', -3), ("@cmd", None), ("кино", 2.5)])
    text = answer.get_data(as_text=True)
    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text[1:]))) == [
        ["Text", "Number"],
        ['\'=1+1, "quoted"\nline', "-3"],
        ["'@cmd", ""],
        ["кино", "2.5"],
    ]
    assert answer.headers["Cache-Control"] == "private, no-store"
