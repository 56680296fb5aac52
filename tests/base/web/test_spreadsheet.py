"""Tables open in a spreadsheet as what they are, and run nothing."""

import csv
import io

import pytest

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


@pytest.mark.parametrize(
    "said",
    [
        "=1+1",
        "+1+1",
        "-A1",
        "@SUM(A1)",
        "|calc",
        "%0",
        "\t=1",
        "\r=1",
        "\n1",
        "  =1",
        "\u00a0@A1",
        "\uff1d1+1",
        " \uff20A1",
    ],
)
def test_formula_is_a_word(said: str) -> None:
    answer = csv_file("a.csv", [(said,)]).get_data(as_text=True)
    ((cell,),) = csv.reader(io.StringIO(answer[1:], newline=""))
    assert cell.replace("\\|", "|") == f"'{said}"


@pytest.mark.parametrize("said", ["", "a=1", "1 - 2", "-4.5", "a|b", " plain", "'quoted", "é"])
def test_word_stays(said: str) -> None:
    answer = csv_file("a.csv", [(said, "x")]).get_data(as_text=True)
    assert list(csv.reader(io.StringIO(answer[1:], newline=""))) == [[said, "x"]]
